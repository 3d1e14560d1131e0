package simulate

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/sms/internal/shown"
	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// Report is what the simulated provider has done. Each part of a long message is one.
type Report = shown.Report

// Report returns what was done, with the newest messages, at most most of them.
func (v *Server) Report(most int) Report {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.o.Now()
	out := Report{Taken: v.total, Doubles: v.doubles, Messages: []shown.Delivered{}}
	for _, m := range slices.Backward(v.messages) {
		state := words[m.state]
		switch {
		case now.Before(m.at.Add(v.o.Delay)):
			state = words[pdu.Enroute]
			out.Waiting++
		case m.state == pdu.Delivered:
			out.Delivered++
		default:
			out.Failed++
		}
		if len(out.Messages) >= most {
			continue
		}
		text, seq := v.text(&m.sm)
		out.Messages = append(out.Messages, shown.Delivered{
			ID: m.reference, Request: v.inAnswer(m.id), Seq: seq, Kind: "SMS", From: m.sm.Source.Number, To: m.sm.Dest.Number, Text: text, State: state, At: m.at, Times: max(1, v.taken[m.reference]),
		})
	}
	return out
}

// text reads a message, and which part it is.
func (v *Server) text(m *pdu.SM) (string, int) {
	octets, seq := m.Octets(), 1
	if m.ESMClass&pdu.ESMHeader != 0 && len(octets) > 0 && int(octets[0]) < len(octets) {
		head := octets[1 : 1+int(octets[0])]
		octets = octets[1+len(head):]
		if len(head) == 5 {
			seq = int(head[4])
		}
	}
	if n, ok := m.TLVs.Number(pdu.TagSARSequence); ok {
		seq = n
	}
	text, ok := alphabet.Read(octets, m.DataCoding, alphabet.Named(v.o.Usual))
	if !ok {
		text = fmt.Sprintf("(data_coding 0x%02X)", m.DataCoding)
	}
	return text, seq
}

// ServeHTTP shows a Report as a page and as JSON, and lets a customer write.
func (v *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		shown.Page(w, r, "SMPP 3.4", true, v.Report(shown.MostShown))
	})
	mux.HandleFunc("GET /simulated", func(w http.ResponseWriter, r *http.Request) { shown.JSON(w, v.Report(shown.Most(r))) })
	mux.HandleFunc("POST /incoming", v.incoming)
	http.NewCrossOriginProtection().Handler(mux).ServeHTTP(w, r)
}

// longestWritten bounds what a customer writes.
const longestWritten = 8 << 10

func (v *Server) incoming(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestWritten)
	from, to, text := r.PostFormValue("from"), r.PostFormValue("to"), r.PostFormValue("text")
	digits := func(s string) bool { return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == "" }
	if !digits(from) || !digits(to) || text == "" {
		http.Error(w, "from and to are digits, and text is not empty", http.StatusUnprocessableEntity)
		return
	}
	if err := v.Write(from, to, text); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	http.Redirect(w, r, ".", http.StatusSeeOther)
}
