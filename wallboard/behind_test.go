package wallboard

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Frames say up to when their figures are true, and the time of now where that is
// later: screens grey figures that stand still though frames come.
func TestFramesSayWhatTheyAreOf(t *testing.T) {
	now := noon.Std()
	as := now
	h := NewHub(Config{Now: func() time.Time { return now }, AsOf: func() time.Time { return as }})
	h.reset(1, 1, acd.State{})
	v := joined(h, Scope{})
	last := func() (m struct{ At, Now int64 }) {
		t.Helper()
		h.beat()
		for len(v.frames) > 0 {
			if err := json.Unmarshal((<-v.frames).JSON, &m); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	if m := last(); m.At != now.UnixMilli() || m.Now != 0 {
		t.Errorf("keeping up: %+v", m)
	}
	now = now.Add(behind)
	if m := last(); m.At != now.UnixMilli() || m.Now != 0 {
		t.Errorf("a second behind, which is nothing: %+v", m)
	}
	now = now.Add(5 * time.Second)
	if m := last(); m.At != as.UnixMilli() || m.Now != now.UnixMilli() {
		t.Errorf("six seconds behind: %+v", m)
	}
}
