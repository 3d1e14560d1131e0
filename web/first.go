package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// What a desk shows first is written into its page, so that its modules find it there
// and wait for no further answer: who is logged in, and the frames that a live
// connection begins with. A page without it asks for both.
const (
	firstWithin = 100 * time.Millisecond // to read the floor
	mostFirst   = 256 << 10              // bytes, before they are compressed; more comes over the live connection
)

// topicsOfDesk are what the first view of a desk is made of.
var topicsOfDesk = []string{"agents", "calls", "colleagues", "services"}

// First is what a desk shows first.
type First struct {
	User   Account           `json:"user"`
	Frames []json.RawMessage `json:"frames"`
}

// desk serves the page of the desk.
func (s *Server) desk(w http.ResponseWriter, r *http.Request) {
	s.letFrame(w.Header())
	data, err := s.first(r.Context())
	if err != nil {
		s.Log.Warn().Err(fault.WithCause(err)).Msg("the page of a desk is served without what it shows first")
	}
	if err != nil || data == nil {
		w.Header().Set("Cache-Control", "no-cache")
		s.serve(w, r, "desk.html")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding")
	page := bytes.Replace(s.pageOf("desk.html").data, []byte("<body>"), append([]byte(`<body><script type="application/json" id="first">`), data...), 1)
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		if zipped := zip(page, gzip.BestSpeed); zipped != nil { // no secret is in it: names, states, masked numbers
			w.Header().Set("Content-Encoding", "gzip")
			page = zipped
		}
	}
	w.Write(page) //nolint:errcheck // the client is gone
}

// first encodes what the desk of who asks shows first, with the end of its element; nil
// for who has no desk, and where it is too much.
func (s *Server) first(ctx context.Context) ([]byte, error) {
	id := who(ctx)
	if id.Kind != "user" || id.Agent == "" || id.Confined != "" {
		return nil, nil
	}
	for _, name := range topicsOfDesk {
		if topics[name].allow(id, "live") != nil {
			return nil, nil
		}
	}
	serves, err := s.scope(ctx)
	if err != nil {
		return nil, err
	}
	soon, cancel := context.WithTimeout(ctx, firstWithin)
	defer cancel()
	frames, err := s.Live.First(soon, topicsOfDesk, scopeOf(id, serves))
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(First{User: s.account(ctx, id), Frames: frames}) // < is written as \u003c: nothing ends the element
	if err != nil || len(data) > mostFirst {
		return nil, err
	}
	return append(data, "</script>"...), nil
}
