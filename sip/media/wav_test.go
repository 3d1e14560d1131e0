package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

// makeWAV writes a WAV file with the given format and data.
func makeWAV(tag uint16, channels, rate, bits int, data []byte) []byte {
	le := binary.LittleEndian
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00")
	b = le.AppendUint16(b, tag)
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*channels*bits/8))
	b = le.AppendUint16(b, uint16(channels*bits/8))
	b = le.AppendUint16(b, uint16(bits))
	b = append(b, "LIST\x03\x00\x00\x00abc\x00"...) // an odd chunk before the data
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(len(data)))
	return append(b, data...)
}

// sine is a tone of one second as 16-bit PCM, the same on each channel.
func sine(hz float64, rate, channels int) []byte {
	var b []byte
	for i := range rate {
		v := int16(8192 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
		for range channels {
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		}
	}
	return b
}

// music decodes the A-law of a music.
func (m *Music) pcm() (out []int16) {
	for _, b := range m.data[lawA] {
		out = append(out, lawA.decode(b))
	}
	return out
}

// A tone keeps its pitch and level whatever the file's rate and channels are.
func TestLoadMusic(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 32000, 44100, 48000} {
		for channels := 1; channels <= 2; channels++ {
			m, err := LoadMusic(bytes.NewReader(makeWAV(tagPCM, channels, rate, 16, sine(1000, rate, channels))))
			if err != nil {
				t.Fatal(rate, err)
			}
			if (m.Duration() - time.Second).Abs() > frameTime {
				t.Errorf("%d Hz: %s long", rate, m.Duration())
			}
			wantTone(t, m.pcm()[800:7200], 1000, 440)
		}
	}
	for _, l := range []law{lawA, lawMu} {
		var data []byte
		for _, v := range Tone(1000, time.Second) {
			data = append(data, l.encode(v))
		}
		m, err := LoadMusic(bytes.NewReader(makeWAV(5+uint16(l), 1, 8000, 8, data)))
		if err != nil {
			t.Fatal(err)
		}
		wantTone(t, m.pcm(), 1000, 440)
	}
}

// What lies above the telephone band does not fold back into it.
func TestResampleFolds(t *testing.T) {
	m, err := LoadMusic(bytes.NewReader(makeWAV(tagPCM, 1, 48000, 16, sine(7000, 48000, 1))))
	if err != nil {
		t.Fatal(err)
	}
	if l := Level(m.pcm()[800:7200], 1000); l > 0.002 { // 8,000 - 7,000
		t.Fatalf("alias of %.4f", l)
	}
}

// Malformed files are refused, at once (reliability M-08).
func TestMalformedWAV(t *testing.T) {
	good := makeWAV(tagPCM, 1, 8000, 16, sine(440, 8000, 1))
	change := func(at int, v ...byte) []byte { b := bytes.Clone(good); copy(b[at:], v); return b }
	for name, file := range map[string]io.Reader{
		"empty":        strings.NewReader(""),
		"text":         strings.NewReader(strings.Repeat("not a wave file ", 1000)),
		"header only":  bytes.NewReader(good[:12]),
		"no data":      bytes.NewReader(good[:40]),
		"no sound":     bytes.NewReader(good[:56]),
		"compressed":   bytes.NewReader(change(20, 85)),
		"24 bits":      bytes.NewReader(change(34, 24)),
		"no channel":   bytes.NewReader(change(22, 0)),
		"3 channels":   bytes.NewReader(change(22, 3)),
		"0 Hz":         bytes.NewReader(change(24, 0, 0)),
		"192000 Hz":    bytes.NewReader(change(24, 0, 0xEE, 2)),
		"short format": bytes.NewReader(change(16, 4)),
		"chunk bombs":  bytes.NewReader(append(bytes.Clone(good[:12]), bytes.Repeat([]byte("LIST\x00\x00\x00\x00"), 1<<20)...)),
		"huge":         io.LimitReader(zeroReader{}, 1<<40),
		"too long":     bytes.NewReader(makeWAV(tagALaw, 1, 8000, 8, make([]byte, 8000*601))),
		"broken":       io.MultiReader(bytes.NewReader(good[:100]), errReader{}),
	} {
		start := time.Now()
		if _, err := LoadMusic(file); !errors.Is(err, ErrWAV) {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: took %s", name, d)
		}
	}
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) { clear(b); return len(b), nil }

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A file whose writer died, with no length or too great a one, plays as far as it
// goes.
func TestCutWAV(t *testing.T) {
	good := makeWAV(tagPCM, 1, 8000, 16, sine(1000, 8000, 1))
	for _, size := range []uint32{0, math.MaxUint32} {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[52:], size)
		m, err := LoadMusic(bytes.NewReader(b[:len(b)-8000]))
		if err != nil {
			t.Fatal(err)
		}
		if m.Duration() != 500*time.Millisecond {
			t.Fatal(m.Duration())
		}
	}
}

// No file makes the reader fault or yield music without a frame.
func FuzzWAV(f *testing.F) {
	good := makeWAV(tagPCM, 2, 16000, 16, sine(440, 400, 2))
	f.Add(good)
	f.Add(good[:50])
	f.Add(makeWAV(tagMuLaw, 1, 8001, 8, []byte{1, 2, 3}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := LoadMusic(bytes.NewReader(b)); err == nil && (m.Frames() == 0 || len(m.data[lawA]) != len(m.data[lawMu])) {
			t.Fatal("no frame")
		}
	})
}

// What is uploaded is whole, and long enough to be heard: a file that ends before its header
// says is refused with how much is there. A streaming writer does not know the length.
func TestConvertWholeWAV(t *testing.T) {
	good := makeWAV(tagPCM, 1, 8000, 16, sine(440, 8000, 1))
	at := bytes.Index(good, []byte("data")) + 4
	length := func(n uint32, cut int) []byte {
		b := bytes.Clone(good[:cut])
		binary.LittleEndian.PutUint32(b[at:], n)
		return b
	}
	for _, c := range []struct {
		name string
		file []byte
		want string // of the error; "": it is taken
	}{
		{"whole", good, ""},
		{"with another chunk after it", append(bytes.Clone(good), "LIST\x02\x00\x00\x00ab"...), ""},
		{"cut", good[:3000], fmt.Sprintf("the file ends after 3000 of %d bytes: upload it again", len(good))},
		{"cut by a byte", good[:len(good)-1], fmt.Sprintf("the file ends after %d of %d bytes", len(good)-1, len(good))},
		{"streamed, 0", length(0, len(good)), ""},
		{"streamed, all ones", length(0xFFFFFFFF, len(good)), ""},
		{"streamed, as sox does", length(0x7FFFF000, len(good)), ""},
		{"90 ms", makeWAV(tagPCM, 1, 8000, 16, sine(440, 8000, 1)[:1440]), "shorter than 100ms"},
		{"100 ms", makeWAV(tagPCM, 1, 8000, 16, sine(440, 8000, 1)[:1600]), ""},
	} {
		_, length, err := ConvertWAV(bytes.NewReader(c.file))
		switch {
		case c.want == "" && (err != nil || length < 100*time.Millisecond):
			t.Errorf("%s: %s %v", c.name, length, err)
		case c.want != "" && (!errors.Is(err, ErrWAV) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "music:")):
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
