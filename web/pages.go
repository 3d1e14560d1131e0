package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/web/join"
)

// pages serves the browser's files: one HTML file a page, modules and styles
// under /ui/.
func (s *Server) pages() {
	for pattern, file := range map[string]string{
		"GET /{$}":       "home.html",
		"GET /login":     "login.html",
		"GET /setup":     "setup.html",
		"GET /floor":     "floor.html",
		"GET /admin":     "admin.html",
		"GET /wallboard": "wallboard.html",
		"GET /desk":      "desk.html",
		"GET /sms":       "sms.html",
		"GET /callbacks": "callbacks.html",
		"GET /chat":      "chat.html",
		"GET /monitor":   "monitor.html",
		"GET /supervise": "supervise.html",

		"GET /callback-form": "callback.html",
	} {
		s.handle(pattern, "page", s.page(file))
	}
	s.handle("GET /embed.js", "page", s.forOthers("embed/callfloor.js"))
	s.handle("GET /client.js", "page", s.forOthers("embed/client.js"))
	s.handle("GET /callback.js", "page", s.forOthers("embed/callback.js"))
	s.handle("GET "+widgetPath, "page", s.widget)
	s.handle("GET "+SamplePath, "page", s.sample)
	s.handle("GET /callback/form", "page", func(w http.ResponseWriter, r *http.Request) { // as people write it
		to := "../callback-form"
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	})
	s.handle("GET /ui/", "page", s.file)
	s.handle("/", "page", s.missing)
	s.handle("GET /api/v1/health", "health", s.health)
	s.handle("GET /api/v1/openapi.json", "openapi", s.description("application/vnd.oai.openapi+json", func() ([]byte, error) {
		return json.Marshal(s.api.OpenAPI())
	}))
	s.handle("GET /api/v1/openapi.yaml", "openapi", s.description("application/vnd.oai.openapi", s.OpenAPI))
	s.handle("/api/", "page", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, fault.New(fault.NotFound, "there is no %s %s: see /api/v1/openapi.json", r.Method, r.URL.Path))
	})
}

// description serves the description of the API, made when it is first asked for.
func (s *Server) description(kind string, encode func() ([]byte, error)) http.HandlerFunc {
	once := sync.OnceValues(encode)
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := once()
		if err != nil {
			writeProblem(w, s.internal("openapi", err))
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Write(data) //nolint:errcheck // the client is gone
	}
}

func (s *Server) page(file string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if token := r.URL.Query().Get("token"); token != "" && file == "wallboard.html" {
			s.openDisplay(w, r, token)
			return
		}
		if key := framed[file]; key != "" {
			s.letFrame(w.Header(), s.origins(key))
		}
		if firstViews[file] != nil {
			s.withFirst(w, r, file)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		s.serve(w, r, file)
	}
}

// framed are the pages that others may show in a frame, and the setting with the origins
// that are allowed to.
var framed = map[string]string{"desk.html": centre.SetFrameOrigins, "login.html": centre.SetFrameOrigins, "callback.html": centre.SetFormOrigins}

// origins are those of a setting.
func (s *Server) origins(key string) []string { return centre.SplitList(s.Centre.Setting(key)) }

// letFrame lets origins show a page in a frame.
func (s *Server) letFrame(h http.Header, origins []string) {
	if len(origins) == 0 {
		return
	}
	h.Set("Content-Security-Policy", strings.Replace(csp, "frame-ancestors 'none'", "frame-ancestors 'self' "+strings.Join(origins, " "), 1))
	h.Del("Cross-Origin-Opener-Policy")
}

// forOthers serves a script that pages of other sites load.
func (s *Server) forOthers(file string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		w.Header().Set("Access-Control-Allow-Origin", "*") // modules are asked for so; it is the same for everybody
		s.serve(w, r, file)
	}
}

// widget serves the chat that pages of other sites load, as one script.
func (s *Server) widget(w http.ResponseWriter, r *http.Request) {
	a := s.asset("chat/widget.js", "text/javascript; charset=utf-8", func() []byte {
		js, err := join.Script(s.UI, "widget/main.js")
		if err != nil {
			s.Log.Error().Err(err).Msg("the chat for other sites cannot be joined")
		}
		return js
	})
	if len(a.data) == 0 {
		s.missing(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "max-age=300") // sites name it without a version
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
	s.send(w, r, a)
}

// openDisplay turns a display's link into a cookie, so that the token does not
// stay in the address line and in histories.
func (s *Server) openDisplay(w http.ResponseWriter, r *http.Request, token string) {
	list := s.cookies(displayCookie(s.cfg.Secure), token, 400*24*time.Hour)
	switch _, err := s.People.DisplayTokenByHash(r.Context(), people.HashToken(token)); {
	case err == nil:
	case fault.Of(err) == fault.NotFound:
		list = s.cookies(displayCookie(s.cfg.Secure), "", -time.Second) // the page itself says that it may not show anything
	default:
		writeProblem(w, s.internal("display-open", err))
		return
	}
	for i := range list {
		http.SetCookie(w, &list[i])
	}
	q := r.URL.Query()
	q.Del("token")
	to := "/wallboard"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// file serves /ui/...; names carry no version but those of joined files, so browsers
// ask each time whether they are current.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/ui/")
	if joined, ok := strings.CutPrefix(name, join.Path); ok {
		s.joined(w, r, joined)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	s.serve(w, r, name)
}

// missing answers for an address that has nothing: a page to a browser that asks
// for one, else a line.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	page, err := fs.ReadFile(s.UI, "missing.html")
	if err != nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	w.Write(page) //nolint:errcheck // the client is gone
}

// serve answers with a file; a page says in its first tag what the centre is
// called and which language it speaks.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, name string) {
	data, err := fs.ReadFile(s.UI, name)
	if err != nil || strings.HasSuffix(name, ".go") {
		s.missing(w, r)
		return
	}
	if path.Ext(name) == ".html" {
		s.send(w, r, s.pageOf(name))
		return
	}
	s.send(w, r, s.asset(name, mime.TypeByExtension(path.Ext(name)), func() []byte { return data }))
}

// pageOf returns a page that is there, with what it says in its first tag.
func (s *Server) pageOf(name string) *asset {
	p := s.Centre.Profile()
	own := fmt.Sprintf(`<html lang="%s" data-centre="%s"`, html.EscapeString(p.Language), html.EscapeString(p.Name))
	if origins := s.origins(centre.SetFrameOrigins); framed[name] == centre.SetFrameOrigins && len(origins) > 0 {
		own += fmt.Sprintf(` data-frame-origins="%s"`, html.EscapeString(strings.Join(origins, " ")))
	}
	return s.asset(name+own, mime.TypeByExtension(".html"), func() []byte {
		return bytes.Replace(s.joint(name).HTML, []byte(`<html lang="ko"`), []byte(own), 1)
	})
}

// health answers the displays' question whether a reload would succeed.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	status := "ok"
	if err := s.Ready(); err != nil {
		status = "unavailable"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(map[string]string{"status": status, "build": s.cfg.Build}) //nolint:errcheck // the client is gone
}
