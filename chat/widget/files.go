package widget

import (
	"bytes"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // sizes of images
	_ "image/jpeg" // sizes of images
	_ "image/png"  // sizes of images
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// fileTypes are what may be sent, by content.
var fileTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"}

const (
	fileKeyFor       = 48 * time.Hour
	transcriptKeyFor = 7 * 24 * time.Hour
	widest           = 12_000 // pixels of a side
	mostUploading    = 16     // files that are read at once
	uploadingFrom    = 4      // of these, from one address: who sends slowly holds up few
)

// unsent bounds what waits for a message that names it (W-23): of one visitor what two messages
// hold, for who takes files out again and chooses others.
var unsent = chat.UnsentLimits{Files: 2 * mostFiles, Bytes: 1 << 30}

// ErrUnsupported says that a file is of no type that may be sent.
var ErrUnsupported = fault.New(fault.Invalid, "this type of file cannot be sent: JPEG, PNG, GIF, WebP and PDF can")

// Examine tells what a file is by its content, for customers' and agents' files alike.
func Examine(name string, data []byte) (chat.File, error) {
	f := chat.File{Name: tidy(name), Size: len(data), Type: http.DetectContentType(data)}
	if !slices.Contains(fileTypes, f.Type) {
		return f, ErrUnsupported
	}
	if f.Type == "image/webp" {
		f.Width, f.Height = webpSize(data)
	} else if strings.HasPrefix(f.Type, "image/") {
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return f, ErrUnsupported
		}
		f.Width, f.Height = c.Width, c.Height
	}
	if f.Width > widest || f.Height > widest {
		return f, fault.New(fault.Invalid, "the image has %d by %d pixels: %d each way are allowed", f.Width, f.Height, widest)
	}
	return f, nil
}

// webpSize reads the size of a WebP image (RFC 9649 section 2.5 to 2.7); 0 where it is not
// written as expected.
func webpSize(b []byte) (width, height int) {
	if len(b) < 30 {
		return 0, 0
	}
	switch string(b[12:16]) {
	case "VP8 ":
		return int(b[26]) | int(b[27]&0x3f)<<8, int(b[28]) | int(b[29]&0x3f)<<8
	case "VP8L":
		v := uint32(b[21]) | uint32(b[22])<<8 | uint32(b[23])<<16 | uint32(b[24])<<24
		return int(v&0x3fff) + 1, int(v>>14&0x3fff) + 1
	case "VP8X":
		return int(b[24]) | int(b[25])<<8 | int(b[26])<<16 + 1, int(b[27]) | int(b[28])<<8 | int(b[29])<<16 + 1
	}
	return 0, 0
}

// tidy makes a name harmless: its last part, one line, 100 characters.
func tidy(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"/\|?*`, r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 100 {
		name = string(r[len(r)-100:])
	}
	if name == "" || name == "." || name == "_" {
		return "file"
	}
	return name
}

// upload takes a file of a visitor.
func (h *Handler) upload(w http.ResponseWriter, r *http.Request) {
	v, err := h.bearer(r)
	if fault.Is(err, fault.Denied) {
		cors(w, r)
		problem(w, http.StatusUnauthorized, "denied", "the token is not known")
		return
	}
	if err != nil {
		h.failed(w, err)
		return
	}
	if _, ok := h.site(w, r, v.Account); !ok {
		return
	}
	if wait := h.files.take(network(h.opt.Address(r)), mostUploads, ratesWithin, h.opt.Now()); wait > 0 {
		tooMany(w, wait)
		return
	}
	if v.Block != nil {
		problem(w, http.StatusForbidden, "denied", "no messages are taken")
		return
	}
	from := network(h.opt.Address(r))
	if !h.uploading.begin(from) {
		w.Header().Set("Retry-After", "5")
		problem(w, http.StatusServiceUnavailable, "overloaded", "too many files at once: try again in some seconds")
		return
	}
	defer h.uploading.end(from)
	data, err := io.ReadAll(http.MaxBytesReader(w, Patient(w, r.Body), chat.MaxFileBytes))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		problem(w, http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("a file has %d bytes at most", chat.MaxFileBytes))
		return
	case err != nil || len(data) == 0:
		problem(w, http.StatusBadRequest, "invalid", "there is no file")
		return
	}
	f, err := Examine(r.URL.Query().Get("name"), data)
	if err != nil {
		problem(w, http.StatusUnsupportedMediaType, "unsupported", err.Error())
		return
	}
	f.ID = "f_" + h.opt.NewID()
	switch err := h.opt.Store.ChatAddUnsent(r.Context(), chat.StoredFile{File: f, At: acd.At(h.opt.Now()), By: "visitor:" + string(v.ID), Data: data}, unsent); {
	case errors.Is(err, chat.ErrUnsentFiles):
		w.Header().Set("Retry-After", "60")
		problem(w, http.StatusTooManyRequests, "overloaded", "send the files that wait first")
		return
	case err != nil:
		h.failed(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(h.shownFile(f)) //nolint:errcheck // the client is gone
}

// fileShown is a file as the widget gets it.
type fileShown struct {
	chat.File
	URL string `json:"url"`
}

func (h *Handler) shownFile(f chat.File) fileShown {
	until := strconv.FormatInt(h.opt.Now().Add(fileKeyFor).Unix(), 36)
	return fileShown{f, "files/" + f.ID + "?key=" + until + "." + h.sign("file", f.ID, until)}
}

// keyed reports whether a key of an address is ours and not over.
func (h *Handler) keyed(key, kind, id string) bool {
	until, sum, ok := strings.Cut(key, ".")
	at, err := strconv.ParseInt(until, 36, 64)
	return ok && err == nil && h.opt.Now().Unix() <= at && hmac.Equal([]byte(sum), []byte(h.sign(kind, id, until)))
}

// file gives a file to who has its address.
func (h *Handler) file(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !h.keyed(r.URL.Query().Get("key"), "file", id) {
		problem(w, http.StatusNotFound, "not_found", "there is no such file")
		return
	}
	f, err := h.opt.Store.ChatFile(r.Context(), id)
	if err != nil {
		h.failed(w, err)
		return
	}
	WriteFile(w, f)
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Write(f.Data) //nolint:errcheck // the client is gone
}

// WriteFile sets the headers with which a file of a chat is safe to give out: images are shown,
// everything else is saved.
func WriteFile(w http.ResponseWriter, f chat.StoredFile) {
	how := "attachment"
	if strings.HasPrefix(f.Type, "image/") {
		how = "inline"
	}
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
}

// transcriptURL is the address of a room's transcript, relative to chat/.
func (h *Handler) transcriptURL(room chat.RoomID) string {
	until := strconv.FormatInt(h.opt.Now().Add(transcriptKeyFor).Unix(), 36)
	q := url.Values{"room": {string(room)}, "key": {until + "." + h.sign("transcript", string(room), until)}}
	return "transcript?" + q.Encode()
}
