package simulate

import (
	"net/http"
	"slices"

	"golang.org/x/text/encoding/korean"

	"github.com/callfloor/callfloor/sms/internal/shown"
)

// Report is what the simulated vendor has done.
type Report = shown.Report

// Report returns what was done, with the newest messages, at most most of them.
func (v *Server) Report(most int) Report {
	now := v.o.Now()
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	out := Report{Taken: v.s.total, Doubles: v.s.doubles, Messages: []shown.Delivered{}}
	for _, m := range slices.Backward(v.s.messages) {
		state := v.settle(m, now)
		switch state {
		case "COMPLETED":
			out.Delivered++
		case "FAILED", "DUPLICATED":
			out.Failed++
		case "CANCEL":
			out.Cancelled++
		default:
			out.Waiting++
		}
		if len(out.Messages) >= most {
			continue
		}
		d := shown.Delivered{
			ID: m.key, Batch: m.senderKey, Request: m.request, Seq: m.seq, Kind: m.kind, Advert: m.advert, From: m.from, To: m.number, Title: m.title,
			Text: arrives(m), Images: m.files, Template: m.template, Resent: m.resent, State: state, At: m.at, Times: v.s.taken[m.key],
		}
		if !m.done.IsZero() {
			d.Code = m.code
		}
		out.Messages = append(out.Messages, d)
	}
	return out
}

// arrives cuts a text as the network does: an SMS at 90 bytes of EUC-KR, others at 2,000.
func arrives(m *message) string {
	text, most := m.text, 2000
	switch {
	case m.resent:
		return m.resend
	case m.kind == kindAlimtalk:
		return text
	case m.kind == kindSMS:
		most = 90
	}
	n := 0
	for i, r := range text {
		size := 1
		if b, err := korean.EUCKR.NewEncoder().String(string(r)); err == nil {
			size = len(b)
		}
		if n += size; n > most {
			return text[:i]
		}
	}
	return text
}

// report answers with a Report as JSON.
func (v *Server) report(w http.ResponseWriter, r *http.Request) {
	shown.JSON(w, v.Report(shown.Most(r)))
}

// page shows a Report.
func (v *Server) page(w http.ResponseWriter, r *http.Request) {
	shown.Page(w, r, "NHN Cloud SMS, Alimtalk", false, v.Report(shown.MostShown))
}
