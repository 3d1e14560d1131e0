package web

import (
	"context"
	"encoding/json"
	"net/http"

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

func (s *Server) settingRoutes(tag []string) {
	type out struct{ Body SettingView }
	register(s, huma.Operation{OperationID: "settings-list", Method: http.MethodGet, Path: "/settings", Tags: tag,
		Summary: "Every setting: what it does in Korean and English, what may stand there, its default and its value"},
		func(context.Context, *struct{}) (*struct{ Body []SettingView }, error) {
			list := make([]SettingView, 0, len(centre.Settings))
			for _, d := range centre.Settings {
				list = append(list, s.settingView(d))
			}
			return &struct{ Body []SettingView }{list}, nil
		})
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
