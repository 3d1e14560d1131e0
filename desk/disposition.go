package desk

import (
	"fmt"
	"regexp"
	"strings"
)

// MostDispositions bounds a tree.
const MostDispositions = 500

// Dispositions is a tree of two levels: what a call was about. Service "" is the
// tree of services that have none of their own.
type Dispositions struct {
	Service string        `json:"service" readOnly:"true" doc:"empty: the tree of every service without one of its own"`
	Items   []Disposition `json:"items" maxItems:"500"`
	Version int64         `json:"version" doc:"of what was loaded; 0 where there was none" minimum:"0"`
}

// Disposition is one class, with its classes below. Where there are some below,
// one of those is chosen.
type Disposition struct {
	Code     string     `json:"code" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_.-]+$" patternDescription:"letters, digits, _ . and -" example:"delivery_late"`
	Name     Label      `json:"name"`
	Unused   bool       `json:"unused,omitempty" doc:"not offered any more; notes that have it keep it"`
	Children []SubClass `json:"children,omitempty" maxItems:"100"`
}

// SubClass is a class of the second level.
type SubClass struct {
	Code   string `json:"code" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9_.-]+$" patternDescription:"letters, digits, _ . and -"`
	Name   Label  `json:"name"`
	Unused bool   `json:"unused,omitempty"`
}

var dispositionCode = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,40}$`)

// Clean checks a tree that somebody wrote.
func (d *Dispositions) Clean() error {
	var bad FieldErrors
	seen, n := map[string]bool{}, 0
	one := func(at, code string, name Label) {
		n++
		switch {
		case !dispositionCode.MatchString(code):
			bad.add(at+".code", "not_known", "use letters, digits, _ . and -")
		case seen[code]:
			bad.add(at+".code", "not_known", "%q is used twice", code)
		}
		seen[code] = true
		if strings.TrimSpace(name.Ko) == "" {
			bad.add(at+".name.ko", "required", "is missing")
		}
		bad.text(at+".name.ko", name.Ko, 100, false)
		bad.text(at+".name.en", name.En, 100, false)
	}
	for i, v := range d.Items {
		at := fmt.Sprintf("items[%d]", i)
		one(at, v.Code, v.Name)
		for j, c := range v.Children {
			one(fmt.Sprintf("%s.children[%d]", at, j), c.Code, c.Name)
		}
	}
	if n > MostDispositions {
		bad.add("items", "too_long", "are more than %d", MostDispositions)
	}
	return bad.Err()
}

// Find returns the whole name of a class that can be chosen: one of the lowest
// level that is in use.
func (d Dispositions) Find(code string) (Label, bool) {
	for _, v := range d.Items {
		if v.Code == code && len(v.Children) == 0 && !v.Unused {
			return v.Name, true
		}
		for _, c := range v.Children {
			if c.Code == code && !c.Unused && !v.Unused {
				return Label{Ko: v.Name.Ko + " > " + c.Name.Ko, En: v.Name.In("en") + " > " + c.Name.In("en")}, true
			}
		}
	}
	return Label{}, false
}
