package widget

import "sync"

// news wakes every connection at once. The zero value is ready.
type news struct {
	mu   sync.Mutex
	next chan struct{} // closed with the next news
}

// wait returns what is closed with the next news.
func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

// TellHours says that hours, or what is configured, may have changed: open browsers are told
// what is other for them. It answers at once.
func (h *Handler) TellHours() { h.news.tell() }

// lookAtHours tells the browser where its site takes messages now and did not, or no more.
func (c *conn) lookAtHours() error {
	site, ok := c.h.opt.Centre.Site(c.site)
	if !ok {
		return closing{closeSite, "the site is not there any more"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if site.Hours == c.hours {
		return nil
	}
	return c.tellHours(site.Hours)
}

// tellHours tells the browser the hours of its site; mu is held.
func (c *conn) tellHours(hours Hours) error {
	c.hours = hours
	why := ""
	if !hours.Takes {
		why = "hours"
	}
	return c.write(map[string]any{"type": "closed", "why": why, "hours": hours})
}
