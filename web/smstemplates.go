package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// The kinds of categories and templates in records of changes.
const (
	KindSMSCategories = "sms-categories"
	KindSMSTemplates  = "sms-templates"
)

// SMSCategoryView is a category with what counts of it.
type SMSCategoryView struct {
	sms.Category
	Offered   bool `json:"offered" doc:"it and what is above it are in use: its templates are offered"`
	Templates int  `json:"templates" doc:"how many stand in it, in use or not"`
}

// SMSCategoryInput is what people write of a category.
type SMSCategoryInput struct {
	Parent   string `json:"parent,omitempty" maxLength:"40" doc:"id of a category of the first level; left out: it is of the first level itself. It stays as it was made"`
	Name     string `json:"name" minLength:"1" maxLength:"40" example:"배송 지연"`
	Used     *bool  `json:"used,omitempty" doc:"left out: yes"`
	Editable *bool  `json:"editable,omitempty" doc:"may texts below it be changed when they are sent? left out: yes"`
	Version  int64  `json:"version,omitempty" doc:"in a change: of what was loaded" minimum:"0"`
}

// SMSTemplateView is a template with what counts of it.
type SMSTemplateView struct {
	sms.Template
	Offered   bool     `json:"offered" doc:"it and the categories above it are in use"`
	Locked    bool     `json:"locked" doc:"its text cannot be changed when it is sent: it, or a category above it, says so"`
	Bytes     int      `json:"bytes" doc:"of the text, with its variables left out" example:"52"`
	Variables []string `json:"variables" doc:"names of the variables" example:"[\"이름\"]"`
}

// SMSTemplateInput is what people write of a template.
type SMSTemplateInput struct {
	Category    string   `json:"category" maxLength:"40" doc:"id of a category of the second level" example:"V8x7JidP9unWbTiYCEN5"`
	Name        string   `json:"name" minLength:"1" maxLength:"60" example:"오늘 도착 예정"`
	Description string   `json:"description,omitempty" maxLength:"300" example:"배송 당일 아침에 보냅니다"`
	Kind        sms.Kind `json:"kind" enum:"sms,mms"`
	Sender      string   `json:"sender,omitempty" maxLength:"13" doc:"one of the senders; left out: chosen when it is sent" example:"15880000"`
	Title       string   `json:"title,omitempty" maxLength:"80" doc:"of an MMS; at most 40 bytes" example:"배송 안내"`
	Body        string   `json:"body" minLength:"1" maxLength:"4000" example:"[온마루] {이름}님, 오늘 19시 전에 도착합니다."`
	Images      []string `json:"images,omitempty" maxItems:"2" maxLength:"40" doc:"ids of images of an MMS"`
	Ad          bool     `json:"ad,omitempty" doc:"it is advertising"`
	Used        *bool    `json:"used,omitempty" doc:"left out: yes"`
	Editable    *bool    `json:"editable,omitempty" doc:"left out: yes"`
	Version     int64    `json:"version,omitempty" doc:"in a change: of what was loaded" minimum:"0"`
}

// SMSTemplatePage is one page of templates.
type SMSTemplatePage struct {
	Delivery
	Items []SMSTemplateView `json:"items"`
	Next  string            `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// SMSVersion is the version of what is to be deleted.
type SMSVersion struct {
	Version int64 `query:"version" minimum:"0" doc:"of what was loaded; left out: whatever it is"`
}

type (
	smsCategoryOut struct{ Body SMSCategoryView }
	smsTemplateOut struct{ Body SMSTemplateView }
)

func (s *Server) smsTemplateRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-categories-list", http.MethodGet, "/sms/categories", "Categories of templates (분류), two levels of them, by name"), func(ctx context.Context, _ *struct{}) (*struct{ Body []SMSCategoryView }, error) {
		list, counts, err := s.SMS.SMSCategories(ctx)
		if err != nil {
			return nil, err
		}
		out := []SMSCategoryView{}
		for _, c := range list {
			out = append(out, SMSCategoryView{c, offered(c, list), counts[c.ID]})
		}
		return &struct{ Body []SMSCategoryView }{out}, nil
	})
	create := op(tag, "sms-category-create", http.MethodPost, "/sms/categories", "Add a category, or one below a category of the first level")
	create.DefaultStatus = http.StatusCreated
	register(s, create, func(ctx context.Context, in *struct{ Body SMSCategoryInput }) (*smsCategoryOut, error) {
		return s.putCategory(ctx, people.NewID(), in.Body, true)
	})
	register(s, op(tag, "sms-category-put", http.MethodPut, "/sms/categories/{id}", "Change a category's name and flags; one that is not used takes its templates with it"), func(ctx context.Context, in *struct {
		ThingPath
		Body SMSCategoryInput
	}) (*smsCategoryOut, error) {
		return s.putCategory(ctx, in.ID, in.Body, false)
	})
	del := op(tag, "sms-category-delete", http.MethodDelete, "/sms/categories/{id}", "Delete a category with those below it and all their templates")
	del.DefaultStatus = http.StatusNoContent
	register(s, del, func(ctx context.Context, in *struct {
		ThingPath
		SMSVersion
	}) (*struct{}, error) {
		return nil, s.SMS.DeleteSMSCategory(ctx, in.ID, in.Version, people.NewChange(author(ctx), "sms_category_deleted", "sms-category:"+in.ID))
	})

	register(s, op(tag, "sms-templates-list", http.MethodGet, "/sms/templates", "Templates of messages, by category and name; to choose one to send: those that are offered"), func(ctx context.Context, in *struct {
		Category string `query:"category" maxLength:"40" doc:"id of a category of the second level; left out: of every category"`
		Offered  bool   `query:"offered" doc:"only those that are in use, with the categories above them"`
		Page
	}) (*struct{ Body SMSTemplatePage }, error) {
		list, next, err := s.SMS.SMSTemplates(ctx, in.Category, in.Cursor, in.Limit)
		if err != nil {
			return nil, err
		}
		all, _, err := s.SMS.SMSCategories(ctx)
		if err != nil {
			return nil, err
		}
		page := SMSTemplatePage{s.delivery(), []SMSTemplateView{}, next}
		for _, t := range list {
			if v := templateView(t, all); v.Offered || !in.Offered {
				page.Items = append(page.Items, v)
			}
		}
		return &struct{ Body SMSTemplatePage }{page}, nil
	})
	register(s, op(tag, "sms-template-get", http.MethodGet, "/sms/templates/{id}", "One template"), func(ctx context.Context, in *ThingPath) (*smsTemplateOut, error) {
		t, err := s.SMS.SMSTemplate(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return s.templateOut(ctx, t)
	})
	add := op(tag, "sms-template-create", http.MethodPost, "/sms/templates", "Add a template below a category of the second level")
	add.DefaultStatus = http.StatusCreated
	register(s, add, func(ctx context.Context, in *struct{ Body SMSTemplateInput }) (*smsTemplateOut, error) {
		return s.putSMSTemplate(ctx, people.NewID(), in.Body, true)
	})
	register(s, op(tag, "sms-template-put", http.MethodPut, "/sms/templates/{id}", "Change a template; version must be the one that was loaded"), func(ctx context.Context, in *struct {
		ThingPath
		Body SMSTemplateInput
	}) (*smsTemplateOut, error) {
		return s.putSMSTemplate(ctx, in.ID, in.Body, false)
	})
	gone := op(tag, "sms-template-delete", http.MethodDelete, "/sms/templates/{id}", "Delete a template")
	gone.DefaultStatus = http.StatusNoContent
	register(s, gone, func(ctx context.Context, in *struct {
		ThingPath
		SMSVersion
	}) (*struct{}, error) {
		return nil, s.SMS.DeleteSMSTemplate(ctx, in.ID, in.Version, people.NewChange(author(ctx), "sms_template_deleted", "sms-template:"+in.ID))
	})
}

// offered reports whether a category and the one above it are in use.
func offered(c sms.Category, all []sms.Category) bool {
	used, _ := sms.Effective(sms.Template{Category: c.ID, Used: true}, all)
	return used
}

func templateView(t sms.Template, all []sms.Category) SMSTemplateView {
	used, editable := sms.Effective(t, all)
	names := append([]string{}, sms.Variables(t.Body)...)
	none := map[string]string{}
	for _, n := range names {
		none[n] = ""
	}
	text, _ := sms.Fill(t.Body, none)
	return SMSTemplateView{Template: t, Offered: used, Locked: !editable, Bytes: sms.CountText(text).Bytes, Variables: names}
}

func (s *Server) templateOut(ctx context.Context, t sms.Template) (*smsTemplateOut, error) {
	all, _, err := s.SMS.SMSCategories(ctx)
	if err != nil {
		return nil, err
	}
	return &smsTemplateOut{templateView(t, all)}, nil
}

func yes(v *bool) bool { return v == nil || *v }

func (s *Server) putCategory(ctx context.Context, id string, in SMSCategoryInput, create bool) (*smsCategoryOut, error) {
	c := sms.Category{ID: id, Parent: in.Parent, Name: in.Name, Used: yes(in.Used), Editable: yes(in.Editable), Version: in.Version}
	if err := c.Clean(); err != nil {
		return nil, s.smsProblem(err, nil)
	}
	c, err := s.SMS.PutSMSCategory(ctx, c, create, people.NewChange(author(ctx), "sms_category_changed", "sms-category:"+id))
	if err != nil {
		return nil, err
	}
	list, counts, err := s.SMS.SMSCategories(ctx)
	if err != nil {
		return nil, err
	}
	return &smsCategoryOut{SMSCategoryView{c, offered(c, list), counts[c.ID]}}, nil
}

func (s *Server) putSMSTemplate(ctx context.Context, id string, in SMSTemplateInput, create bool) (*smsTemplateOut, error) {
	t := sms.Template{ID: id, Category: in.Category, Name: in.Name, Description: in.Description, Kind: in.Kind, Sender: in.Sender, Title: in.Title, Body: in.Body, Images: in.Images, Ad: in.Ad,
		Used: yes(in.Used), Editable: yes(in.Editable), Version: in.Version}
	var senders []sms.Sender
	if t.Sender != "" {
		var err error
		if senders, err = s.Texter.Senders(ctx); err != nil {
			return nil, err
		}
	}
	if err := t.Clean(senders); err != nil {
		return nil, s.smsProblem(err, nil)
	}
	t, err := s.SMS.PutSMSTemplate(ctx, t, create, people.NewChange(author(ctx), "sms_template_changed", "sms-template:"+id))
	if err != nil {
		return nil, err
	}
	return s.templateOut(ctx, t)
}
