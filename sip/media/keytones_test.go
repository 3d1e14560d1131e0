package media

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// listenTo gives samples to a listener as packets of 20 ms, in a law, and returns what keys it
// heard.
func listenTo(samples []int16, l law) string {
	k, heard := newKeyListener(), []byte{}
	for i := 0; i+frameSamples <= len(samples); i += frameSamples {
		p := make([]byte, frameSamples)
		for j := range p {
			p[j] = l.encode(samples[i+j])
		}
		k.add(&header{ts: uint32(i), seq: uint16(i / frameSamples)}, l, p, func(d Digit) { heard = append(heard, d.Symbol) })
	}
	return string(heard)
}

// noisy adds white noise of a level in dBm0, and something silent before and after.
func noisy(samples []int16, level float64, seed uint64) []int16 {
	r := rand.New(rand.NewPCG(seed, 1))
	sigma := dBm0 / math.Sqrt2 * math.Pow(10, level/20)
	out := append(make([]int16, 400+int(seed%97)), samples...)
	out = append(out, make([]int16, 800)...)
	for i, v := range out {
		out[i] = int16(max(min(float64(v)+sigma*r.NormFloat64(), 32767), -32768))
	}
	return out
}

const allKeys = "1234567890*#ABCD"

// Keys of 40 ms with pauses of 40 are heard from -25 to 0 dBm0, each once, in both laws, with
// noise 15 dB below the weaker tone, wherever in the packets they begin.
func TestKeyLevels(t *testing.T) {
	for _, l := range []law{lawA, lawMu} {
		for level := -25.0; level <= 0; level += 2.5 {
			for seed := range uint64(12) {
				s := noisy(KeyTones(allKeys, 40*time.Millisecond, 40*time.Millisecond, level, level), level-15, seed+uint64(level+25)*31)
				if got := listenTo(s, l); got != allKeys {
					t.Errorf("law %d, %.1f dBm0, noise %d: %q", l, level, seed, got)
				}
			}
		}
	}
}

// One tone may be stronger than the other, the high one by 4 dB and the low one by 8; more
// than 9 and 14 are no key.
func TestKeyTwist(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{-10, -6, allKeys}, {-10, -18, allKeys}, {-25, -21, allKeys}, {-17, -25, allKeys}, {-4, 0, allKeys}, {0, -8, allKeys},
		{-16, -7, ""}, {-7, -21, ""}, {-30, -30, ""}, {-40, -40, ""}, {math.Inf(-1), -10, ""}, {-10, math.Inf(-1), ""},
	} {
		for seed := range uint64(8) {
			s := noisy(KeyTones(allKeys, 50*time.Millisecond, 50*time.Millisecond, c.low, c.high), -45, seed)
			if got := listenTo(s, lawA); got != c.want {
				t.Errorf("low %.0f, high %.0f dBm0: %q", c.low, c.high, got)
			}
		}
	}
}

// Less than 23 ms is no key. A key with a break of 10 ms in it is one, the same key after a
// pause of 30 ms another one; one that is held long is one.
func TestKeyTimes(t *testing.T) {
	tone := func(ms int) []int16 { return KeyTones("5", time.Duration(ms)*time.Millisecond, 0, -10, -10) }
	pause := func(ms int) []int16 { return make([]int16, 8*ms) }
	join := func(parts ...[]int16) (out []int16) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for _, c := range []struct {
		name    string
		samples []int16
		want    string
	}{
		{"23 ms", tone(23), ""},
		{"40 ms", tone(40), "5"},
		{"a break of 10 ms", join(tone(60), pause(10), tone(60)), "5"},
		{"a pause of 30 ms", join(tone(60), pause(30), tone(60)), "55"},
		{"3 s", tone(3000), "5"},
		{"another at once", join(tone(60), KeyTones("6", 60*time.Millisecond, 0, -10, -10)), "56"},
	} {
		for seed := range uint64(97) {
			if got := listenTo(noisy(c.samples, -40, seed), lawMu); got != c.want {
				t.Errorf("%s, begun at %d: %q, want %q", c.name, seed, got, c.want)
			}
		}
	}
}

// A tone may be off by 1.8 % of its frequency; off by 3.5 it is none.
func TestKeyFrequencies(t *testing.T) {
	for key := range 16 {
		for _, c := range []struct{ low, high float64 }{{1.8, 0}, {-1.8, 0}, {0, 1.8}, {0, -1.8}, {1.5, 1.5}, {-1.5, -1.5}, {3.5, 0}, {-3.5, 0}, {0, 3.5}, {0, -3.5}} {
			want := string(keyNames[key])
			if max(math.Abs(c.low), math.Abs(c.high)) > 2 {
				want = ""
			}
			s := make([]int16, 640)
			for i := range s {
				at := 2 * math.Pi * float64(i) / 8000
				s[i] = int16(4000*math.Sin(keyRows[key/4]*(1+c.low/100)*at) + 4000*math.Sin(keyCols[key%4]*(1+c.high/100)*at))
			}
			for seed := range uint64(4) {
				if got := listenTo(noisy(s, -40, seed), lawA); got != want {
					t.Errorf("%c off by %.1f %% and %.1f %%: %q", keyNames[key], c.low, c.high, got)
				}
			}
		}
	}
}

// What is no key: the tone of telephones, of answering machines and fax, noise, and the music
// that the program brings along.
func TestNoKeys(t *testing.T) {
	mix := func(hz ...float64) []int16 {
		out := make([]int16, 16000)
		for i := range out {
			for _, f := range hz {
				out[i] += int16(6000 * math.Sin(2*math.Pi*f*float64(i)/8000))
			}
		}
		return out
	}
	sounds := map[string][]int16{
		"dial tone": mix(350, 440), "ringing": mix(440, 480), "busy": mix(480, 620), "beep": mix(1000), "fax": mix(2100), "one tone of a key": mix(697), "two of a group": mix(697, 941),
		"three of two": mix(697, 770, 1209), "noise": noisy(nil, -10, 3), "loud noise": noisy(make([]int16, 80000), -3, 4),
	}
	var music []int16
	for i := range DefaultMusic().Frames() {
		music = append(music, lawSamples(lawA, DefaultMusic().frame(lawA, i))...)
	}
	sounds["music"] = music
	for name, s := range sounds {
		if got := listenTo(s, lawA); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A packet that is lost, late or there twice loses or doubles no key.
func TestKeysOverGaps(t *testing.T) {
	s := noisy(KeyTones("159D", 200*time.Millisecond, 100*time.Millisecond, -10, -10), -40, 5)
	for lost := 0; lost < 60; lost++ {
		k, heard := newKeyListener(), ""
		add := func(i int) {
			p := make([]byte, frameSamples)
			for j := range p {
				p[j] = lawA.encode(s[i*frameSamples+j])
			}
			k.add(&header{ts: uint32(i * frameSamples), seq: uint16(i)}, lawA, p, func(d Digit) { heard += string(d.Symbol) })
		}
		for i := range len(s) / frameSamples {
			if i != lost {
				add(i)
			}
			if i == lost+2 && lost%2 == 0 {
				add(lost)                   // late
				add(i)                      // twice
				add(i - 10*min(1, lost/20)) // long ago
			}
		}
		if heard != "159D" {
			t.Errorf("without packet %d: %q", lost, heard)
		}
	}
}

// Keys are listened for only while somebody asks, and only on a leg without events; a key
// that is told has Tone set.
func TestListenKeys(t *testing.T) {
	for _, events := range []bool{false, true} {
		t.Run(fmt.Sprintf("events=%v", events), func(t *testing.T) {
			clock := &fakeClock{}
			e := newEngine(t, Config{}, clock)
			heard := make(chan Digit, 100)
			s := newSession(t, e, SessionConfig{OnDTMF: func(d Digit) { heard <- d }})
			p := newPeer(t, s, clock, "127.0.0.1")
			n := p.agreed()
			if !events {
				n.Event = PayloadMap{}
			}
			s.Apply(n)
			send := func(keys string) {
				tones := KeyTones(keys, 60*time.Millisecond, 60*time.Millisecond, -10, -10)
				before := s.Stats().Received
				for i := 0; i+frameSamples <= len(tones); i += frameSamples {
					p.write(p.frame(tones[i : i+frameSamples]))
				}
				waitFor(t, func() bool { return s.Stats().Received >= before+uint64(len(tones)/frameSamples) })
			}
			send("12")
			s.ListenKeys(true)
			s.ListenKeys(true) // once more changes nothing
			send("345")
			s.ListenKeys(false)
			send("67")
			var got strings.Builder
			for len(heard) > 0 {
				d := <-heard
				got.WriteByte(d.Symbol)
				if !d.Tone {
					t.Errorf("%+v", d)
				}
			}
			want := "345"
			if events {
				want = ""
			}
			if got.String() != want {
				t.Errorf("%q, want %q", got.String(), want)
			}
		})
	}
}

// Listening does not allocate.
func TestListenKeysDoesNotAllocate(t *testing.T) {
	k, p := newKeyListener(), make([]byte, frameSamples)
	h := header{}
	if n := testing.AllocsPerRun(200, func() { h.ts += frameSamples; k.add(&h, lawA, p, func(Digit) {}) }); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

// BenchmarkListenKeys is what 20 ms of speech cost while keys are listened for.
func BenchmarkListenKeys(b *testing.B) {
	m := DefaultMusic()
	k, h := newKeyListener(), header{}
	for i := 0; b.Loop(); i++ {
		h.ts += frameSamples
		k.add(&h, lawA, m.frame(lawA, i%m.Frames()), func(Digit) {})
	}
}

// Talk-off: in all that the program says by itself, spoken at four speeds and two
// loudnesses, no key is heard.
func TestSpeechHasNoKeys(t *testing.T) {
	files, err := filepath.Glob("../../app/prompts/*/*.wav")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d prompts: %v", len(files), err)
	}
	var length time.Duration
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := readWAV(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, speed := range []int{6400, 7500, 8000, 10000} {
			s := resample(w.samples, speed, 8000)
			for _, gain := range []float64{1, 2.5} {
				louder := make([]int16, len(s))
				for i, v := range s {
					louder[i] = int16(max(min(gain*float64(v), 32767), -32768))
				}
				if got := listenTo(louder, lawA); got != "" {
					t.Errorf("%s at %d Hz, %g times as loud: %q", filepath.Base(name), speed, gain, got)
				}
				length += time.Duration(len(s)) * time.Second / 8000
			}
		}
	}
	t.Logf("%s of speech", length.Round(time.Minute))
}
