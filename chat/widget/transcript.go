package widget

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// atOnce is how many messages are read at a time.
const atOnce = 500

// transcript gives a room as text to who has its address. Notes are not in it.
func (h *Handler) transcript(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	id := chat.RoomID(q.Get("room"))
	if !h.keyed(q.Get("key"), "transcript", string(id)) {
		problem(w, http.StatusNotFound, "not_found", "there is no such transcript, or its address is too old")
		return
	}
	room, err := h.opt.Store.ChatRoom(r.Context(), id)
	if err != nil {
		h.failed(w, err)
		return
	}
	language := "ko"
	if q.Get("lang") == "en" {
		language = "en"
	}
	site, _ := h.opt.Centre.Site(room.Account)
	zone := site.zone()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="chat-%s.txt"`, room.Opened.Std().In(zone).Format("20060102-1504")))
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintf(w, "\ufeff%s\r\n%s\r\n\r\n", site.Name.in(language), room.Opened.Std().In(zone).Format("2006-01-02 15:04")) //nolint:errcheck // the client is gone
	day := room.Opened.Std().In(zone).Format(time.DateOnly)
	for after := 0; ; {
		list, err := h.opt.Store.ChatMessages(r.Context(), id, 0, after, atOnce)
		if err != nil {
			h.opt.Log.Error().Err(err).Msg("chat: a transcript was cut off")
			panic(http.ErrAbortHandler) // a transcript that ends early must not look whole
		}
		for _, m := range list {
			after = m.Seq
			if m.By == chat.ByNote {
				continue
			}
			if now := m.At.Std().In(zone).Format(time.DateOnly); now != day {
				day = now
				fmt.Fprintf(w, "\r\n%s\r\n", day) //nolint:errcheck // the client is gone
			}
			fmt.Fprintf(w, "[%s] %s: %s\r\n", m.At.Std().In(zone).Format(time.TimeOnly), h.writer(m, site, language), line(m)) //nolint:errcheck // the client is gone
		}
		if len(list) < atOnce {
			return
		}
	}
}

// writer is what a transcript calls the author of a message.
func (h *Handler) writer(m chat.Message, s Site, language string) string {
	switch m.By {
	case chat.ByCustomer, chat.ByChoice:
		return Text{"고객", "You"}.in(language)
	case chat.ByAgent:
		return h.opt.Centre.AgentName(m.Agent, language)
	}
	return s.Name.in(language)
}

// line is a message in a transcript: further lines are set in.
func line(m chat.Message) string {
	s := strings.ReplaceAll(m.Body, "\n", "\r\n    ")
	for _, f := range m.Files {
		s = strings.TrimSpace(s + " [" + f.Name + "]")
	}
	return s
}
