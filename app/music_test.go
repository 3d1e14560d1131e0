package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// A sound file that cannot be played is refused where it is named, and one that is
// lost later stops neither an edit nor a start: callers hear the house's tune.
func TestLostSounds(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	tune := wav(t, 600)
	put := func(music string, target int) (int, string) {
		var p struct{ Detail string }
		st := r.api("PUT", "/services/orders", fmt.Sprintf(`{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"music":%q,"target":%d}`, music, target), &p)
		return st, p.Detail
	}
	if st, detail := put("/typo.wav", 80); st != 422 || !strings.Contains(detail, "/typo.wav") {
		t.Errorf("a typo: %d %s", st, detail)
	}
	if st, detail := put(r.file, 80); st != 422 {
		t.Errorf("not a WAV file: %d %s", st, detail)
	}
	if st, detail := put(dir, 80); st != 422 {
		t.Errorf("a folder: %d %s", st, detail)
	}
	if st, detail := put(tune, 80); st != 200 || r.music.of("orders") == r.music.house {
		t.Fatalf("good music: %d %s", st, detail)
	}
	if err := os.Remove(tune); err != nil {
		t.Fatal(err)
	}
	if st, detail := put(tune, 90); st != 200 {
		t.Errorf("another edit after the file was lost: %d %s", st, detail)
	}
	edit(t, r.file, "    target: 80", "    target: 80\n    music: /typo.wav")
	var p struct{ Detail string }
	if st := r.api("POST", "/configuration/reload", "", &p); st != 422 || !strings.Contains(p.Detail, "/typo.wav") {
		t.Errorf("a typo in the file: %d %s", st, p.Detail)
	}
	var out bytes.Buffer
	if err := ConfigCheck(&out, r.file); err == nil || !strings.Contains(err.Error(), "/typo.wav") {
		t.Errorf("config check says %v %s", err, out.String())
	}
	r.stopNow()
	g := start(t, dir)
	if g.music.of("orders") != g.music.house {
		t.Error("a lost file is played")
	}
	until(t, "the log says so", func() bool { return strings.Contains(g.said.String(), "/typo.wav") })
}

// A file is read again when it changed, and only then.
func TestSoundsAreReadOnce(t *testing.T) {
	m, file := newMusic(t.TempDir()), wav(t, 600)
	s := centre.Service{ID: "orders", Music: file}
	s.Fill()
	load := func() *media.Music {
		t.Helper()
		if err := m.load(Directory{Services: []centre.Service{s}}); err != nil {
			t.Fatal(err)
		}
		return m.of(acd.ServiceID("orders"))
	}
	first := load()
	if load() != first {
		t.Error("an unchanged file is read again")
	}
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if load() == first {
		t.Error("a changed file is not read again")
	}
}

// Who is cut off for abuse hears the program's own words in the centre's language, or
// the sound that the centre chose, which then cannot be taken away.
func TestAbusiveSound(t *testing.T) {
	r := start(t, t.TempDir())
	own := r.music.prompt(sip.AbusivePrompt)
	if own == nil || own.Duration() < 2*time.Second || own.Duration() > 15*time.Second {
		t.Fatalf("the program's own announcement: %v", own)
	}
	if st := r.api("PUT", "/centre", `{"name":"x","time_zone":"Asia/Seoul","language":"en"}`, nil); st != 200 {
		t.Fatalf("profile: %d", st)
	}
	english := r.music.prompt(sip.AbusivePrompt)
	if english == nil || english.Duration() == own.Duration() {
		t.Error("the announcement does not follow the centre's language")
	}
	if st, why := r.problem("PUT", "/settings/calls.abusive_sound", `{"value":"sound:bye"}`); st != 422 || !strings.Contains(why, `no sound "bye"`) {
		t.Errorf("a sound that is not there: %d %s", st, why)
	}
	data, err := os.ReadFile(wav(t, 600))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.centre.PutSound(t.Context(), people.Author{Actor: "user:boss"}, "bye", "Bye", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if st, why := r.problem("PUT", "/settings/calls.abusive_sound", `{"value":"sound:bye"}`); st != 200 {
		t.Fatalf("%d %s", st, why)
	}
	if now := r.music.prompt(sip.AbusivePrompt); now == english || now == nil {
		t.Error("the chosen sound is not played")
	}
	if st, why := r.problem("DELETE", "/sounds/bye", ""); st < 400 {
		t.Errorf("a sound in use goes away: %d %s", st, why)
	}
}

// Callers on the blacklist hear what the centre chose, else the closed announcement of
// the service; the API says which services have neither. Over SIP, with the row.
func TestBlacklistSound(t *testing.T) {
	r := start(t, t.TempDir())
	var heard struct {
		Own  bool
		Tone []string
	}
	if st := r.api("GET", "/blacklist/message", "", &heard); st != 200 || heard.Own || len(heard.Tone) != len(r.centre.directory().Services) || len(heard.Tone) == 0 {
		t.Errorf("nothing is chosen: %d %+v", st, heard)
	}
	if st, why := r.problem("PUT", "/settings/calls.blacklist_sound", `{"value":"sound:no"}`); st != 422 || !strings.Contains(why, `no sound "no"`) {
		t.Errorf("a sound that is not there: %d %s", st, why)
	}
	data, err := os.ReadFile(wav(t, 1300))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.centre.PutSound(t.Context(), people.Author{Actor: "user:boss"}, "no", "No", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if st, why := r.problem("PUT", "/settings/calls.blacklist_sound", `{"value":"sound:no"}`); st != 200 {
		t.Fatalf("%d %s", st, why)
	}
	if st, why := r.problem("DELETE", "/sounds/no", ""); st < 400 {
		t.Errorf("a sound in use goes away: %d %s", st, why)
	}
	if st := r.api("GET", "/blacklist/message", "", &heard); st != 200 || !heard.Own || len(heard.Tone) != 0 {
		t.Errorf("a sound is chosen: %d %+v", st, heard)
	}
	var who struct{ ID string }
	if st := r.api("POST", "/customers", `{"name":"이악성","phones":[{"number":"01012345678"}]}`, &who); st != 201 {
		t.Fatalf("customer: %d", st)
	}
	if st := r.api("PUT", "/customers/"+who.ID+"/blacklist", `{"effect":"message","reason":"폭언"}`, nil); st != 200 {
		t.Fatalf("blacklist: %d", st)
	}
	c := r.dial("01012345678")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 1300); err != nil {
		t.Errorf("the caller does not hear it: %v", err)
	}
	r.wait(c, phone.Ended)
	var page struct {
		Calls []struct {
			Direction, Outcome, Cause string
			EndedBy                   string    `json:"ended_by"`
			Answered                  time.Time `json:"answered_at"`
		}
	}
	until(t, "its row", func() bool {
		return r.api("GET", "/calls/history?outcome=barred", "", &page) == 200 && len(page.Calls) == 1
	})
	if x := page.Calls[0]; x.Direction != "in" || x.Cause != "normal" || x.EndedBy != "system" || !x.Answered.IsZero() {
		t.Errorf("the row: %+v", x)
	}
	if f := r.figures(); f.Offered != 0 || f.Answered != 0 {
		t.Errorf("it counts: %+v", f)
	}
	r.rowsEqual()
}
