package centre

import (
	"fmt"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// CheckOutside finds numbers outside, of rules, keys and menus, that lead to the centre
// itself: each call would call again, over the trunk, until no channel is left. The
// service is to be named there. at names the place of a service or menu in messages.
func CheckOutside(services []Service, menus []Menu, service, menu func(i int) string) []Problem {
	own := map[string]bool{}
	for _, s := range services {
		for _, n := range s.Numbers {
			own[bare(n.Number)] = true
		}
	}
	var p problems
	outside := func(path, number string) {
		if number != "" && own[bare(number)] {
			p.add(path, "%q is a number of the centre itself: choose the service instead", number)
			p.list[len(p.list)-1].Borne = true
		}
	}
	for i := range services {
		s, at := &services[i], service(i)
		for _, r := range []struct {
			key  string
			rule *Rule
		}{{"when_full", s.WhenFull}, {"when_closed", s.WhenClosed}, {"when_nobody", s.WhenNobody}, {"when_too_long", s.WhenTooLong}} {
			if r.rule != nil && r.rule.Do == acd.RuleNumber {
				outside(at+"."+r.key+".number", r.rule.Number)
			}
		}
		if s.Announce != nil {
			for j, k := range s.Announce.Keys {
				if k.Do == WayNumber {
					outside(fmt.Sprintf("%s.announce.keys[%d].number", at, j), k.Number)
				}
			}
		}
	}
	for i := range menus {
		m, at := &menus[i], menu(i)
		way := func(path string, w *Way) {
			if w != nil && w.Do == WayNumber {
				outside(path+".number", w.Number)
			}
		}
		way(at+".then", m.Then)
		for j := range m.Questions {
			q, question := &m.Questions[j], fmt.Sprintf("%s.questions[%d]", at, j)
			way(question+".nothing", q.Nothing)
			for k := range q.Keys {
				w := q.Keys[k].Way()
				way(fmt.Sprintf("%s.keys[%d]", question, k), &w)
			}
		}
	}
	return p.list
}

// bare is a number without what may stand before it in its country, so that its spellings
// are told to be one: 0215440000, 82215440000 and +82215440000.
func bare(number string) string {
	d, abroad := strings.CutPrefix(number, "+")
	if rest, ok := strings.CutPrefix(d, "82"); ok && (abroad || len(d) > 10) {
		d = rest
	} else if abroad {
		return number
	}
	return strings.TrimLeft(d, "0")
}
