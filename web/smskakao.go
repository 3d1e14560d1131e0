package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/callfloor/callfloor/sms"
)

// KakaoTemplateView is a template of Alimtalk (T24).
type KakaoTemplateView struct {
	Code     string   `json:"code" example:"delivery_today"`
	Name     string   `json:"name" example:"오늘 도착 예정"`
	Content  string   `json:"content" doc:"as Kakao has approved it; each #{name} is filled in" example:"#{이름}님, 오늘 19시 전에 도착합니다."`
	Fields   []string `json:"fields" doc:"names of what is filled in, in their order" example:"[\"이름\"]"`
	Approved bool     `json:"approved" doc:"others cannot be sent"`
	State    string   `json:"state" doc:"the provider's code" example:"TSC03"`
}

// KakaoTemplates are the templates of Alimtalk.
type KakaoTemplates struct {
	Delivery
	Items []KakaoTemplateView `json:"items"`
}

func (s *Server) smsKakaoRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-kakao-templates", http.MethodGet, "/sms/kakao-templates", "Templates of KakaoTalk Alimtalk; none where no provider of it is configured"), func(ctx context.Context, _ *struct{}) (*struct{ Body KakaoTemplates }, error) {
		list, err := s.Texter.KakaoTemplates(ctx)
		if err != nil {
			return nil, err
		}
		v := KakaoTemplates{s.delivery(), []KakaoTemplateView{}}
		for _, t := range list {
			v.Items = append(v.Items, KakaoTemplateView{t.Code, t.Name, t.Content, append([]string{}, t.Fields...), t.Approved, t.State})
		}
		return &struct{ Body KakaoTemplates }{v}, nil
	})
}

// kakaoTemplate returns the template of Alimtalk that a send names; nil: it names none.
func (s *Server) kakaoTemplate(ctx context.Context, in SMSInput) (*sms.KakaoTemplate, error) {
	if in.Kakao == "" && in.Kind != sms.Alimtalk {
		return nil, nil
	}
	wrong := func(field, code, message string) (*sms.KakaoTemplate, error) {
		return nil, s.smsProblem(sms.Problems{{Field: field, Code: code, Message: message}}, nil)
	}
	if in.Kind != "" && in.Kind != sms.Alimtalk {
		return wrong("kakao_template", "not_allowed", "a template of Alimtalk is sent as alimtalk")
	}
	if in.Kakao == "" {
		return wrong("kakao_template", "required", "Alimtalk needs a template: choose one")
	}
	list, err := s.Texter.KakaoTemplates(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(t sms.KakaoTemplate) bool { return t.Code == in.Kakao })
	switch {
	case i < 0:
		return wrong("kakao_template", "not_known", "there is no such template of Alimtalk: choose another")
	case !list[i].Approved:
		return wrong("kakao_template", "not_allowed", "the template of Alimtalk is not approved by Kakao: choose another")
	}
	return &list[i], nil
}
