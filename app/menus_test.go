package app

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sip/menu"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/web"
)

// TestOwnPrompts: every prompt that the program says is there in both languages, loud
// enough and without long silence at its ends; those that can be chosen are among them.
func TestOwnPrompts(t *testing.T) {
	names := append([]string{menu.SayRecorded, menu.SayWrong, menu.SayNothing, menu.SayBye, menu.SayClosed, menu.SayFull, menu.SayNobody, menu.SayTooLong,
		menu.SayConnecting, menu.SayStillBusy, menu.SayPositionIs, menu.SayPositionEnd, menu.SayPositionFar, menu.SayNext, menu.SayWaitIs, menu.SayWaitEnd,
		menu.SayWaitShort, menu.SayWaitLong, menu.SayKeyCallback, menu.SayKeyEnd, menu.SayThisNumber, menu.SayTypeNumber, menu.SayTypedIs, menu.SayTypedEnd,
		menu.SayNumberWrong, menu.SayPromised, menu.SayTaken, menu.SayHave, menu.SayNotThisNumber, menu.SayNotTaken, menu.SayLeaveMessage,
		menu.SayMessageTaken, menu.SayMessageEmpty, menu.SayTone, menu.SayYouAskedFor, menu.SayNotReached, menu.Digit('*'), menu.Digit('#')}, centre.OwnPrompts...)
	for d := byte('0'); d <= '9'; d++ {
		names = append(names, menu.Digit(d))
	}
	for n := 1; n <= menu.MostNumber; n++ {
		names = append(names, menu.Number(n))
	}
	var s speech
	for _, language := range []string{"ko", "en"} {
		for _, name := range names {
			m := s.say(language, strings.TrimPrefix(name, "say:"))
			if m == nil {
				t.Errorf("%s: there is no %s", language, name)
				continue
			}
			if d := m.Duration(); d < 200*time.Millisecond || d > 13*time.Second {
				t.Errorf("%s %s is %s long", language, name, d)
			}
		}
	}
	if s.say("en", "../x") != nil || s.say("ko", "nothing") != nil {
		t.Error("a prompt that is not there is said")
	}
}

// TestMenusOverAPI: a menu is made, checked as a whole, led to by a number, heard by a
// real phone and undone; what is in use stays.
func TestMenusOverAPI(t *testing.T) {
	r := start(t, t.TempDir())
	for _, c := range []struct{ body, why string }{
		{`{"id":"m","name":{"ko":"안내"},"questions":[{"id":"first","keys":[{"key":"1","do":"service","service":"orders"}]}]}`, "prompt is missing"},
		{`{"id":"m","name":{"ko":"안내"},"questions":[{"id":"first","prompt":"say:connecting","keys":[{"key":"1","do":"service","service":"nowhere"}]}]}`, "there is no service"},
		{`{"id":"m","name":{"ko":"안내"},"questions":[{"id":"first","prompt":"say:connecting","keys":[{"key":"1","do":"menu","menu":"first"}]}]}`, "has one place in the tree"},
		{`{"id":"m","name":{"ko":"안내"},"questions":[{"id":"first","prompt":"say:nothing","keys":[{"key":"1","do":"callback"}]}]}`, "of the program's own"},
		{`{"id":"m","name":{"ko":"안내"},"questions":[{"id":"first","prompt":"say:connecting","keys":[{"key":"1","do":"number","number":"112"}]}]}`, "emergency"},
	} {
		if st, why := r.problem("POST", "/menus", c.body); st != 422 || !strings.Contains(why, c.why) {
			t.Errorf("%s: %d %s", c.body, st, why)
		}
	}
	if st := r.api("POST", "/menus", `{"id":"main","name":{"ko":"대표 안내","en":"Main"},"greeting":"say:recorded","questions":[
		{"id":"first","prompt":"say:connecting","keys":[{"key":"1","name":{"ko":"주문"},"do":"service","service":"orders"},{"key":"2","do":"menu","menu":"second"}]},
		{"id":"second","prompt":"say:still_busy","keys":[{"key":"3","do":"message","prompt":"say:goodbye"},{"key":"*","do":"top"}]}]}`, nil); st != http.StatusCreated {
		t.Fatalf("create: %d", st)
	}
	if st := r.api("PUT", "/numbers/15880001", `{"service":"orders","menu":"main"}`, nil); st != 200 {
		t.Fatalf("number: %d", st)
	}
	if st, why := r.problem("DELETE", "/menus/main", ""); st != 409 || !strings.Contains(why, "is still in use: ") || !strings.Contains(why, "service orders.numbers") || strings.Contains(why, "there is no") {
		t.Errorf("a menu in use is removed: %d %s", st, why)
	}
	c := r.dial("01012345678")
	c.Keep(time.Minute)
	until(t, "in the menu", func() bool { return r.phase() == "in_menu" })
	key := func(k byte) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := c.Wait(ctx, phone.Talking); err != nil {
			t.Fatal(err)
		}
		if err := c.Info(ctx, k); err != nil {
			t.Fatal(err)
		}
	}
	key('2')
	time.Sleep(300 * time.Millisecond)
	key('*')
	time.Sleep(300 * time.Millisecond)
	key('1')
	until(t, "waiting", func() bool { return r.phase() == "waiting" })
	if heard := len(c.Kept()); heard < 8000/2 {
		t.Errorf("%d samples were heard", heard)
	}
	c.Hangup()
	until(t, "abandoned", func() bool { return r.figures().Abandoned == 1 })
	c = r.dial("01012345678")
	until(t, "in the menu", func() bool { return r.phase() == "in_menu" })
	c.Hangup()
	r.wait(c, phone.Ended)
	var rows struct {
		Calls []struct{ Outcome, Service string }
	}
	until(t, "the row of who left the menu", func() bool {
		r.api("GET", "/calls/history?outcome=abandoned_ivr", "", &rows)
		return len(rows.Calls) == 1
	})
	if rows.Calls[0].Service != "orders" || r.figures().Offered != 1 {
		t.Errorf("%+v, %+v", rows, r.figures())
	}
}

// phase is that of the only call, "" where there is none.
func (r *rig) phase() string {
	var live []struct{ Phase string }
	r.api("GET", "/calls", "", &live)
	if len(live) != 1 {
		return ""
	}
	return live[0].Phase
}

// TestPromptTexts: the table of what is said and the files agree, whatever can be chosen
// has its text in both languages, and who administers can read and hear it.
func TestPromptTexts(t *testing.T) {
	texts := map[string]bool{}
	for i, p := range promptTexts() {
		if p.Text.Ko == "" || p.Text.En == "" || texts[p.Name] {
			t.Errorf("line %d of prompts/texts.tsv: %+v", i+1, p)
		}
		texts[p.Name] = true
	}
	data, err := ownPrompts.ReadFile("prompts/texts.tsv")
	if err != nil || strings.Count(string(data), "\n") != len(texts) {
		t.Errorf("%d texts of %d lines: %v", len(texts), strings.Count(string(data), "\n"), err)
	}
	for _, language := range []string{"ko", "en"} {
		files, err := ownPrompts.ReadDir("prompts/" + language)
		if err != nil || len(files) != len(texts) {
			t.Errorf("%s: %d files, %d texts: %v", language, len(files), len(texts), err)
		}
		for _, f := range files {
			if name := "say:" + strings.TrimSuffix(f.Name(), ".wav"); !texts[name] {
				t.Errorf("%s/%s has no line in prompts/texts.tsv", language, f.Name())
			}
		}
	}
	for _, name := range centre.OwnPrompts {
		if !texts[name] {
			t.Errorf("%s has no text", name)
		}
	}
	r := start(t, t.TempDir())
	var list []web.Prompt
	if st := r.api("GET", "/prompts", "", &list); st != 200 || len(list) != len(texts) {
		t.Errorf("%d, %d prompts", st, len(list))
	}
	choices := 0
	for _, p := range list {
		if p.Choice {
			choices++
		}
	}
	if choices != len(centre.OwnPrompts) {
		t.Errorf("%d can be chosen", choices)
	}
	for path, want := range map[string]int{"ko/say:closed": 200, "en/closed": 200, "en/nothing": 404, "ko/..%2Ftexts.tsv": 404, "fr/closed": 422} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+r.httpAddr+"/api/v1/prompts/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+testKey)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 4)
		_, _ = io.ReadFull(res.Body, head)
		res.Body.Close()
		if res.StatusCode != want || want == 200 && (string(head) != "RIFF" || res.Header.Get("Content-Type") != "audio/wav") {
			t.Errorf("%s: %d %q %s", path, res.StatusCode, head, res.Header.Get("Content-Type"))
		}
	}
}
