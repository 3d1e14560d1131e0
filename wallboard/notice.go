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
	h.tellAll(m)
}

func (h *Hub) tellAll(m message) {
	f := encode(m)
	for v := range h.viewers {
		v.push(f)
	}
}

// SetCallbacks shows every viewer, whatever its scope, how many callbacks wait, now and
// when it joins later. Below 0 they are not shown.
func (h *Hub) SetCallbacks(ctx context.Context, waiting int) error {
	return h.hand(ctx, func() { h.setCallbacks(max(waiting, -1)) })
}

func (h *Hub) setCallbacks(waiting int) {
	if h.waiting == waiting {
		return
	}
	h.waiting = waiting
	m := h.message("callbacks")
	m.Waiting = h.callbacks()
	h.tellAll(m)
}

// callbacks is how many wait, nil where they are not shown.
func (h *Hub) callbacks() *int {
	if h.waiting < 0 {
		return nil
	}
	n := h.waiting
	return &n
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
	m.Waiting = h.callbacks()
	return encode(m)
}
