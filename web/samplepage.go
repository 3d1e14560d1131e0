package web

import (
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/centre"
)

// SamplePath is the page on which web masters try the chat out.
const SamplePath = "/chat/sample"

// What sample.html says in place of the site and of the program's address.
const (
	sampleTag  = `data-site="demo"`
	sampleBase = `https://centre.example.com/`
)

// sample serves the page on which web masters try the chat of a site out: the one that the
// address names, else the site demo, else the first. It is a page of our own origin, which
// every site allows. It is in the language that the address asks for (lang=ko, lang=en), else
// in the centre's.
func (s *Server) sample(w http.ResponseWriter, r *http.Request) {
	site, ok := sampleSite(s.Centre.ChatSites(), r.URL.Query().Get("site"))
	file, err := fs.ReadFile(s.UI, "widget/sample.html")
	if !ok || err != nil {
		s.missing(w, r)
		return
	}
	language := r.URL.Query().Get("lang")
	if language != "ko" && language != "en" {
		language = s.Centre.Profile().Language
	}
	page := strings.NewReplacer(
		sampleTag, fmt.Sprintf(`data-site="%s"`, html.EscapeString(site)),
		sampleBase, html.EscapeString(s.base(r)+"/"),
		`<html lang="ko">`, fmt.Sprintf(`<html lang="%s">`, html.EscapeString(language)),
	).Replace(string(file))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	io.WriteString(w, page) //nolint:errcheck // the client is gone
}

// sampleSite is the site of the page; false where there is none.
func sampleSite(list []centre.ChatSite, asked string) (string, bool) {
	named := func(id string) bool {
		return slices.ContainsFunc(list, func(c centre.ChatSite) bool { return c.ID == id })
	}
	switch {
	case asked != "":
		return asked, named(asked)
	case named("demo"):
		return "demo", true
	case len(list) > 0:
		return list[0].ID, true
	}
	return "", false
}
