package config

import (
	"encoding"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/callfloor/callfloor/centre"
)

// Describe writes every key with its type, default and meaning.
func Describe(w io.Writer) error {
	p := &printer{w: w}
	p.describe(reflect.TypeFor[Config](), "")
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) describe(t reflect.Type, path string) {
	for f := range t.Fields() {
		name := join(path, yamlName(f))
		ft := f.Type
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		p.printf("%s  (%s%s)\n    %s\n", name, typeName(ft), ifSet(", default ", defaultOf(f)), f.Tag.Get("doc"))
		if e := f.Tag.Get("enum"); e != "" {
			p.printf("    allowed: %s\n", strings.ReplaceAll(e, ",", ", "))
		}
		switch {
		case isText(ft):
		case ft.Kind() == reflect.Struct:
			p.describe(ft, name)
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct:
			p.describe(ft.Elem(), name+"[]")
		case ft.Kind() == reflect.Map:
			p.describe(ft.Elem(), name+".<id>")
		}
	}
}

func ifSet(before, v string) string {
	if v == "" {
		return ""
	}
	return before + v
}

func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[centre.Duration]():
		return "time, such as 20s"
	case t == reflect.TypeFor[Ports]():
		return "port range"
	case t.Kind() == reflect.Slice:
		return "list"
	case t.Kind() == reflect.Map, t.Kind() == reflect.Struct:
		return "group"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "whole number"
}

// Example writes a commented file that works as it stands.
func Example(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Callfloor. Every key with its meaning: callfloor config describe\n")
	p.printf("# Check a file: callfloor config check FILE\n\n")
	p.plain(reflect.ValueOf(Default()).Elem(), "")
	p.printf("%s", exampleCentre)
	return p.err
}

// plain writes the keys that are not lists, with their defaults and comments.
func (p *printer) plain(v reflect.Value, indent string) {
	for f := range v.Type().Fields() {
		fv := v.FieldByIndex(f.Index)
		switch {
		case fv.Kind() == reflect.Slice:
		case fv.Kind() == reflect.Struct && !isText(fv.Type()):
			p.printf("\n%s# %s\n%s%s:\n", indent, f.Tag.Get("doc"), indent, yamlName(f))
			p.plain(fv, indent+"  ")
		default:
			text := fmt.Sprint(fv.Interface())
			if m, ok := fv.Interface().(encoding.TextMarshaler); ok {
				b, err := m.MarshalText()
				if err != nil && p.err == nil {
					p.err = err
				}
				text = string(b)
			}
			comment := ""
			if text == "" {
				comment = "# "
			}
			if strings.Contains(text, ":") {
				text = `"` + text + `"`
			}
			p.printf("%s# %s\n%s%s%s: %s\n", indent, f.Tag.Get("doc"), indent, comment, yamlName(f), text)
		}
	}
}

const exampleCentre = `
# Keys for programs: Authorization: Bearer KEY. Make one: openssl rand -hex 24
# api_keys:
#   - {name: crm, key: "…", role: administrator}

# Carriers. Calls from these addresses are calls of customers.
trunks:
  - name: carrier
    sources: ["127.0.0.0/8"]
    target: "sip:127.0.0.1:5090"

services:
  - id: orders
    name: {ko: 주문, en: Orders}
    numbers: ["15880001"]
    strategy: longest_idle
    service_level: 20s   # answered within this time counts in the service level
    target: 80           # percent
    ring: 15s
    wrap_up: 5s
    when_too_long: {do: message}
    max_wait: 10m

agents:
  - id: kim
    name: 김하나
    name_en: Hana Kim
    extension: "1001"    # the phone's user name too
    sip_password: "change-me-please-1001"
    services: {orders: 1} # the level: 1 is best
`

// defaultOf returns what a key is when it is left out. Times of the centre have
// it in the tag unset, as the API describes itself by the tag default.
func defaultOf(f reflect.StructField) string {
	if v := f.Tag.Get("unset"); v != "" {
		return v
	}
	return f.Tag.Get("default")
}
