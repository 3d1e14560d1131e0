package media

import (
	"bytes"
	_ "embed"
	"sync"
)

//go:generate go run ./internal/tune/write tune.wav

//go:embed tune.wav
var tuneWAV []byte

// DefaultMusic returns the hold music that comes with Callfloor, about half a
// minute made to loop. It is written by internal/tune.
var DefaultMusic = sync.OnceValue(func() *Music {
	m, err := LoadMusic(bytes.NewReader(tuneWAV))
	if err != nil { // the file is part of the program and a test reads it
		return NewMusic(nil)
	}
	return m
})
