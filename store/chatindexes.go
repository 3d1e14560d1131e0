package store

// index is the index that a walk follows; end: in the order of ends.
func (l listing) index(w walk, s stretch, end bool) string {
	by := ``
	if end {
		by = `_end`
	}
	switch {
	case len(l.RoomTags) > 0:
		return `sqlite_autoindex_chat_rooms_1` // by their ids
	case l.Visitor != "" || l.tagLeads:
		return `chat_rooms_visitor`
	case !l.Status.Over():
		return l.openIndex(w)
	case s == longAgo:
		return `chat_rooms_long`
	case len(w.agents) == 1:
		return `chat_rooms_over_agent` + by
	case len(w.categories) == 1:
		return `chat_rooms_over_category` + by
	case l.EndType != "":
		return `chat_rooms_over_type` + by
	case l.Account != "":
		return `chat_rooms_over_account` + by
	case l.Channel != "":
		return `chat_rooms_over_channel` + by
	}
	return `chat_rooms_over` + by
}

// countIndex is the index that a count reads, in any order: where it can the one that has all that is
// asked.
func (l listing) countIndex(w walk) string {
	if l.Status.Over() && l.Visitor == "" && !l.tagLeads && len(l.RoomTags) == 0 {
		switch {
		case w.agents != nil:
			return `chat_rooms_over_agent_end`
		case w.categories != nil:
			return `chat_rooms_over_category_end`
		}
	}
	return l.index(w, allTime, true)
}

func (l listing) openIndex(w walk) string {
	switch {
	case w.agents != nil && len(w.agents) <= mostWalks:
		return `chat_rooms_now_agent`
	case l.To > 0 && l.by.column != `r.last_at`:
		return `chat_rooms_now_opened`
	}
	return `chat_rooms_now`
}
