package wallboard

import "context"

// Notice is the line of an administrator that every screen shows (공지, W28). The
// zero Notice is none.
type Notice struct {
	Text  string `json:"text"`  // one line; empty: none
	Place string `json:"place"` // top or bottom
}

// SetNotice shows n to every viewer, whatever its scope, now and when it joins
// later.
func (h *Hub) SetNotice(ctx context.Context, n Notice) error {
	return h.hand(ctx, func() { h.setNotice(n) })
}

func (h *Hub) setNotice(n Notice) {
	if h.notice == n {
		return
	}
	h.notice = n
	m := h.message("notice")
	m.Notice = &n
	f := encode(m)
	for v := range h.viewers {
		v.push(f)
	}
}

// hello is the first frame of a viewer, and of all it gets again when its queue
// was full.
func (h *Hub) hello(topics []Topic) *Frame {
	m := h.message("hello")
	m.Build, m.TimeZone, m.Topics = h.config.Build, h.config.TimeZone, topics
	if h.notice.Text != "" {
		n := h.notice
		m.Notice = &n
	}
	return encode(m)
}
