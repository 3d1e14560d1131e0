package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostFormFields bounds a form.
const MostFormFields = 40

// The types of fields.
const (
	FieldText     = "text"
	FieldSelect   = "select"
	FieldNumber   = "number"
	FieldDate     = "date"
	FieldCheckbox = "checkbox"
)

// Form says what agents fill in after a call of a service. Service "" is the form
// of services that have none of their own.
type Form struct {
	Service             string  `json:"service" readOnly:"true" doc:"empty: the form of every service without one of its own"`
	DispositionRequired bool    `json:"disposition_required,omitempty"`
	NoteRequired        bool    `json:"note_required,omitempty"`
	Fields              []Field `json:"fields" maxItems:"40"`
	Version             int64   `json:"version" doc:"of what was loaded; 0 where there was none" minimum:"0"`
}

// Field is one field of a form.
type Field struct {
	Key       string   `json:"key" doc:"name in the note's fields" minLength:"1" maxLength:"40" pattern:"^[a-z0-9_]+$" patternDescription:"small letters, digits and _" example:"order_no"`
	Label     Label    `json:"label"`
	Type      string   `json:"type" enum:"text,select,number,date,checkbox"`
	Required  bool     `json:"required,omitempty" doc:"of a checkbox: it must be ticked"`
	Options   []Option `json:"options,omitempty" doc:"of a select" maxItems:"100"`
	MaxLength int      `json:"max_length,omitempty" doc:"of a text; 0 is 2000" minimum:"0" maximum:"2000"`
	Min       *float64 `json:"min,omitempty" doc:"of a number"`
	Max       *float64 `json:"max,omitempty" doc:"of a number"`
}

// Option is one choice of a select.
type Option struct {
	Value string `json:"value" minLength:"1" maxLength:"60"`
	Label Label  `json:"label"`
}

var fieldKey = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// Clean checks a form that somebody wrote.
func (f *Form) Clean() error {
	var bad FieldErrors
	if len(f.Fields) > MostFormFields {
		bad.add("fields", "too_long", "are more than %d", MostFormFields)
		return bad
	}
	seen := map[string]bool{}
	for i, d := range f.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		if !fieldKey.MatchString(d.Key) {
			bad.add(at+".key", "not_known", "use small letters, digits and _")
		}
		if seen[d.Key] {
			bad.add(at+".key", "not_known", "%q is used twice", d.Key)
		}
		seen[d.Key] = true
		if strings.TrimSpace(d.Label.Ko) == "" {
			bad.add(at+".label.ko", "required", "is missing")
		}
		if !slices.Contains([]string{FieldText, FieldSelect, FieldNumber, FieldDate, FieldCheckbox}, d.Type) {
			bad.add(at+".type", "not_an_option", "is text, select, number, date or checkbox")
		}
		if d.Type == FieldSelect && len(d.Options) == 0 {
			bad.add(at+".options", "required", "a select needs options")
		}
		values := map[string]bool{}
		for j, o := range d.Options {
			if o.Value == "" || values[o.Value] {
				bad.add(fmt.Sprintf("%s.options[%d].value", at, j), "not_known", "must be there, and not twice")
			}
			values[o.Value] = true
		}
		if d.Min != nil && d.Max != nil && *d.Min > *d.Max {
			bad.add(at+".max", "out_of_range", "is below min")
		}
	}
	return bad.Err()
}

// grouped is a number in groups of three digits, as people write 12,000.
var grouped = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)

// check returns the values of the form's fields as they are kept; numbers without
// the commas between their groups.
func (f Form) check(values map[string]string, bad *FieldErrors) map[string]string {
	out := map[string]string{}
	for _, d := range f.Fields {
		v := strings.TrimSpace(values[d.Key])
		if d.Type == FieldCheckbox && v != "true" && (v == "" || v == "false") {
			v = ""
		}
		at := "fields." + d.Key
		if d.Type == FieldNumber && grouped.MatchString(v) {
			v = strings.ReplaceAll(v, ",", "")
		}
		if v == "" {
			if d.Required {
				bad.add(at, "required", "is missing")
			}
			continue
		}
		d.value(at, v, bad)
		out[d.Key] = v
	}
	for k := range values {
		if !slices.ContainsFunc(f.Fields, func(d Field) bool { return d.Key == k }) {
			bad.add("fields."+k, "not_known", "the form has no such field")
		}
	}
	return out
}

// value checks one value that is there.
func (d Field) value(at, v string, bad *FieldErrors) {
	switch d.Type {
	case FieldText:
		most := d.MaxLength
		if most == 0 {
			most = 2000
		}
		if utf8.RuneCountInString(v) > most {
			bad.add(at, "too_long", "is longer than %d characters", most)
		} else {
			bad.text(at, v, most, true)
		}
	case FieldSelect:
		if !slices.ContainsFunc(d.Options, func(o Option) bool { return o.Value == v }) {
			bad.add(at, "not_an_option", "%q is none of the options", v)
		}
	case FieldNumber:
		n, err := strconv.ParseFloat(v, 64)
		switch {
		case err != nil || strings.ContainsAny(v, "xXpPnNiI_"): // hex, NaN and Inf are no numbers to people
			bad.add(at, "not_a_number", "%q is not a number", v)
		case d.Min != nil && n < *d.Min:
			bad.add(at, "out_of_range", "is under %v", *d.Min)
		case d.Max != nil && n > *d.Max:
			bad.add(at, "out_of_range", "is over %v", *d.Max)
		}
	case FieldDate:
		if !isDate(v) {
			bad.add(at, "not_a_date", "write it like 2026-11-28")
		}
	case FieldCheckbox:
		if v != "true" {
			bad.add(at, "not_an_option", "is true or false")
		}
	}
}
