package app

import (
	"embed"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

//go:embed prompts
var ownPrompts embed.FS

// speech is what the program says by itself, in Korean and English. A prompt is read when
// it is said for the first time.
type speech struct {
	mu   sync.Mutex
	said map[string]*media.Music // by language and name
}

// tone is what is heard before a message can be left: half a second of 1,000 Hz, as answering
// machines do.
const toneLength = 500 * time.Millisecond

var tone = sync.OnceValue(func() *media.Music {
	return media.NewMusic(append(media.Tone(1000, toneLength), make([]int16, 1600)...))
})

// say returns a prompt of the program's own by its name without "say:"; the Korean one in
// a language that there is not.
func (s *speech) say(language, name string) *media.Music {
	if language != "en" {
		language = "ko"
	}
	if "say:"+name == menu.SayTone {
		return tone()
	}
	key := language + "/" + name
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.said[key]; ok {
		return m
	}
	if s.said == nil {
		s.said = map[string]*media.Music{}
	}
	m := ownPrompt(key)
	if m != nil {
		s.said[key] = m
	}
	return m
}

func ownPrompt(key string) *media.Music {
	f, err := ownPrompts.Open("prompts/" + key + ".wav")
	if err != nil {
		return nil
	}
	defer f.Close()
	m, err := media.LoadMusic(f)
	if err != nil {
		return nil
	}
	return m
}
