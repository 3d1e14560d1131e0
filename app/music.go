package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/web"
)

// music is what callers of each service hear: hold music and announcements. A file
// is read again only when its size or time has changed.
type music struct {
	house   *media.Music
	own     speech                      // what the program says by itself
	abusive atomic.Pointer[media.Music] // what is heard when an abusive call is ended
	barred  atomic.Pointer[media.Music] // what callers on the blacklist hear; nil: no sound is chosen
	dir     string                      // of what was uploaded; "" where none is looked for (config check)

	mu      sync.RWMutex      // guards the rest
	sounds  map[string]string // of what was uploaded: hash of the content, by sound:ID
	files   map[acd.ServiceID]*media.Music
	prompts map[string]*media.Music // by file name
	read    map[string]sound        // by file name
}

// sound is a file as it was read.
type sound struct {
	size     int64
	modified time.Time
	music    *media.Music
}

func newMusic(dir string) *music {
	return &music{house: media.DefaultMusic(), dir: dir, read: map[string]sound{}}
}

// know takes up which sounds were uploaded.
func (m *music) know(list []centre.Sound) {
	sounds := make(map[string]string, len(list))
	for _, s := range list {
		sounds[centre.SoundPrefix+s.ID] = s.SHA256
	}
	m.mu.Lock()
	m.sounds = sounds
	m.mu.Unlock()
}

// path is the file of a name that a service has: of an uploaded sound, or itself.
func (m *music) path(name string) (string, error) {
	if !strings.HasPrefix(name, centre.SoundPrefix) {
		return filepath.Clean(name), nil
	}
	m.mu.RLock()
	hash := m.sounds[name]
	m.mu.RUnlock()
	if hash == "" {
		return "", fmt.Errorf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))
	}
	return m.kept(hash), nil
}

// kept is the file of an uploaded sound.
func (m *music) kept(hash string) string { return filepath.Join(m.dir, hash+".wav") }

// prompt returns the announcement in a WAV file that a rule names, or one of the
// program's own.
func (m *music) prompt(file string) *media.Music {
	switch file {
	case sip.AbusivePrompt:
		return m.abusive.Load()
	case sip.BarredPrompt:
		return m.barred.Load()
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.prompts[file]
}

// say returns a prompt in a language: one of the program's own, or a sound.
func (m *music) say(language, name string) *media.Music {
	if own, ok := strings.CutPrefix(name, "say:"); ok {
		return m.own.say(language, own)
	}
	return m.prompt(name)
}

// barredHear tells what callers on the blacklist hear whose effect is a message.
func (m *music) barredHear(d Directory) web.BarredMessage {
	out := web.BarredMessage{Own: m.barred.Load() != nil, Tone: []string{}}
	for i := range d.Services {
		if s := &d.Services[i]; !out.Own && m.prompt(closedPrompt(s)) == nil {
			out.Tone = append(out.Tone, s.ID)
		}
	}
	return out
}

// of returns what callers of a service hear.
func (m *music) of(id acd.ServiceID) *media.Music {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if v := m.files[id]; v != nil {
		return v
	}
	return m.house
}

// check reads the WAV files of services and menus, but for those that before names
// already, and fails with fault.Invalid where one cannot be played.
func (m *music) check(services []centre.Service, menus []centre.Menu, before ...string) error {
	var errs []error
	look := func(of, id string, files []string) {
		for _, file := range files {
			if slices.Contains(before, file) {
				continue // as it was
			}
			if _, err := m.sound(file); err != nil {
				errs = append(errs, fault.New(fault.Invalid, "sound of %s %q: %w", of, id, err))
			}
		}
	}
	for _, s := range services {
		look("service", s.ID, s.Sounds())
	}
	for _, v := range menus {
		look("menu", v.ID, v.Sounds())
	}
	return errors.Join(errs...)
}

// wrong is a config.Check of the WAV files of services and menus, at the keys that name
// them. An uploaded one is told of by who knows what was uploaded.
func (m *music) wrong(c *config.Config) (list []centre.Problem) {
	look := func(all []centre.Spoken) {
		for _, s := range all {
			if strings.HasPrefix(s.Name, centre.SoundPrefix) {
				continue
			}
			_, err := m.sound(s.Name)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				list = append(list, centre.Problem{Path: s.Path, Message: fmt.Sprintf("there is no file %q: name a WAV file, sound:ID of an uploaded sound, or say:NAME of the program's own", s.Name)})
			case err != nil:
				list = append(list, centre.Problem{Path: s.Path, Message: fmt.Sprintf("%q cannot be played: %v", s.Name, err)})
			}
		}
	}
	for i := range c.Services {
		look(c.Services[i].SoundsAt(fmt.Sprintf("services[%d]", i)))
	}
	for i := range c.Menus {
		look(c.Menus[i].SoundsAt(fmt.Sprintf("menus[%d]", i)))
	}
	return list
}

// load reads the WAV files that services name. What cannot be read is left out and
// is in the error.
func (m *music) load(d Directory) error {
	if v := m.announcement(d); v != nil {
		m.abusive.Store(v)
	}
	var errs []error
	m.barred.Store(nil)
	if name := d.setting(centre.SetBarredSound); name != "" {
		v, err := m.sound(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", centre.SetBarredSound, err))
		}
		m.barred.Store(v.music)
	}
	files, prompts, read := map[acd.ServiceID]*media.Music{}, map[string]*media.Music{}, map[string]sound{}
	take := func(of, id, file string) *media.Music {
		v, err := m.sound(file)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s %q: %w", of, id, err))
			return nil
		}
		prompts[file], read[file] = v.music, v
		return v.music
	}
	for _, s := range d.Services {
		for _, file := range s.Sounds() {
			if v := take("service", s.ID, file); v != nil && file == s.Music {
				files[acd.ServiceID(s.ID)] = v
			}
		}
	}
	for i := range d.Menus {
		for _, file := range d.Menus[i].Sounds() {
			take("menu", d.Menus[i].ID, file)
		}
	}
	m.mu.Lock()
	m.files, m.prompts, m.read = files, prompts, read
	m.mu.Unlock()
	return errors.Join(errs...)
}

// announcement is what is heard when an abusive call is ended: what the centre has
// chosen, else the program's own in the centre's language.
func (m *music) announcement(d Directory) *media.Music {
	if name := d.setting(centre.SetAbusiveSound); name != "" {
		if v, err := m.sound(name); err == nil {
			return v.music
		}
	}
	language := d.Profile.Language
	if language != "en" {
		language = "ko"
	}
	return m.own.say(language, "abusive")
}

// sound returns a WAV file, from memory where it is as it was.
func (m *music) sound(name string) (sound, error) {
	file, err := m.path(name)
	if err != nil {
		return sound{}, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return sound{}, err
	}
	if !info.Mode().IsRegular() { // a pipe would wait for ever
		return sound{}, &fs.PathError{Op: "read", Path: name, Err: errors.New("it is not an ordinary file")}
	}
	m.mu.RLock()
	have, ok := m.read[name]
	m.mu.RUnlock()
	if ok && have.size == info.Size() && have.modified.Equal(info.ModTime()) {
		return have, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return sound{}, err
	}
	defer f.Close()
	v, err := media.LoadMusic(f)
	if err != nil {
		return sound{}, fmt.Errorf("%s: %w", name, err)
	}
	s := sound{size: info.Size(), modified: info.ModTime(), music: v}
	m.mu.Lock()
	m.read[name] = s // until the next load, which keeps what is in use
	m.mu.Unlock()
	return s, nil
}
