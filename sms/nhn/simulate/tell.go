package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/sms/internal/shown"
)

// wake says that there are new messages.
func (v *Server) wake() {
	select {
	case v.changed <- struct{}{}:
	default:
	}
}

// look is how often results are looked for, where nothing wakes.
const look = 20 * time.Millisecond

// tell posts results as they come, until the server is closed. Without a webhook it only
// notes them, for the log.
func (v *Server) tell() {
	tick := time.NewTicker(look)
	defer tick.Stop()
	from := 0 // messages before it are told; it counts all that were ever taken
	for {
		select {
		case <-v.life.Done():
			return
		case <-v.changed:
		case <-tick.C:
		}
		from = v.tellFrom(from)
	}
}

// tellFrom tells what is due of the messages behind a number of them, and returns the
// number of those at the beginning that there is nothing more to tell of.
func (v *Server) tellFrom(from int) int {
	now := v.o.Now()
	var due []*message
	v.s.mu.Lock()
	first := v.s.total - len(v.s.messages) // of those that are remembered
	from = max(from, first)
	open := false
	for i := from - first; i < len(v.s.messages); i++ {
		m := v.s.messages[i]
		v.settle(m, now)
		switch {
		case m.told == 0 && !m.done.IsZero():
			m.told = 1
			due = append(due, m)
		case m.told == 0 && !m.cancelled:
			open = true
		}
		if !open {
			from = first + i + 1
		}
	}
	v.s.mu.Unlock()
	for _, m := range due {
		v.o.Log.Info().Str("message_id", m.key).Str("to", shown.Masked(m.number)).Str("kind", m.kind).Str("code", m.code).Msg("result")
		if v.webhook(m) == "" || m.fate == Lost {
			continue
		}
		v.hook(m, "")
		switch m.fate {
		case Twice:
			v.hook(m, "")
		case Backwards:
			v.hook(m, "SENDING")
		}
	}
	return from
}

// webhook is where the result of a message is posted.
func (v *Server) webhook(m *message) string {
	if m.kind == kindAlimtalk {
		return v.o.KakaoWebhook
	}
	return v.o.Webhook
}

// hook posts the result of a message, or an earlier state of it.
func (v *Server) hook(m *message, state string) {
	v.s.mu.Lock()
	code := m.code
	if state == "" {
		state = v.settle(m, v.o.Now())
	} else {
		code = ""
	}
	one := map[string]any{
		"hookId": fmt.Sprintf("%s%d", m.request, m.seq), "senderType": "NORMAL_" + m.kind, "requestId": m.request, "recipientSeq": m.seq,
		"requestDate": m.at.In(seoul).Format("2006-01-02T15:04:05"), "receiveDate": m.done.In(seoul).Format("2006-01-02T15:04:05"), "sendNo": m.from, "recipientNo": m.number,
		"messageStatus": state, "recipientGropuingKey": m.key, "senderGroupingKey": m.senderKey, "resultCode": code, "messageCount": 1,
	}
	product := "SMS"
	if m.kind == kindAlimtalk {
		product = "KakaoTalk Bizmessage"
		delete(one, "recipientGropuingKey")
		delete(one, "messageStatus")
		one["recipientGroupingKey"], one["kakaoMessageType"] = m.key, "ALIMTALK_NORMAL"
		one["requestDate"], one["receiveDate"] = m.at.In(seoul).Format("2006-01-02 15:04:05"), m.done.In(seoul).Format("2006-01-02 15:04:05")
	}
	v.s.mu.Unlock()
	body, err := json.Marshal(map[string]any{"hooksId": one["hookId"], "webhookConfigId": "simulated", "productName": product, "appKey": v.o.AppKey, "event": "MESSAGE_RESULT_UPDATE", "hooks": []any{one}})
	if err != nil {
		return
	}
	for attempt := range 5 {
		if v.posted(v.webhook(m), body) {
			return
		}
		pause := time.NewTimer(time.Duration(attempt+1) * 200 * time.Millisecond)
		select {
		case <-v.life.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
	v.o.Log.Warn().Str("message_id", m.key).Msg("the result could not be posted to the webhook")
}

func (v *Server) posted(to string, body []byte) bool {
	req, err := http.NewRequestWithContext(v.life, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json;charset=UTF-8")
	req.Header.Set("X-Toast-Webhook-Signature", v.o.Signature)
	res, err := v.post.Do(req)
	if err != nil {
		return false
	}
	res.Body.Close() //nolint:errcheck // what it says does not matter
	return res.StatusCode/100 == 2
}
