package web

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// takeBack makes every PUT take what the GET of the same thing, or of the list that it
// stands in, has shown: what cannot be changed may stand in the body, and is not looked
// at.
func (s *Server) takeBack() {
	api := s.api.OpenAPI()
	schemas := api.Components.Schemas
	for path, item := range api.Paths {
		if item.Put == nil || item.Put.RequestBody == nil || item.Put.RequestBody.Content["application/json"] == nil {
			continue
		}
		get := item.Get
		if get == nil && strings.HasSuffix(path, "}") {
			if list := api.Paths[path[:strings.LastIndexByte(path, '/')]]; list != nil {
				get = list.Get
			}
		}
		if get == nil {
			continue
		}
		if m := get.Responses["200"]; m != nil && m.Content["application/json"] != nil {
			view := one(schemas, m.Content["application/json"].Schema, item.Get == nil)
			accept(schemas, solid(schemas, item.Put.RequestBody.Content["application/json"].Schema), view)
		}
	}
}

// solid follows a reference.
func solid(all huma.Registry, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = all.SchemaFromRef(s.Ref)
	}
	return s
}

// one is the thing of a view: itself, or of a list what stands in it.
func one(all huma.Registry, s *huma.Schema, listed bool) *huma.Schema {
	s = solid(all, s)
	if listed && s != nil && s.Type == huma.TypeObject {
		s = solid(all, s.Properties["items"]) // of a page
	}
	if listed && s != nil {
		s = solid(all, s.Items)
	}
	return s
}

// accept adds to what is written the properties that only the view has.
func accept(all huma.Registry, written, view *huma.Schema) {
	if written == nil || view == nil || written == view {
		return
	}
	if written.Type == huma.TypeArray && view.Type == huma.TypeArray {
		accept(all, solid(all, written.Items), solid(all, view.Items))
		return
	}
	if written.Type != huma.TypeObject || view.Type != huma.TypeObject || written.Properties == nil {
		return
	}
	for name, p := range view.Properties {
		if own := written.Properties[name]; own != nil {
			accept(all, solid(all, own), solid(all, p))
			continue
		}
		shown := *p
		if shown.Ref != "" { // what stands beside a reference is not read
			shown = huma.Schema{AllOf: []*huma.Schema{p}}
		}
		shown.ReadOnly = true
		written.Properties[name] = &shown
	}
	written.PrecomputeMessages()
}
