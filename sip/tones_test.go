package sip

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
	"github.com/callfloor/callfloor/sip/phone"
)

// dialOld calls from a telephone that knows no RFC 4733.
func (v *voices) dialOld(noEvents bool) *phone.Call {
	v.Helper()
	c, err := v.caller.Dial("15880001", phone.DialOptions{NoEvents: noEvents})
	if err != nil {
		v.Fatal(err)
	}
	c.Keep(time.Minute)
	return c
}

func tones(t *testing.T, c *phone.Call, keys string) {
	t.Helper()
	if err := c.SendTones(keys); err != nil {
		t.Fatal(err)
	}
}

// deep is a menu in which the same key twice ends with a message.
func deep() *menu.Menu {
	second := &menu.Question{Prompt: "sound:second", Keys: map[byte]menu.Way{
		'1': {To: menu.ToMessage, Prompt: "sound:twice"}, '*': {To: menu.ToMessage, Prompt: "sound:star"},
	}}
	return &menu.Menu{Language: "ko", Question: &menu.Question{Prompt: "sound:first", Wait: 3 * time.Second, Keys: map[byte]menu.Way{
		'1': {To: menu.ToMenu, Menu: second}, '2': {To: menu.ToService, Service: "orders"},
	}}}
}

// A caller whose telephone sends neither events nor INFO is understood by the tones of the
// keys: in questions, while a prompt plays, and while waiting.
func TestKeysAsTones(t *testing.T) {
	t.Run("in a menu", func(t *testing.T) {
		v, s := asking(t, deep(), options{})
		c := v.dialOld(true)
		v.hears("who is asked", c, s.tone("sound:first"))
		tones(t, c, "1") // the prompt plays still
		v.hears("who is asked", c, s.tone("sound:second"))
		time.Sleep(2 * promptTime)
		tones(t, c, "*")
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.SelfServed {
			t.Errorf("%+v", e)
		}
		if heard := s.told(c.Kept()); !strings.HasSuffix(heard, "sound:second 3, sound:star 3") {
			t.Errorf("heard: %s", heard)
		}
		v.calm()
	})
	t.Run("in line, and no longer when somebody talks", func(t *testing.T) {
		kept := &requests{say: menu.Promised}
		v, s := asking(t, nil, options{take: kept.take})
		v.dir.Services[0].Announce = Announce{First: time.Minute, Every: time.Minute, Keys: map[byte]menu.Way{'#': {To: menu.ToCallback}}}
		v.reload()
		c := v.dialOld(true)
		event[acd.CallQueued](v.edge, 1)
		v.hears("who waits", c, musicHz)
		tones(t, c, "#")
		v.hears("who is asked", c, s.tone("say:callback_this_number"))
		tones(t, c, "1")
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.CallbackTaken || kept.count() != 1 {
			t.Errorf("%+v", e)
		}
		v.eventually("the end", func() bool { return c.State() == phone.Ended })

		c = v.dialOld(true)
		event[acd.CallQueued](v.edge, 2)
		v.ready("kim")
		v.hears("the caller", c, agentHz)
		tones(t, c, "##1")
		time.Sleep(time.Second)
		if c.State() != phone.Talking || kept.count() != 1 {
			t.Error("a tone in a talk does something")
		}
		c.Hangup()
		event[acd.CallEnded](v.edge, 2)
		v.calm()
	})
}

// Tones of a telephone that has agreed to events count for nothing; one that sends INFO and
// tones as well has pressed one key.
func TestTonesBesideOthers(t *testing.T) {
	t.Run("events were agreed", func(t *testing.T) {
		v, s := asking(t, deep(), options{})
		c := v.dialOld(false)
		v.hears("who is asked", c, s.tone("sound:first"))
		tones(t, c, "1")
		time.Sleep(time.Second)
		if err := c.SendDTMF("2"); err != nil {
			t.Fatal(err)
		}
		event[acd.CallQueued](v.edge, 1)
		if heard := s.told(c.Kept()); strings.Contains(heard, "second") {
			t.Errorf("heard: %s", heard)
		}
		c.Hangup()
		event[acd.CallEnded](v.edge, 1)
		v.calm()
	})
	for _, first := range []string{"the tone", "INFO"} {
		t.Run(first+" comes first", func(t *testing.T) {
			v, s := asking(t, deep(), options{})
			c := v.dialOld(true)
			v.hears("who is asked", c, s.tone("sound:first"))
			if first == "INFO" {
				press(t, c, "1")
				tones(t, c, "1")
			} else {
				tones(t, c, "1")
				v.hears("who is asked", c, s.tone("sound:second"))
				press(t, c, "1")
			}
			time.Sleep(2 * time.Second)
			if heard := s.told(c.Kept()); !strings.HasSuffix(heard, "sound:second 3") {
				t.Errorf("heard: %s", heard)
			}
			press(t, c, "*") // keys by INFO go on counting
			event[acd.CallEnded](v.edge, 1)
			if heard := s.told(c.Kept()); !strings.HasSuffix(heard, "sound:second 3, sound:star 3") {
				t.Errorf("heard: %s", heard)
			}
			v.calm()
		})
	}
}

// Speech is no key: a caller who talks, or whose telephone gives our own prompts back, is
// asked to the end.
func TestSpeechIsNoKey(t *testing.T) {
	files, err := filepath.Glob("../app/prompts/ko/callback_*.wav")
	if err != nil || len(files) == 0 {
		t.Fatal("no prompts", err)
	}
	var said []*media.Music
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := media.LoadMusic(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, m)
	}
	all := map[byte]menu.Way{}
	for _, k := range []byte("0123456789*#ABCD") {
		all[k] = menu.Way{To: menu.ToMessage, Prompt: "sound:wrong"}
	}
	v, s := asking(t, &menu.Menu{Language: "ko", Question: &menu.Question{
		Prompt: "sound:first", Keys: all, Wait: 3 * time.Second, Tries: 1, Nothing: menu.Way{To: menu.ToMessage, Prompt: "sound:nothing"},
	}}, options{})
	v.caller.SayMusic(media.Join(said...))
	c := v.dialOld(true)
	event[acd.CallEnded](v.edge, 1)
	if heard := s.told(c.Kept()); strings.Contains(heard, "wrong") || !strings.Contains(heard, "sound:nothing 3") {
		t.Errorf("heard: %s", heard)
	}
	v.calm()
}
