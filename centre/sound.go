package centre

import "strings"

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

// Sounds returns the sounds that a filled service names.
func (s *Service) Sounds() (list []string) {
	for _, file := range []string{s.Music, s.WhenFull.Prompt, s.WhenClosed.Prompt, s.WhenNobody.Prompt, s.WhenTooLong.Prompt} {
		if file != "" {
			list = append(list, file)
		}
	}
	return list
}
