package centre

import (
	"slices"
	"strings"
)

// Sound is a sound that was uploaded: hold music or an announcement.
type Sound struct {
	ID      string  `json:"id" required:"false" doc:"identifier; services name it as sound:ID" maxLength:"40" example:"spring"`
	Name    string  `json:"name" doc:"what people read" maxLength:"60"`
	Seconds float64 `json:"seconds" readOnly:"true" doc:"playing time"`
	Bytes   int     `json:"bytes" readOnly:"true" doc:"size as it is kept: mono at 8,000 Hz, G.711"`
	SHA256  string  `json:"sha256" readOnly:"true" doc:"of what is kept"`
}

// SoundPrefix begins the name of an uploaded sound where a file could stand.
const SoundPrefix = "sound:"

// Check returns what is wrong with a sound.
func (s *Sound) Check(path string) []Problem {
	var p problems
	p.id(path+".id", s.ID)
	p.line(path+".name", s.Name, 60)
	if strings.HasPrefix(s.ID, ".") { // it names a file
		p.add(path+".id", "must not begin with a dot")
	}
	return p.list
}

// Spoken is a sound that something names: an uploaded one or a file, and the path of the
// key that names it.
type Spoken struct{ Path, Name string }

// SoundsAt returns the sounds that a filled service names; path is that of the service.
func (s *Service) SoundsAt(path string) []Spoken {
	all := []Spoken{
		{path + ".music", s.Music}, {path + ".whisper", s.Whisper}, {path + ".when_full.prompt", s.WhenFull.Prompt}, {path + ".when_closed.prompt", s.WhenClosed.Prompt},
		{path + ".when_nobody.prompt", s.WhenNobody.Prompt}, {path + ".when_too_long.prompt", s.WhenTooLong.Prompt},
	}
	if s.Announce != nil {
		all = append(all, s.Announce.sounds(path+".announce")...)
	}
	return recorded(all)
}

// Sounds returns the sounds that a filled service names.
func (s *Service) Sounds() []string { return names(s.SoundsAt("")) }

// recorded leaves of prompts those that somebody has recorded.
func recorded(all []Spoken) []Spoken {
	return slices.DeleteFunc(all, func(s Spoken) bool {
		return s.Name == "" || s.Name == NoPrompt || strings.HasPrefix(s.Name, SayPrefix)
	})
}

func names(all []Spoken) []string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = s.Name
	}
	return list
}
