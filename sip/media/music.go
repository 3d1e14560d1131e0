package media

import (
	"fmt"
	"io"
	"time"
)

// Music is sound ready to be played: encoded once in each G.711 law and shared by
// all who hear it. It never changes.
type Music struct {
	data [3][]byte // by law, a whole number of frames
}

// LoadMusic reads a WAV file: PCM 16 bit, A-law or mu-law, mono or stereo, 8,000
// to 48,000 Hz, at most 10 minutes and 64 MiB. It fails with ErrWAV for anything
// else.
func LoadMusic(r io.Reader) (*Music, error) {
	w, err := readWAV(r)
	if err != nil {
		return nil, err
	}
	return NewMusic(resample(w.samples, w.rate, 8000)), nil
}

// NewMusic makes music of 8,000 Hz samples; the last frame is filled with silence.
// Empty input makes one frame of silence.
func NewMusic(samples []int16) *Music {
	n := max((len(samples)+frameSamples-1)/frameSamples, 1) * frameSamples
	m := &Music{}
	for _, l := range []law{lawA, lawMu} {
		buf := make([]byte, n)
		for i := range buf {
			buf[i] = silence[l]
			if i < len(samples) {
				buf[i] = l.encode(samples[i])
			}
		}
		m.data[l] = buf
	}
	return m
}

// Join returns sounds one after the other as one; nil ones are left out. Without any it
// is nil.
func Join(list ...*Music) *Music {
	out := &Music{}
	for _, m := range list {
		if m == nil {
			continue
		}
		for _, l := range []law{lawA, lawMu} {
			out.data[l] = append(out.data[l], m.data[l]...)
		}
	}
	if len(out.data[lawA]) == 0 {
		return nil
	}
	return out
}

// Frames returns the length in frames of 20 ms, at least 1.
func (m *Music) Frames() int { return len(m.data[lawA]) / frameSamples }

// Duration returns the playing time.
func (m *Music) Duration() time.Duration { return time.Duration(m.Frames()) * frameTime }

// frame returns frame i in a law. It must not be written to.
func (m *Music) frame(l law, i int) []byte {
	return m.data[l][i*frameSamples : (i+1)*frameSamples]
}

// ConvertWAV reads a WAV file as LoadMusic does and writes it as it is played: mono
// at 8,000 Hz, G.711 mu-law. It returns the playing time too. A file that ends before its
// header says, as after an upload that broke off, is refused, and so is one of less than
// 100 ms.
func ConvertWAV(r io.Reader) ([]byte, time.Duration, error) {
	w, err := readWAV(r)
	if err != nil {
		return nil, 0, err
	}
	if w.want > 0 {
		return nil, 0, fmt.Errorf("%w: the file ends after %d of %d bytes: upload it again", ErrWAV, w.have, w.want)
	}
	if time.Duration(len(w.samples))*time.Second/time.Duration(w.rate) < minWAVTime {
		return nil, 0, fmt.Errorf("%w: shorter than %s", ErrWAV, minWAVTime)
	}
	samples := resample(w.samples, w.rate, 8000)
	return WriteWAV(samples), time.Duration(len(samples)) * time.Second / 8000, nil
}
