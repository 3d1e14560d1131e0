package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// ErrWAV means that a file is not a WAV file that we can play.
var ErrWAV = errors.New("not a playable WAV file")

// Bounds on a WAV file.
const (
	maxWAVBytes  = 64 << 20
	maxWAVTime   = 10 * time.Minute
	minWAVTime   = 100 * time.Millisecond // of what is uploaded
	maxWAVChunks = 1000
)

// WAV format tags.
const (
	tagPCM        = 1
	tagALaw       = 6
	tagMuLaw      = 7
	tagExtensible = 0xFFFE
)

// wav is the sound of a file, mixed to one channel.
type wav struct {
	rate    int
	samples []int16
	// Where the file ends before its header says, how many bytes there are and how many
	// there should be; else 0.
	have, want int64
}

// wavFormat is the fmt chunk.
type wavFormat struct {
	tag      uint16
	channels int
	rate     int
	bits     int
}

// readWAV reads a RIFF file chunk by chunk. Lengths in the file are believed only
// as far as there are bytes; a data chunk that is cut short, or of unknown length
// (0xFFFFFFFF or 0, as streaming writers leave it), reaches to the end. Which of the two
// it is the result says.
func readWAV(r io.Reader) (wav, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return wav{}, fmt.Errorf("%w: no RIFF WAVE header", ErrWAV)
	}
	rest, err := io.ReadAll(io.LimitReader(r, maxWAVBytes+1))
	if err != nil {
		return wav{}, fmt.Errorf("%w: %w", ErrWAV, err)
	}
	if len(rest) > maxWAVBytes {
		return wav{}, fmt.Errorf("%w: more than %d MiB", ErrWAV, maxWAVBytes>>20)
	}
	var f *wavFormat
	all := int64(len(head) + len(rest))
	for range maxWAVChunks {
		if len(rest) < 8 {
			return wav{}, fmt.Errorf("%w: no data chunk", ErrWAV)
		}
		id, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		body := rest[:min(size, int64(len(rest)))]
		switch {
		case id == "data" && f == nil:
			return wav{}, fmt.Errorf("%w: data before format", ErrWAV)
		case id == "data":
			if size == 0 {
				body = rest
			}
			w, err := f.decode(body)
			if size > int64(len(rest)) && size <= maxWAVBytes { // a larger one no file has: it is of a streaming writer
				w.have, w.want = all, all-int64(len(rest))+size
			}
			return w, err
		case id == "fmt ":
			if f, err = parseFormat(body); err != nil {
				return wav{}, err
			}
		}
		rest = rest[min(size+size&1, int64(len(rest))):]
	}
	return wav{}, fmt.Errorf("%w: too many chunks", ErrWAV)
}

// parseFormat reads and checks the fmt chunk.
func parseFormat(b []byte) (*wavFormat, error) {
	if len(b) < 16 {
		return nil, fmt.Errorf("%w: short format chunk", ErrWAV)
	}
	le := binary.LittleEndian
	f := &wavFormat{
		tag: le.Uint16(b), channels: int(le.Uint16(b[2:])),
		rate: int(le.Uint32(b[4:])), bits: int(le.Uint16(b[14:])),
	}
	if f.tag == tagExtensible && len(b) >= 26 {
		f.tag = le.Uint16(b[24:])
	}
	switch {
	case f.tag == tagPCM && f.bits == 16, (f.tag == tagALaw || f.tag == tagMuLaw) && f.bits == 8:
	default:
		return nil, fmt.Errorf("%w: format %d with %d bits; PCM 16 bit, A-law or mu-law is needed", ErrWAV, f.tag, f.bits)
	}
	if f.channels < 1 || f.channels > 2 {
		return nil, fmt.Errorf("%w: %d channels; 1 or 2 are needed", ErrWAV, f.channels)
	}
	if f.rate < 8000 || f.rate > 48000 {
		return nil, fmt.Errorf("%w: %d Hz; 8000 to 48000 are needed", ErrWAV, f.rate)
	}
	return f, nil
}

// decode turns the data chunk into samples of one channel.
func (f *wavFormat) decode(b []byte) (wav, error) {
	size := f.bits / 8 * f.channels
	n := len(b) / size
	if n == 0 {
		return wav{}, fmt.Errorf("%w: no sound", ErrWAV)
	}
	if time.Duration(n)*time.Second/time.Duration(f.rate) > maxWAVTime {
		return wav{}, fmt.Errorf("%w: longer than %s", ErrWAV, maxWAVTime)
	}
	out := make([]int16, n)
	for i := range out {
		sum := 0
		for c := range f.channels {
			sum += int(f.sample(b, i*f.channels+c))
		}
		out[i] = int16(sum / f.channels)
	}
	return wav{rate: f.rate, samples: out}, nil
}

// sample returns the i-th sample of the data.
func (f *wavFormat) sample(b []byte, i int) int16 {
	switch f.tag {
	case tagALaw:
		return lawA.decode(b[i])
	case tagMuLaw:
		return lawMu.decode(b[i])
	}
	return int16(binary.LittleEndian.Uint16(b[2*i:]))
}
