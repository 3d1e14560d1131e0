package app

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// wav writes a second of a tone.
func wav(t *testing.T, hz float64) string {
	t.Helper()
	samples := make([]int16, 8000)
	for i := range samples {
		samples[i] = int16(9000 * math.Sin(2*math.Pi*hz*float64(i)/8000))
	}
	file := filepath.Join(t.TempDir(), "prompt.wav")
	if err := os.WriteFile(file, media.WriteWAV(samples), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What a caller hears and gets when the service is closed, full, or lets nobody
// wait longer; each is counted as the figures define it.
func TestRules(t *testing.T) {
	r := start(t, t.TempDir())
	prompt := wav(t, 600)
	put := func(more string) {
		t.Helper()
		body := `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],` + more + `}`
		if st := r.api("PUT", "/services/orders", body, nil); st != 200 {
			t.Fatalf("%s: %d", body, st)
		}
	}
	hears := func(what string) {
		t.Helper()
		c := r.dial("01012345678")
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := c.WaitTone(ctx, 600); err != nil {
			t.Errorf("%s: the announcement is not heard: %v (status %d)", what, err, c.Status())
		}
		r.wait(c, phone.Ended)
	}
	rule := fmt.Sprintf(`{"do":"message","prompt":%q}`, prompt)

	put(`"closed":true`)
	c := r.dial("01012345678")
	c.Keep(time.Minute)
	r.wait(c, phone.Ended)
	if heard := len(c.Kept()); c.Status() != 200 || heard < 2*8000 { // the program's own announcement
		t.Errorf("closed without an announcement: %d, %d samples heard", c.Status(), heard)
	}
	put(`"closed":true,"when_closed":{"do":"message","prompt":"none"}`)
	c = r.dial("01012345678")
	r.wait(c, phone.Ended)
	if c.Status() != 480 {
		t.Errorf("closed without a word: %d", c.Status())
	}
	put(`"closed":true,"when_closed":` + rule)
	hears("closed")
	if f := r.figures(); f.Offered != 0 {
		t.Errorf("closed calls are not offered: %+v", f)
	}

	put(`"max_waiting":1,"when_full":` + rule)
	first := r.dial("01000000001")
	until(t, "the first waits", func() bool { return r.figures().Waiting == 1 })
	hears("full")
	if f := r.figures(); f.Offered != 1 {
		t.Errorf("full calls are not offered: %+v", f)
	}
	first.Hangup()
	until(t, "abandoned", func() bool { return r.figures().Abandoned == 1 })

	put(`"max_wait":"1s","when_too_long":` + rule)
	hears("too long")
	if f := r.figures(); f.Offered != 2 || f.Left != 1 || f.Abandoned != 1 {
		t.Errorf("too long: %+v", f)
	}

	put(`"when_nobody":` + rule)
	hears("nobody is logged in")
	if f := r.figures(); f.Offered != 3 || f.Left != 2 {
		t.Errorf("nobody: %+v", f)
	}

	if st := r.api("POST", "/services", `{"id":"second","name":{"ko":"둘째"},"numbers":[{"number":"15880002"}]}`, nil); st != 201 {
		t.Fatalf("second: %d", st)
	}
	put(`"max_wait":"1s","when_too_long":{"do":"service","service":"second"}`)
	moved := r.dial("01012345678")
	var live []struct{ Service string }
	until(t, "moved to the other service", func() bool {
		r.api("GET", "/calls", "", &live)
		return len(live) == 1 && live[0].Service == "second"
	})
	moved.Hangup()
}
