package web

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// Every request and every answer of success in the description of the API has an
// example, which is as its schema says.
func TestExamplesFitTheirSchemas(t *testing.T) {
	s := newSite(t)
	api := s.web.api.OpenAPI()
	requests, answers := 0, 0
	check := func(what string, m *huma.MediaType, mode huma.ValidateMode) {
		data, err := json.Marshal(m.Example)
		var v any
		if err != nil || m.Example == nil || json.Unmarshal(data, &v) != nil {
			t.Errorf("%s has no example (%v)", what, err)
			return
		}
		for _, field := range empty("", v) {
			t.Errorf("the example of %s has nothing for %q: write it into examples.json", what, field)
		}
		var res huma.ValidateResult
		huma.Validate(api.Components.Schemas, m.Schema, huma.NewPathBuffer([]byte{}, 0), mode, v, &res)
		if len(res.Errors) > 0 {
			t.Errorf("the example of %s: %v\n%s", what, res.Errors, data)
		}
		if os.Getenv("SHOW_EXAMPLES") != "" {
			fmt.Printf("%s %s\n", what, data)
		}
	}
	for path, item := range api.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			if op.RequestBody != nil {
				for _, m := range op.RequestBody.Content {
					requests++
					check("the request of "+method+" "+path+" ("+op.OperationID+")", m, huma.ModeWriteToServer)
				}
			}
			for code, r := range op.Responses {
				for _, m := range r.Content {
					if code[0] == '2' {
						answers++
						check("the answer of "+method+" "+path+" ("+op.OperationID+")", m, huma.ModeReadFromServer)
					}
				}
			}
		}
	}
	if requests < 50 || answers < 90 {
		t.Fatalf("only %d requests and %d answers are looked at", requests, answers)
	}
}

// empty are the fields of a value that are texts and say nothing.
func empty(at string, v any) (list []string) {
	switch v := v.(type) {
	case string:
		if v == "" {
			list = append(list, at)
		}
	case map[string]any:
		for k, x := range v {
			if k == "ready" || k == "refusing" { // empty where all is well
				continue
			}
			list = append(list, empty(at+"."+k, x)...)
		}
	case []any:
		for _, x := range v {
			list = append(list, empty(at+"[]", x)...)
		}
	}
	return list
}

// described checks a real answer against what the description of the API says of it.
func (s *site) described(t *testing.T, method, path, data string) {
	t.Helper()
	path, _, _ = strings.Cut("/api/v1"+path, "?")
	api := s.web.api.OpenAPI()
	for pattern, item := range api.Paths {
		op := map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "DELETE": item.Delete}[method]
		if op == nil || !covers(pattern, path) || pattern != path && api.Paths[path] != nil { // what has no names in it goes before
			continue
		}
		for code, r := range op.Responses {
			m := r.Content["application/json"]
			if code[0] != '2' || m == nil {
				continue
			}
			var v any
			if err := json.Unmarshal([]byte(data), &v); err != nil {
				t.Errorf("%s %s: %v", method, path, err)
				continue
			}
			var res huma.ValidateResult
			huma.Validate(api.Components.Schemas, m.Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, v, &res)
			if len(res.Errors) > 0 {
				t.Errorf("%s %s does not answer as it is described: %v\n%s", method, path, res.Errors, data)
			}
		}
	}
}

// covers reports whether a path is one of a pattern, such as /agents/{id}; what has no
// names in it goes before.
func covers(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !(strings.HasPrefix(a[i], "{") && b[i] != "history" && b[i] != "export") {
			return false
		}
	}
	return true
}
