package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/web/join"
)

// asset is a file as browsers get it. It is made when it is first asked for; files
// do not change while the program runs.
type asset struct {
	kind    string // Content-Type
	etag    string
	data    []byte
	zipped  []byte // nil where that saves nothing
	zipETag string
}

// leastZipped is the size in bytes from which files are compressed.
const leastZipped = 512

// asset returns the file of a name, made when it is new; a name means the same
// content always.
func (s *Server) asset(name, kind string, make func() []byte) *asset {
	if v, ok := s.assets.Load(name); ok {
		return v.(*asset)
	}
	data := make()
	h := sha256.Sum256(data)
	sum := hex.EncodeToString(h[:12])
	a := &asset{kind: kind, data: data, etag: `"` + sum + `"`, zipETag: `"` + sum + `-gz"`}
	if text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "svg"); text && len(data) >= leastZipped {
		a.zipped = zip(data, gzip.BestCompression)
	}
	v, _ := s.assets.LoadOrStore(name, a)
	return v.(*asset)
}

// zip compresses what everybody may read, or what holds no secret beside what others
// may have put into it: sizes tell.
func zip(data []byte, level int) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil
	}
	if _, err := z.Write(data); err != nil || z.Close() != nil {
		return nil
	}
	return b.Bytes()
}

// send answers with a file, compressed for who takes that.
func (s *Server) send(w http.ResponseWriter, r *http.Request, a *asset) {
	h := w.Header()
	if a.kind != "" { // else it is told by its first bytes
		h.Set("Content-Type", a.kind)
	}
	data, etag := a.data, a.etag
	if a.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			data, etag = a.zipped, a.zipETag
		}
	}
	h.Set("ETag", etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// takesGzip reads Accept-Encoding: gzip is named and not refused by q=0.
func takesGzip(accepted string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		coding, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return !strings.HasPrefix(strings.ReplaceAll(q, " ", ""), "q=0") || strings.ContainsAny(q, "123456789")
		}
	}
	return false
}

// joint returns a page joined, made when it is first asked for. A page that cannot be
// joined is served as it is written, one request a module.
func (s *Server) joint(name string) join.Page {
	once, _ := s.joints.LoadOrStore(name, sync.OnceValue(func() join.Page {
		j, err := join.Join(s.UI, name)
		if err != nil {
			s.Log.Error().Err(err).Str("page", name).Msg("the modules of a page cannot be joined")
			j, _ = join.Unjoined(s.UI, name) //nolint:errcheck // a page without icons is one too
		}
		return j
	}))
	return once.(func() join.Page)()
}

// joined serves a file of a joined page; its content never changes under its name.
func (s *Server) joined(w http.ResponseWriter, r *http.Request, name string) {
	page, _, _ := strings.Cut(name, "-")
	if _, err := fs.Stat(s.UI, page+".html"); err != nil {
		s.missing(w, r)
		return
	}
	data, ok := s.joint(page + ".html").Files[name]
	if !ok {
		s.missing(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	s.send(w, r, s.asset(join.Path+name, mime.TypeByExtension(path.Ext(name)), func() []byte { return data }))
}
