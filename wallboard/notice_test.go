package wallboard

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// notices are the notices in the frames that wait for v, "none" for a hello
// without one.
func notices(t *testing.T, v *Viewer) []string {
	t.Helper()
	var list []string
	for len(v.frames) > 0 {
		f, err := v.Next(context.Background())
		must(t, err)
		var m struct {
			Type   string
			Notice *Notice
		}
		must(t, json.Unmarshal(f.JSON, &m))
		switch {
		case m.Notice != nil:
			list = append(list, m.Type+" "+m.Notice.Place+" "+m.Notice.Text)
		case m.Type == "hello":
			list = append(list, "none")
		case m.Type == "notice":
			t.Fatalf("a notice frame without a notice: %s", f.JSON)
		}
	}
	return list
}

func wantNotices(t *testing.T, what string, v *Viewer, want ...string) {
	t.Helper()
	got := notices(t, v)
	if len(got) != len(want) {
		t.Fatalf("%s: %q, want %q", what, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: %q, want %q", what, got, want)
		}
	}
}

// W28: a notice reaches every viewer in every scope at once, who joins later has it
// from the first frame, and its end is told too; the same notice again is not sent.
func TestNotice(t *testing.T) {
	h, _, _ := hubCentre(1, 2, 2, Config{})
	viewers := make([]*Viewer, len(scopes))
	for i, s := range scopes {
		viewers[i] = joined(h, s)
		wantNotices(t, "at first", viewers[i], "none")
	}
	h.setNotice(Notice{"점검 18시", "top"})
	h.setNotice(Notice{"점검 18시", "top"})
	for _, v := range viewers {
		wantNotices(t, "when set", v, "notice top 점검 18시")
	}
	late := joined(h, Scope{})
	wantNotices(t, "who joins later", late, "hello top 점검 18시")
	h.setNotice(Notice{"점검 18시", "bottom"})
	wantNotices(t, "moved", late, "notice bottom 점검 18시")
	h.setNotice(Notice{})
	wantNotices(t, "taken away", late, "notice  ")
	wantNotices(t, "who joins after that", joined(h, Scope{}), "none")
}

// A viewer whose queue was full is made whole with the notice of now, not with the
// one it joined under.
func TestNoticeAfterFullQueue(t *testing.T) {
	h, x, _ := hubCentre(1, 1, 0, Config{Queue: 8, Stuck: time.Hour})
	beat := func() { x.now += 1000; h.beat() }
	v := joined(h, Scope{})
	h.setNotice(Notice{"first", "top"})
	for range 8 {
		beat()
	}
	h.setNotice(Notice{"second", "top"})
	for len(v.frames) < cap(v.frames) {
		beat()
	}
	beat()
	wantNotices(t, "after a full queue", v, "hello top second")
}

// How many callbacks wait reaches every viewer, who joins later has it from the first
// frame, and its end is told; the same number again is not sent.
func TestCallbacksOnBoards(t *testing.T) {
	h, _, _ := hubCentre(1, 2, 2, Config{})
	told := func(v *Viewer) (list []string) {
		t.Helper()
		for len(v.frames) > 0 {
			f, err := v.Next(context.Background())
			must(t, err)
			var m struct {
				Type      string
				Callbacks *int
			}
			must(t, json.Unmarshal(f.JSON, &m))
			switch {
			case m.Callbacks != nil:
				list = append(list, fmt.Sprint(m.Type, *m.Callbacks))
			case m.Type == "hello" || m.Type == "callbacks":
				list = append(list, m.Type)
			}
		}
		return list
	}
	v := joined(h, scopes[0])
	for _, n := range []int{-1, 12, 12, 0, -1} {
		h.setCallbacks(n)
	}
	if got := strings.Join(told(v), " "); got != "hello callbacks12 callbacks0 callbacks" {
		t.Errorf("%q", got)
	}
	h.setCallbacks(7)
	if got := strings.Join(told(joined(h, Scope{})), " "); got != "hello7" {
		t.Errorf("who joins later: %q", got)
	}
}
