package web

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// examples.json has, by name of a field, what stands in examples where the field has no
// example of its own, and by operation bodies of which only some fields go together.
//
//go:embed examples.json
var exampleData []byte

// examples are what the description of the API shows of requests and answers.
type examples struct {
	schemas huma.Registry

	Fields   map[string]any
	Requests map[string]any
	Answers  map[string]any
}

// addExamples gives every request and every answer of success an example.
func (s *Server) addExamples() {
	e := examples{schemas: s.api.OpenAPI().Components.Schemas}
	if err := json.Unmarshal(exampleData, &e); err != nil {
		panic("web: examples.json: " + err.Error()) // found by any test that builds a server
	}
	for _, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete} {
			if op != nil {
				e.add(op)
			}
		}
	}
}

func (e *examples) add(op *huma.Operation) {
	if op.RequestBody != nil {
		for _, m := range op.RequestBody.Content {
			m.Example = e.whole(e.Requests, op.OperationID, m.Schema, huma.ModeWriteToServer)
		}
	}
	for code, r := range op.Responses {
		if code[0] != '2' {
			continue
		}
		for _, m := range r.Content {
			m.Example = e.whole(e.Answers, op.OperationID, m.Schema, huma.ModeReadFromServer)
		}
	}
}

func (e *examples) whole(own map[string]any, operation string, s *huma.Schema, mode huma.ValidateMode) any {
	if v, ok := own[operation]; ok {
		return v
	}
	return e.of("", s, mode, 0)
}

// of is an example of a field of some name, or of a whole body.
func (e *examples) of(name string, s *huma.Schema, mode huma.ValidateMode, depth int) any {
	s = solid(e.schemas, s)
	if s == nil || depth > 8 {
		return nil
	}
	if len(s.AllOf) == 1 {
		s = solid(e.schemas, s.AllOf[0])
	}
	if len(s.Examples) > 0 {
		return s.Examples[0]
	}
	if v, ok := e.Fields[name]; ok && fits(v, s) {
		return v
	}
	switch s.Type {
	case huma.TypeArray:
		v := e.of(strings.TrimSuffix(name, "s"), s.Items, mode, depth+1)
		if _, is := v.(nothing); v == nil || is {
			return []any{}
		}
		return []any{v}
	case huma.TypeObject:
		return e.object(s, mode, depth)
	}
	return plain(name, s)
}

func (e *examples) object(s *huma.Schema, mode huma.ValidateMode, depth int) any {
	out := map[string]any{}
	for name, p := range s.Properties {
		kind := solid(e.schemas, p)
		if kind == nil || mode == huma.ModeWriteToServer && (p.ReadOnly || kind.ReadOnly) || mode == huma.ModeReadFromServer && (p.WriteOnly || kind.WriteOnly) {
			continue
		}
		v := e.of(name, p, mode, depth+1)
		if _, is := v.(nothing); v == nil || is && !slices.Contains(s.Required, name) {
			continue // what may be left out, and says nothing
		}
		out[name] = v
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		if v := e.of("", more, mode, depth+1); v != nil {
			out["orders"] = v
		}
	}
	return out
}

// plain is an example of a text, a number, or yes and no.
func plain(name string, s *huma.Schema) any {
	switch {
	case s.Default != nil:
		return s.Default
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeBoolean:
		return false
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	}
	switch {
	case s.Format == "date-time":
		return "2026-11-28T09:00:00Z"
	case s.Format == "date":
		return "2026-11-28"
	case s.Type == huma.TypeString:
		return nothing("")
	}
	return nil
}

// nothing is a text that nobody has written an example of.
type nothing string

// fits reports whether a value may stand for a field: of its type, and one of those
// that it allows.
func fits(v any, s *huma.Schema) bool {
	if len(s.Enum) > 0 {
		return slices.ContainsFunc(s.Enum, func(x any) bool { return fmt.Sprint(x) == fmt.Sprint(v) })
	}
	switch v := v.(type) {
	case string:
		return s.Type == huma.TypeString && s.Format == "" && (s.MaxLength == nil || len(v) <= *s.MaxLength)
	case bool:
		return s.Type == huma.TypeBoolean
	case float64:
		return (s.Type == huma.TypeInteger || s.Type == huma.TypeNumber) &&
			(s.Minimum == nil || v >= *s.Minimum) && (s.Maximum == nil || v <= *s.Maximum)
	case []any:
		return s.Type == huma.TypeArray && s.Items.Ref == ""
	case map[string]any:
		return s.Type == huma.TypeObject
	}
	return false
}
