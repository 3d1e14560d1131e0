package wallboard

import "slices"

func (h *Hub) join(v *Viewer, topics []Topic, scope Scope) {
	h.send(false, true) // so that the new view starts without unsent changes
	v.topics = topics
	for _, topic := range Topics {
		if slices.Contains(topics, topic) {
			view := h.view(topic, scope)
			view.viewers[v] = struct{}{}
			view.crowd = view.crowd || len(view.viewers) > few
			v.views = append(v.views, view)
		}
	}
	v.pushSnapshots()
	v.lastAt = h.config.Now()
	h.viewers[v] = struct{}{}
	h.stats.viewers.Store(int64(len(h.viewers)))
}

// view returns the view of a topic in a scope, made when it is new. Colleagues are
// the same for every viewer, services for all who see the same ones.
func (h *Hub) view(topic Topic, scope Scope) *view {
	switch topic {
	case Colleagues:
		scope = Scope{}
	case Services:
		scope = Scope{Services: scope.Services}
	}
	key := viewKey{topic, scopeKey(scope)}
	v := h.views[key]
	if v == nil {
		v = newView(topic, scope)
		v.rebuild(h)
		h.views[key] = v
	}
	return v
}

// remove ends v; a view that nobody watches any more goes too.
func (h *Hub) remove(v *Viewer) {
	if v.removed {
		return
	}
	v.removed = true
	delete(h.viewers, v)
	for _, view := range v.views {
		delete(view.viewers, v)
		if len(view.viewers) == 0 {
			delete(h.views, viewKey{view.topic, scopeKey(view.scope)})
		}
	}
	h.stats.viewers.Store(int64(len(h.viewers)))
	close(v.done)
}
