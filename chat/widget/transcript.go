package widget

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
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
	put := func(at acd.Time, text string) {
		local := at.Std().In(zone)
		if now := local.Format(time.DateOnly); now != day {
			day = now
			fmt.Fprintf(w, "\r\n%s\r\n", day) //nolint:errcheck // the client is gone
		}
		fmt.Fprintf(w, "[%s] %s\r\n", local.Format(time.TimeOnly), text) //nolint:errcheck // the client is gone
	}
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
			put(m.At, h.writer(m, site, language)+": "+line(m))
		}
		if len(list) < atOnce {
			break
		}
	}
	if room.Status.Over() {
		put(room.EndedAt, endSaid[endedBy(room.EndType)].in(language))
	}
}

// endSaid is how a room ended, as a transcript says it: also to others than the customer.
var endSaid = map[string]Text{
	"agent":    {"상담원이 상담을 종료했습니다", "The agent ended the conversation"},
	"customer": {"고객이 상담을 종료했습니다", "The customer ended the conversation"},
	"centre":   {"상담이 종료되었습니다", "The conversation has ended"},
	"time":     {"오랫동안 대화가 없어 상담이 종료되었습니다", "The conversation ended because nobody wrote for a while"},
}

// writer is what a transcript calls the author of a message: as the widget does, but that the
// customer is nobody's "you" in a file.
func (h *Handler) writer(m chat.Message, s Site, language string) string {
	switch m.By {
	case chat.ByCustomer, chat.ByChoice:
		return Text{"고객", "Customer"}.in(language)
	case chat.ByAgent:
		return cmp.Or(h.opt.Centre.AgentName(m.Agent, language), Text{"상담원", "Agent"}.in(language)) // who is gone has none
	case chat.ByBot:
		return Text{"챗봇", "Assistant"}.in(language)
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
