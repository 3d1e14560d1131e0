package alimtalk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// approved is the state of a template that may be used.
const approved = "TSC03"

// field is where a template is filled in.
var field = regexp.MustCompile(`#\{([^{}]+)\}`)

// KakaoTemplates implements sms.KakaoTemplates: all templates of the channel, those that
// are not approved too.
func (p *Provider) KakaoTemplates(ctx context.Context) (list []sms.KakaoTemplate, err error) {
	_, err = cloud.Pages(ctx, func(ctx context.Context, n int) (cloud.Page, error) {
		var out struct {
			List *struct {
				Rows  []json.RawMessage `json:"templates"`
				Total int               `json:"totalCount"`
			} `json:"templateListResponse"`
		}
		_, err := p.api.Call(ctx, wire.Request{Method: http.MethodGet, Path: "/senders/" + url.PathEscape(p.senderKey) + "/templates", Query: cloud.Numbered(nil, n)}, &out)
		if err != nil || out.List == nil {
			return cloud.Page{}, err
		}
		return cloud.Page{Rows: out.List.Rows, Total: out.List.Total}, nil
	}, func(raw json.RawMessage) error {
		var r struct {
			Code    string `json:"templateCode"`
			Name    string `json:"templateName"`
			Content string `json:"templateContent"`
			Status  string `json:"status"`
		}
		if err := json.Unmarshal(raw, &r); err != nil {
			return err
		}
		t := sms.KakaoTemplate{Code: r.Code, Name: r.Name, Content: r.Content, State: r.Status, Approved: r.Status == approved}
		for _, m := range field.FindAllStringSubmatch(r.Content, -1) {
			if !slices.Contains(t.Fields, m[1]) {
				t.Fields = append(t.Fields, m[1])
			}
		}
		list = append(list, t)
		return nil
	})
	return list, err
}

func join(list []string) string { return strings.Join(list, ",") }

func isNothingToCancel(err error) bool {
	var f *sms.Fault
	return errors.As(err, &f) && f.Code == strconv.Itoa(nothingToCancel)
}
