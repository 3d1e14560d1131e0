package app

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// settingKind are the settings of the registry, and what stands beside them: the
// profile, the holidays and the reasons.
func settingKind() kind {
	return kind{
		one:     "setting",
		version: func(*Directory, string) string { return "" },
		get: func(d *Directory, id string) json.RawMessage {
			switch id {
			case web.SettingProfile:
				return json.RawMessage(asJSON(d.Profile))
			case web.SettingHolidays:
				return json.RawMessage(asJSON(append([]centre.Holiday{}, d.Holidays...)))
			case web.SettingReasons:
				return json.RawMessage(asJSON(d.Reasons))
			}
			s, ok := centre.SettingOf(id)
			if !ok {
				return nil
			}
			return s.Encode(d.Set[id])
		},
		put: func(_ *Centre, d *Directory, id string, after json.RawMessage) (json.RawMessage, error) {
			return putSetting(d, id, after)
		},
		store: func(to *store.Commit, id string, after json.RawMessage) {
			switch id {
			case web.SettingProfile:
				var p web.Profile
				if json.Unmarshal(after, &p) == nil { // it was encoded a moment ago
					maps.Copy(to.Settings, map[string]string{settingName: p.Name, settingTimeZone: p.TimeZone, settingLanguage: p.Language})
				}
			case web.SettingHolidays:
				to.Settings[settingHolidays] = string(after)
			case web.SettingReasons:
				to.Settings[settingReasons] = string(after)
			default:
				s, _ := centre.SettingOf(id)
				to.Settings[settingPrefix+id] = s.Decode(after)
			}
		},
		normal: func(_ *Centre, id string, data json.RawMessage) json.RawMessage {
			var d Directory
			out, err := putSetting(&d, id, data)
			if err != nil {
				return nil
			}
			return out
		},
	}
}

func putSetting(d *Directory, id string, after json.RawMessage) (json.RawMessage, error) {
	decode := func(to any) error {
		if err := json.Unmarshal(after, to); err != nil {
			return fault.New(fault.Invalid, "%s: %w", id, err)
		}
		return nil
	}
	switch id {
	case web.SettingProfile:
		var p web.Profile
		if err := decode(&p); err != nil {
			return nil, err
		}
		d.Profile = p
		return json.RawMessage(asJSON(p)), p.Check()
	case web.SettingHolidays:
		list := []centre.Holiday{}
		if err := decode(&list); err != nil {
			return nil, err
		}
		slices.SortFunc(list, func(a, b centre.Holiday) int { return cmp.Compare(a.Date, b.Date) })
		for i := range list {
			list[i].Fill()
		}
		d.Holidays = list
		return json.RawMessage(asJSON(list)), nil
	case web.SettingReasons:
		var list []centre.Reason
		if err := decode(&list); err != nil {
			return nil, err
		}
		d.Reasons = centre.FillReasons(list)
		return json.RawMessage(asJSON(d.Reasons)), nil
	}
	s, ok := centre.SettingOf(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no setting %q", id)
	}
	v := s.Decode(after)
	if v != "" {
		var err error
		if v, err = s.Check(v); err != nil {
			return nil, fault.New(fault.Invalid, "%w", err)
		}
	}
	set := maps.Clone(d.Set)
	if set == nil {
		set = map[string]string{}
	}
	if v == "" {
		delete(set, id)
	} else {
		set[id] = v
	}
	d.Set = set
	return s.Encode(v), nil
}

// Setting implements web.Centre.
func (c *Centre) Setting(key string) string {
	if v := c.directory().Set[key]; v != "" {
		return v
	}
	s, _ := centre.SettingOf(key)
	return s.Default
}

// SetProfile implements web.Centre. A new time zone moves opening hours at once,
// and the day of figures at the next start.
func (c *Centre) SetProfile(ctx context.Context, by people.Author, p web.Profile) error {
	return c.Change(ctx, by, "centre_changed", "centre", func() ([]web.Edit, error) {
		return []web.Edit{{Kind: web.KindSettings, ID: web.SettingProfile, After: json.RawMessage(asJSON(p))}}, nil
	})
}
