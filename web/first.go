package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// What a page shows first is written into it, so that its modules find it there and wait
// for no further answer: who is logged in, and the frames that a live connection begins
// with. A page without it asks for both.
const (
	firstWithin = 100 * time.Millisecond // to read the floor
	mostFirst   = 256 << 10              // bytes, before they are compressed; more comes over the live connection
)

// firstViews are the pages that come with what they show first, and the topics of which
// that is made for who asks; false: the page comes without.
var firstViews = map[string]func(Identity) (topics []string, ok bool){
	"desk.html": func(id Identity) ([]string, bool) {
		return []string{"agents", "calls", "colleagues", "services"}, id.Kind == "user" && id.Agent != ""
	},
	"floor.html": func(id Identity) ([]string, bool) {
		return []string{"agents", "calls", "services"}, id.Kind == "user" && id.Role != people.AgentRole
	},
	"callbacks.html": func(id Identity) ([]string, bool) {
		return []string{"colleagues"}, id.Kind == "user"
	},
	"wallboard.html": func(id Identity) ([]string, bool) {
		return []string{"agents", "services"}, id.Kind == "user" || id.Kind == "display"
	},
	"home.html": func(id Identity) ([]string, bool) {
		if id.Role == people.Administrator { // sees the notice of the wallboards
			return []string{"services"}, id.Kind == "user"
		}
		return nil, id.Kind == "user"
	},
	"admin.html": func(id Identity) ([]string, bool) { return nil, id.Kind == "user" },
	"sms.html":   func(id Identity) ([]string, bool) { return nil, id.Kind == "user" },
	// Rooms of chats come over the live connection.
	"chat.html":      func(id Identity) ([]string, bool) { return nil, id.Kind == "user" },
	"monitor.html":   func(id Identity) ([]string, bool) { return nil, id.Kind == "user" },
	"supervise.html": func(id Identity) ([]string, bool) { return nil, id.Kind == "user" },
}

// First is what a page shows first.
type First struct {
	User   *Account          `json:"user,omitempty"` // nil: a display
	Frames []json.RawMessage `json:"frames,omitempty"`
	// Services is what GET /services answers, with which the administration begins.
	Services []ServiceView `json:"services,omitempty"`
}

// withFirst serves a page with what it shows first, to who may see that.
func (s *Server) withFirst(w http.ResponseWriter, r *http.Request, file string) {
	data, err := s.first(r, file)
	if err != nil {
		s.Log.Warn().Err(fault.WithCause(err)).Str("page", file).Msg("a page is served without what it shows first")
	}
	if err != nil || data == nil {
		w.Header().Set("Cache-Control", "no-cache")
		s.serve(w, r, file)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding")
	page := bytes.Replace(s.pageOf(file).data, []byte("<body>"), append([]byte(`<body><script type="application/json" id="first">`), data...), 1)
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		if zipped := zip(page, gzip.BestSpeed); zipped != nil { // no secret is in it: names, states, masked numbers, settings of services
			w.Header().Set("Content-Encoding", "gzip")
			page = zipped
		}
	}
	w.Write(page) //nolint:errcheck // the client is gone
}

// first encodes what a page shows first to who asks, with the end of its element; nil for
// who is not shown it, and where it is too much.
func (s *Server) first(r *http.Request, file string) ([]byte, error) {
	ctx := r.Context()
	id := who(ctx)
	names, ok := firstViews[file](id)
	if !ok || id.Confined != free {
		return nil, nil
	}
	var first First
	if id.Kind == "user" {
		account := s.account(ctx, id)
		first.User = &account
	}
	if len(names) > 0 {
		frames, err := s.firstFrames(ctx, id, file, names, r)
		if err != nil || frames == nil {
			return nil, err
		}
		first.Frames = frames
	}
	if file == "admin.html" && id.Role == people.Administrator {
		list, err := s.serviceViews(ctx)
		if err != nil {
			return nil, err
		}
		first.Services = list
	}
	data, err := json.Marshal(first) // < is written as \u003c: nothing ends the element
	if err != nil || len(data) > mostFirst {
		return nil, err
	}
	return append(data, "</script>"...), nil
}

// firstFrames are the frames with which the live connection of a page begins; nil for who
// may not have it.
func (s *Server) firstFrames(ctx context.Context, id Identity, file string, names []string, r *http.Request) ([]json.RawMessage, error) {
	if slices.ContainsFunc(names, func(name string) bool { return topics[name].allow(id, "live") != nil }) {
		return nil, nil
	}
	serves, err := s.scope(ctx)
	if err != nil {
		return nil, err
	}
	scope := scopeOf(id, serves)
	if file == "wallboard.html" { // needs a CTI connection; its address names services
		if s.connected(ctx, id) != nil {
			return nil, nil
		}
		scope = narrowed(scope, serves, r.URL.Query().Get("services"))
	}
	soon, cancel := context.WithTimeout(ctx, firstWithin)
	defer cancel()
	return s.Live.First(soon, names, scope)
}
