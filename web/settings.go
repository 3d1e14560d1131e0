package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
)

// SettingView is a setting with its value.
type SettingView struct {
	centre.Setting
	Value string `json:"value" doc:"what counts now; of a secret only whether there is one: (set)"`
	Own   bool   `json:"own" doc:"somebody has set it; false: the default counts"`
}

// secretSet stands for a secret that there is.
const secretSet = "(set)"

// SettingPath names a setting in a path.
type SettingPath struct {
	Key string `path:"key" maxLength:"60" example:"login.idle_lock_minutes"`
}

func (s *Server) settingView(d centre.Setting) SettingView {
	v := SettingView{Setting: d, Value: s.Centre.Setting(d.Key)}
	v.Own = v.Value != d.Default
	if d.Type == centre.TypeSecret && v.Value != "" {
		v.Value = secretSet
	}
	return v
}

// settingsOut is every setting, and the version of all of them with the profile.
type settingsOut struct {
	ETag string `header:"ETag"`
	Body []SettingView
}

func (s *Server) settings() (*settingsOut, error) {
	out := &settingsOut{Body: make([]SettingView, 0, len(centre.Settings))}
	values := []string{}
	for _, d := range centre.Settings {
		v := s.settingView(d)
		out.Body, values = append(out.Body, v), append(values, s.Centre.Setting(d.Key)) // secrets too: their views are alike
	}
	data, err := json.Marshal([]any{values, s.Centre.Profile()})
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(data)
	out.ETag = `"` + hex.EncodeToString(h[:12]) + `"`
	return out, nil
}

type settingsIn struct {
	IfMatch string `header:"If-Match" maxLength:"100"`
	Body    struct {
		Values map[string]string `json:"values,omitempty" maxProperties:"100" doc:"those that change, by key, each as text: 15, true, a,b; empty: the default"`
		Centre *Profile          `json:"centre,omitempty" doc:"the centre's name, time zone and language, where they change too"`
	}
}

// putSettings changes several settings, and the profile, in one change: everything is
// checked, each by itself and all of them together, and all of it counts or nothing.
func (s *Server) putSettings(ctx context.Context, in *settingsIn) (*settingsOut, error) {
	build := func() ([]Edit, error) {
		now, err := s.settings()
		if err != nil {
			return nil, err
		}
		if in.IfMatch != "" && in.IfMatch != "*" && in.IfMatch != now.ETag {
			return nil, &Problem{Title: "Precondition Failed", Status: http.StatusPreconditionFailed, Code: fault.Conflict,
				Detail: "somebody else has changed the settings meanwhile: load them again"}
		}
		return s.settingEdits(in.Body.Values, in.Body.Centre)
	}
	var err error
	if keys := slices.Collect(maps.Keys(in.Body.Values)); len(keys) == 1 && in.Body.Centre == nil {
		err = s.Centre.Change(ctx, author(ctx), "setting_changed", "setting:"+keys[0], build)
	} else {
		err = s.Centre.Change(ctx, author(ctx), "settings_changed", "settings", build)
	}
	if err != nil {
		return nil, err
	}
	return s.settings()
}

// settingEdits are the edits of some settings, or what is wrong with which of them.
func (s *Server) settingEdits(values map[string]string, profile *Profile) ([]Edit, error) {
	var edits []Edit
	var wrong []*huma.ErrorDetail
	refuse := func(where, message string) {
		wrong = append(wrong, &huma.ErrorDetail{Location: "body." + where, Message: message})
	}
	set := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		d, ok := centre.SettingOf(key)
		v := values[key]
		switch {
		case !ok:
			return nil, fault.New(fault.Invalid, "there is no setting %q", key)
		case d.Type == centre.TypeSecret && v == secretSet: // as it was shown: it stays
			continue
		case v != "":
			kept, err := d.Check(v)
			if err != nil {
				refuse("values."+key, err.Error())
				continue
			}
			v = kept
		}
		set[key] = v
		edits = append(edits, Edit{Kind: KindSettings, ID: key, After: json.RawMessage(d.Encode(v))})
	}
	for _, p := range centre.NewProblems(centre.CheckSettings(s.Centre.Setting), centre.CheckSettings(s.settingWith(set))) {
		refuse("values."+p.Path, p.Path+" "+p.Message)
	}
	if profile != nil {
		if err := profile.Check(); err != nil {
			refuse("centre", err.Error())
		}
		data, err := json.Marshal(profile)
		if err != nil {
			return nil, err
		}
		edits = append(edits, Edit{Kind: KindSettings, ID: SettingProfile, After: data})
	}
	if len(wrong) > 0 {
		return nil, &Problem{Title: http.StatusText(http.StatusUnprocessableEntity), Status: http.StatusUnprocessableEntity, Code: fault.Invalid, Detail: wrong[0].Message, Errors: wrong}
	}
	return edits, nil
}

// settingWith gives what would count with some set.
func (s *Server) settingWith(set map[string]string) func(string) string {
	return func(key string) string {
		v, ok := set[key]
		if !ok {
			return s.Centre.Setting(key)
		}
		if d, known := centre.SettingOf(key); known && v == "" {
			return d.Default
		}
		return v
	}
}

func (s *Server) settingRoutes(tag []string) {
	type out struct{ Body SettingView }
	register(s, huma.Operation{OperationID: "settings-list", Method: http.MethodGet, Path: "/settings", Tags: tag,
		Summary: "Every setting: what it does in Korean and English, what may stand there, its default and its value"},
		func(context.Context, *struct{}) (*settingsOut, error) { return s.settings() })
	register(s, huma.Operation{OperationID: "settings-put", Method: http.MethodPatch, Path: "/settings", Tags: tag,
		Summary: "Change several settings, all of them or none, as one change; with If-Match only where nobody changed any meanwhile"}, s.putSettings)
	set := func(ctx context.Context, key, value string) (*out, error) {
		d, ok := centre.SettingOf(key)
		if !ok {
			return nil, fault.New(fault.NotFound, "there is no setting %q", key)
		}
		if d.Type == centre.TypeSecret && value == secretSet { // as it was shown: it stays
			return &out{s.settingView(d)}, nil
		}
		err := s.Centre.Change(ctx, author(ctx), "setting_changed", "setting:"+key, func() ([]Edit, error) {
			return []Edit{{Kind: KindSettings, ID: key, After: json.RawMessage(d.Encode(value))}}, nil
		})
		return &out{s.settingView(d)}, err
	}
	register(s, huma.Operation{OperationID: "setting-put", Method: http.MethodPut, Path: "/settings/{key}", Tags: tag,
		Summary: "Set a setting; takes effect at once where it does not say otherwise"}, func(ctx context.Context, in *struct {
		SettingPath
		Body struct {
			Value string `json:"value" maxLength:"2000" doc:"as text: 15, true, a,b; empty: the default"`
		}
	}) (*out, error) {
		return set(ctx, in.Key, in.Body.Value)
	})
	register(s, huma.Operation{OperationID: "setting-reset", Method: http.MethodDelete, Path: "/settings/{key}", Tags: tag,
		Summary: "Let the default count again"}, func(ctx context.Context, in *SettingPath) (*out, error) { return set(ctx, in.Key, "") })
}
