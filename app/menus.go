package app

import (
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/menu"
)

// menuFor is a menu as callers of a service hear it; nil for none.
func (d Directory) menuFor(id string, of *centre.Service) *menu.Menu {
	for i := range d.Menus {
		if d.Menus[i].ID == id && id != "" {
			return spokenMenu(&d.Menus[i], of)
		}
	}
	return nil
}

// menusOf are the menus of single numbers of a service, by number.
func (d Directory) menusOf(s *centre.Service) map[string]*menu.Menu {
	out := map[string]*menu.Menu{}
	for _, n := range s.Numbers {
		if m := d.menuFor(n.Menu, s); m != nil {
			out[n.Number] = m
		}
	}
	return out
}

// spokenMenu is a menu made ready to be spoken: questions know each other.
func spokenMenu(m *centre.Menu, of *centre.Service) *menu.Menu {
	out := &menu.Menu{Language: m.Language, Greeting: m.Greeting, Recorded: m.Recorded, Then: menu.Way{To: menu.ToService, Service: of.ID}}
	questions := make(map[string]*menu.Question, len(m.Questions))
	for _, q := range m.Questions {
		questions[q.ID] = &menu.Question{Prompt: q.Prompt, Wait: q.Wait.D(), Tries: q.Tries, Keys: map[byte]menu.Way{}}
	}
	way := func(w centre.Way, name string) menu.Way {
		out := menu.Way{To: menu.Kind(w.Do), Service: w.Service, Number: w.Number, Prompt: w.Prompt, Language: w.Language, Name: name}
		switch w.Do {
		case centre.WayMenu:
			out.Menu = questions[w.Menu]
		case centre.WayTop:
			out.To, out.Menu = menu.ToMenu, questions[m.Questions[0].ID]
		case centre.WayCallback, centre.WayVoicemail:
			if out.Service == "" {
				out.Service = of.ID
			}
		}
		return out
	}
	for _, q := range m.Questions {
		to := questions[q.ID]
		for _, k := range q.Keys {
			to.Keys[k.Key[0]] = way(k.Way(), k.Name.Ko)
		}
		if q.Nothing != nil {
			to.Nothing = way(*q.Nothing, "")
		}
	}
	if len(m.Questions) > 0 {
		out.Question = questions[m.Questions[0].ID]
	}
	if m.Then != nil {
		out.Then = way(*m.Then, "")
	}
	return out
}

// announce is what callers hear who wait.
func announce(a *centre.Announce) (out sip.Announce) {
	if a == nil {
		return out
	}
	out = sip.Announce{First: a.First.D(), Every: a.Every.D(), Position: a.Position, Wait: a.Wait, Messages: a.Messages, Keys: map[byte]menu.Way{}}
	for _, k := range a.Keys {
		out.Keys[k.Key[0]] = menu.Way{To: menu.Kind(k.Do), Service: k.Service, Number: k.Number, Prompt: k.Prompt}
	}
	if key := a.Callback(); key != "" {
		out.Hint = key[0]
	}
	return out
}
