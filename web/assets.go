package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
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
		a.zipped = zip(data)
	}
	v, _ := s.assets.LoadOrStore(name, a)
	return v.(*asset)
}

// zip compresses what everybody may read: nothing secret is in the same stream.
func zip(data []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
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

var (
	moduleOfPage = regexp.MustCompile(`<script type="module" src="(ui/[^"]+)"></script>`)
	importOf     = regexp.MustCompile(`(?m)(?:^|;)\s*(?:import|export)\b[^"'\x60;()]*"(\.[^"]+)"`)
)

// preload lets a page name every module that its own one imports, so that browsers
// ask for all of them at once and not one after the other.
func (s *Server) preload(page []byte) []byte {
	m := moduleOfPage.FindSubmatch(page)
	if m == nil {
		return page
	}
	var links strings.Builder
	for _, name := range s.modules(strings.TrimPrefix(string(m[1]), "ui/")) {
		fmt.Fprintf(&links, "\n<link rel=\"modulepreload\" href=\"ui/%s\">", name)
	}
	return bytes.Replace(page, m[0], append(slices.Clone(m[0]), links.String()...), 1)
}

// modules lists everything that a module imports, and what that imports.
func (s *Server) modules(first string) []string {
	seen, list := map[string]bool{first: true}, []string{}
	for next := []string{first}; len(next) > 0; next = next[1:] {
		data, err := fs.ReadFile(s.UI, next[0])
		if err != nil {
			continue // the browser will say so
		}
		for _, m := range importOf.FindAllSubmatch(data, -1) {
			name := path.Join(path.Dir(next[0]), string(m[1]))
			if !seen[name] {
				seen[name] = true
				list, next = append(list, name), append(next, name)
			}
		}
	}
	return list
}
