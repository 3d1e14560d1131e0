package chat

import (
	"maps"
	"slices"
)

// MaxFields bounds the free fields of a visitor, whoever fills them in.
const MaxFields = 30

// SiteUser is who a site says that a visitor is. ID is proven: the site's server has signed it.
// The rest is what a page of the site said beside it, last and as it said it; it proves nothing.
type SiteUser struct {
	ID     string            `json:"id"`
	Name   string            `json:"name,omitempty"`
	Number string            `json:"number,omitempty"`
	Email  string            `json:"email,omitempty"`
	Fields map[string]string `json:"fields,omitempty"`
}

// Said names what of a visitor stands as a page of the site said it: name, number, email, and
// fields as fields.NAME.
func (v Visitor) Said() (names []string) {
	if v.User == nil {
		return nil
	}
	for _, one := range []struct{ name, is, said string }{
		{"name", v.Name, v.User.Name}, {"number", v.Number, v.User.Number}, {"email", v.Email, v.User.Email},
	} {
		if one.is != "" && one.is == one.said {
			names = append(names, one.name)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(v.Fields)) {
		if v.Fields[k] != "" && v.Fields[k] == v.User.Fields[k] {
			names = append(names, "fields."+k)
		}
	}
	return names
}
