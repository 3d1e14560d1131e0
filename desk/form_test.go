package desk

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/fault"
)

func codes(err error) string {
	bad, _ := err.(FieldErrors) //nolint:errorlint // a test of that type
	var out []string
	for _, f := range bad {
		out = append(out, f.Field+" "+f.Code)
	}
	return strings.Join(out, ", ")
}

// A note is checked field by field against the form and the dispositions of its
// service.
func TestNoteCheck(t *testing.T) {
	low, high := 1.0, 10.0
	form := Form{DispositionRequired: true, NoteRequired: true, Fields: []Field{
		{Key: "order", Type: FieldText, Required: true, MaxLength: 5}, {Key: "kind", Type: FieldSelect, Options: []Option{{Value: "a"}, {Value: "b"}}},
		{Key: "count", Type: FieldNumber, Min: &low, Max: &high}, {Key: "day", Type: FieldDate}, {Key: "agreed", Type: FieldCheckbox, Required: true},
	}}
	tree := Dispositions{Items: []Disposition{
		{Code: "top", Name: Label{Ko: "단독"}}, {Code: "old", Unused: true},
		{Code: "group", Name: Label{Ko: "배송", En: "Delivery"}, Children: []SubClass{{Code: "late", Name: Label{Ko: "지연"}}, {Code: "gone", Unused: true}}},
	}}
	good := map[string]string{"order": "A-1", "agreed": "true"}
	with := func(k, v string) map[string]string {
		m := map[string]string{k: v}
		for a, b := range good {
			if _, set := m[a]; !set {
				m[a] = b
			}
		}
		return m
	}
	for name, tc := range map[string]struct {
		note Note
		want string
	}{
		"good":         {Note{Text: "x", Disposition: "late", Fields: good}, ""},
		"nothing":      {Note{}, "note required, disposition required, fields.order required, fields.agreed required"},
		"blank":        {Note{Text: " \n ", Disposition: "top", Fields: with("order", "  ")}, "note required, fields.order required"},
		"group":        {Note{Text: "x", Disposition: "group", Fields: good}, "disposition not_known"},
		"unused":       {Note{Text: "x", Disposition: "old", Fields: good}, "disposition not_known"},
		"unused child": {Note{Text: "x", Disposition: "gone", Fields: good}, "disposition not_known"},
		"too long":     {Note{Text: "x", Disposition: "top", Fields: with("order", "여섯글자이상")}, "fields.order too_long"},
		"no option":    {Note{Text: "x", Disposition: "top", Fields: with("kind", "c")}, "fields.kind not_an_option"},
		"no number":    {Note{Text: "x", Disposition: "top", Fields: with("count", "0x5")}, "fields.count not_a_number"},
		"comma":        {Note{Text: "x", Disposition: "top", Fields: with("count", "1,2")}, "fields.count not_a_number"},
		"short group":  {Note{Text: "x", Disposition: "top", Fields: with("count", "12,00")}, "fields.count not_a_number"},
		"long group":   {Note{Text: "x", Disposition: "top", Fields: with("count", "1234,567")}, "fields.count not_a_number"},
		"no group":     {Note{Text: "x", Disposition: "top", Fields: with("count", ",000")}, "fields.count not_a_number"},
		"commas only":  {Note{Text: "x", Disposition: "top", Fields: with("order", "1,2")}, ""},
		"grouped over": {Note{Text: "x", Disposition: "top", Fields: with("count", "12,000")}, "fields.count out_of_range"},
		"NaN":          {Note{Text: "x", Disposition: "top", Fields: with("count", "NaN")}, "fields.count not_a_number"},
		"over":         {Note{Text: "x", Disposition: "top", Fields: with("count", "10.5")}, "fields.count out_of_range"},
		"under":        {Note{Text: "x", Disposition: "top", Fields: with("count", "-1")}, "fields.count out_of_range"},
		"number":       {Note{Text: "x", Disposition: "top", Fields: with("count", "2.5")}, ""},
		"no date":      {Note{Text: "x", Disposition: "top", Fields: with("day", "2026-02-30")}, "fields.day not_a_date"},
		"unticked":     {Note{Text: "x", Disposition: "top", Fields: with("agreed", "false")}, "fields.agreed required"},
		"odd tick":     {Note{Text: "x", Disposition: "top", Fields: with("agreed", "yes")}, "fields.agreed not_an_option"},
		"unknown":      {Note{Text: "x", Disposition: "top", Fields: with("other", "1")}, "fields.other not_known"},
		"control":      {Note{Text: "x\x00", Disposition: "top", Fields: good}, "note not_known"},
		"long note":    {Note{Text: strings.Repeat("가", 10_001), Disposition: "top", Fields: good}, "note too_long"},
	} {
		_, label, err := tc.note.Check(form, tree)
		if got := codes(err); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: code %s", name, fault.Of(err))
		}
		if name == "good" && (label == nil || label.Ko != "배송 > 지연" || label.En != "Delivery > 지연") {
			t.Errorf("label %+v", label)
		}
	}
	form.Fields[2].Min, form.Fields[2].Max = nil, nil
	for typed, want := range map[string]string{"12,000": "12000", " 1,234,567.5 ": "1234567.5", "-1,000": "-1000", "12000": "12000", "0.25": "0.25"} {
		kept, _, err := Note{Text: "x", Disposition: "top", Fields: with("count", typed)}.Check(form, tree)
		if err != nil || kept.Fields["count"] != want {
			t.Errorf("%q is kept as %q, want %q, %v", typed, kept.Fields["count"], want, err)
		}
	}
	kept, _, err := Note{Text: "x", Disposition: "top", Fields: map[string]string{"order": " A ", "agreed": "true", "kind": ""}}.Check(form, tree)
	if err != nil || len(kept.Fields) != 2 || kept.Fields["order"] != "A" {
		t.Errorf("%+v %v", kept, err)
	}
}

// A form and a tree that cannot work are refused, with the place of the mistake.
func TestFormClean(t *testing.T) {
	one := 1.0
	two := 2.0
	for want, f := range map[string]Form{
		"": {Fields: []Field{{Key: "a", Label: Label{Ko: "가"}, Type: FieldText}}},
		"fields[0].key not_known, fields[0].label.ko required, fields[0].type not_an_option": {Fields: []Field{{Key: "A b", Type: "file"}}},
		"fields[1].key not_known":              {Fields: []Field{{Key: "a", Label: Label{Ko: "가"}, Type: FieldText}, {Key: "a", Label: Label{Ko: "나"}, Type: FieldDate}}},
		"fields[0].options required":           {Fields: []Field{{Key: "a", Label: Label{Ko: "가"}, Type: FieldSelect}}},
		"fields[0].options[1].value not_known": {Fields: []Field{{Key: "a", Label: Label{Ko: "가"}, Type: FieldSelect, Options: []Option{{Value: "1"}, {Value: "1"}}}}},
		"fields[0].max out_of_range":           {Fields: []Field{{Key: "a", Label: Label{Ko: "가"}, Type: FieldNumber, Min: &two, Max: &one}}},
		"fields too_long":                      {Fields: make([]Field, MostFormFields+1)},
	} {
		if got := codes(f.Clean()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for want, d := range map[string]Dispositions{
		"":                                    {Items: []Disposition{{Code: "a", Name: Label{Ko: "가"}, Children: []SubClass{{Code: "b", Name: Label{Ko: "나"}}}}}},
		"items[0].children[0].code not_known": {Items: []Disposition{{Code: "a", Name: Label{Ko: "가"}, Children: []SubClass{{Code: "a", Name: Label{Ko: "나"}}}}}},
		"items[0].code not_known, items[0].name.ko required": {Items: []Disposition{{Code: "가"}}},
	} {
		if got := codes(d.Clean()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A customer is kept in one form; what is wrong is said field by field.
func TestCustomerClean(t *testing.T) {
	c := Customer{Name: " 김하나 ", Phones: []Phone{{Number: "010-1234-5678", Label: " 집 "}, {Number: "+82 10 1234 5678"}}, Memo: "a\r\nb", Email: "a@example.com", BirthDate: "1990-05-17"}
	if err := c.Clean("KR"); err != nil || c.Name != "김하나" || len(c.Phones) != 1 || c.Phones[0] != (Phone{Number: "+821012345678", Label: "집"}) || c.Memo != "a\nb" {
		t.Errorf("%+v %v", c, err)
	}
	for want, c := range map[string]Customer{
		"name required":                 {Name: " "},
		"name not_known":                {Name: "a\x00"},
		"name too_long":                 {Name: strings.Repeat("가", 101)},
		"email not_an_email":            {Name: "a", Email: "Kim <a@example.com>"},
		"birth_date not_a_date":         {Name: "a", BirthDate: "17.5.1990"},
		"phones[1].number not_a_phone":  {Name: "a", Phones: []Phone{{Number: "010-1234-5678"}, {Number: "010-****-5678"}}},
		"phones too_long":               {Name: "a", Phones: make([]Phone, 11)},
		"fields too_long":               {Name: "a", Fields: many(31)},
		"fields required":               {Name: "a", Fields: map[string]string{" ": "x"}},
		"claim too_long, memo too_long": {Name: "a", Claim: strings.Repeat("x", 2001), Memo: strings.Repeat("x", 4001)},
	} {
		if got := codes(c.Clean("KR")); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func many(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[strings.Repeat("k", i+1)] = "v"
	}
	return m
}
