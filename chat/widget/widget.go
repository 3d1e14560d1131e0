package widget

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// Store is what the widget needs of the rows.
type Store interface {
	ChatAddVisitor(ctx context.Context, v chat.Visitor) (chat.Visitor, bool, error)
	ChatVisitorBySecret(ctx context.Context, secret string) (chat.Visitor, error)
	ChatVisitor(ctx context.Context, id chat.VisitorID) (chat.Visitor, error)
	ChatVisitorOf(ctx context.Context, channel chat.ChannelKind, account, external string) (chat.Visitor, bool, error)
	ChatUpdateVisitor(ctx context.Context, v chat.Visitor) (chat.Visitor, error)
	ChatSeen(ctx context.Context, id chat.VisitorID, at acd.Time) error
	ChatLooked(ctx context.Context, id chat.VisitorID, at acd.Time) error
	ChatRoom(ctx context.Context, id chat.RoomID) (chat.Room, error)
	ChatRoomsOf(ctx context.Context, v chat.VisitorID, limit int) ([]chat.Room, error)
	ChatMessages(ctx context.Context, room chat.RoomID, before, after, limit int) ([]chat.Message, error)
	ChatKnown(ctx context.Context, keys []chat.MessageKey) (map[chat.MessageKey]chat.Message, error)
	ChatAddUnsent(ctx context.Context, f chat.StoredFile, most chat.UnsentLimits) error
	ChatFile(ctx context.Context, id string) (chat.StoredFile, error)
	ChatFileInfo(ctx context.Context, id string) (chat.StoredFile, error)
	ChatRate(ctx context.Context, r chat.Rating) (chat.Rating, error)
	ChatRatings(ctx context.Context, rooms []chat.RoomID) (map[chat.RoomID]chat.Rating, error)
}

// Text is a text by language.
type Text struct {
	Ko string `json:"ko,omitempty"`
	En string `json:"en,omitempty"`
}

// in returns the text in a language, the other one where it has none.
func (t Text) in(language string) string {
	if language == "en" && t.En != "" || t.Ko == "" {
		return t.En
	}
	return t.Ko
}

// Category is a large category with its middle ones.
type Category struct {
	ID         chat.CategoryID `json:"id"`
	Name       Text            `json:"name"`
	Categories []Category      `json:"categories,omitempty"`
}

// Site is a place where the widget stands, as it is now.
type Site struct {
	ID         string
	Name       Text
	Welcome    Text
	Origins    []string
	Secret     string // "": it cannot say who its users are
	Category   chat.CategoryID
	Closed     bool
	Off        bool     // chats are switched off: what is open goes on
	Asks       []string // fields of the profile form
	Bot        bool
	Rates      bool // customers are asked how it was
	Categories []Category
	Hours      Hours
	Zone       *time.Location
}

func (s Site) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// Hours say whether somebody answers now.
type Hours struct {
	Open  bool `json:"open"`
	Takes bool `json:"takes"` // false: nothing is taken now
	Text  Text `json:"text"`

	Opens acd.Time `json:"opens,omitempty"` // when somebody answers next; zero: now, or nothing says when
}

// Centre is what the widget needs of the configuration.
type Centre interface {
	// Site returns a site that takes part, false where there is none.
	Site(id string) (Site, bool)
	// AgentName is an agent's name as customers may see it.
	AgentName(id acd.AgentID, language string) string
	// PerAddress is how many visitors of one address may have an open room.
	PerAddress() int
}

// Options are what the handler is made of.
type Options struct {
	Live    *live.Live
	Store   Store
	Centre  Centre
	Log     zerolog.Logger
	Key     []byte // signs addresses of files and transcripts; the same across restarts
	Address func(*http.Request) string
	// Public is how browsers reach the server (http.public_url); "": as they ask.
	Public  string
	NewID   func() string // of rooms, visitors, files
	Now     func() time.Time
	Changed func(chat.VisitorID) // is told of each visitor who has given something; nil: nobody is
}

// Handler serves what lies below chat/ for visitors.
type Handler struct {
	opt   Options
	mux   *http.ServeMux
	made  rates // visitors, by address
	files rates // by address
	posts rates // messages, by visitor
	acts  rates // everything else that acts, by visitor
	rooms rates // that begin, by visitor
	acted acted
	conns conns
	news  news
	// opened is by address.
	opened    opened
	stop      chan struct{} // closed: connections end, asking to come back
	once      sync.Once
	uploading uploading
}

// New returns a handler. Close ends its connections.
func New(opt Options) *Handler {
	h := &Handler{opt: opt, mux: http.NewServeMux(), stop: make(chan struct{})}
	h.mux.HandleFunc("GET /chat/config", h.config)
	h.mux.HandleFunc("POST /chat/visitors", h.visitors)
	h.mux.HandleFunc("POST /chat/files", h.upload)
	h.mux.HandleFunc("GET /chat/files/{id}", h.file)
	h.mux.HandleFunc("GET /chat/transcript", h.transcript)
	h.mux.HandleFunc("GET /chat/live", h.live)
	h.mux.HandleFunc("OPTIONS /chat/", h.preflight)
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Close asks every connection to come back, and waits for them, or until ctx is over: then
// what is left is cut off.
func (h *Handler) Close(ctx context.Context) error {
	h.once.Do(func() {
		close(h.stop)
		h.conns.close()
	})
	ended := make(chan struct{})
	go func() { h.conns.ended.Wait(); close(ended) }() // it ends with the last one, which is cut off below
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		h.conns.cut()
		<-ended
		return fmt.Errorf("close the chats of customers: %w", ctx.Err())
	}
}

// Open is how many visitors are connected.
func (h *Handler) Open() int { return h.conns.count() }

// problem answers with problem+json (RFC 9457).
func problem(w http.ResponseWriter, status int, code, title string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"status": status, "code": code, "title": title}) //nolint:errcheck // the client is gone
}

// failed answers an error of the store.
func (h *Handler) failed(w http.ResponseWriter, err error) {
	switch fault.Of(err) {
	case fault.NotFound:
		problem(w, http.StatusNotFound, "not_found", "there is no such thing")
	case fault.Overloaded:
		w.Header().Set("Retry-After", "5")
		problem(w, http.StatusServiceUnavailable, "overloaded", "too much at once: try again in some seconds")
	default:
		h.opt.Log.Error().Err(err).Msg("chat: a request of a visitor failed")
		problem(w, http.StatusInternalServerError, "internal", "it did not work: try again")
	}
}

// allows reports whether a request to a site may come from where it comes from.
func (h *Handler) allows(s Site, r *http.Request) bool { return s.from(h.foreign(r)) }

// from reports whether the pages of an origin show the widget; "" always do.
func (s Site) from(origin string) bool { return origin == "" || slices.Contains(s.Origins, origin) }

// foreign is the origin of the page that a request comes from; "" where it comes from none, or
// from one of the server's own: the sample page. Where it is configured how browsers reach the
// server, that alone is its own: any name can be made to lead here (W-04), and then stands in Host.
func (h *Handler) foreign(r *http.Request) string {
	o := r.Header.Get("Origin")
	u, err := url.Parse(o)
	if err != nil {
		return o
	}
	if own, err := url.Parse(h.opt.Public); err == nil && own.Host != "" {
		if u.Scheme == own.Scheme && strings.EqualFold(u.Host, own.Host) {
			return ""
		}
		return o
	}
	if strings.EqualFold(u.Host, r.Host) {
		return ""
	}
	return o
}

// cors lets the page of an origin read an answer.
func cors(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	if o := r.Header.Get("Origin"); o != "" {
		w.Header().Set("Access-Control-Allow-Origin", o)
		w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
	}
}

// preflight answers what browsers ask before a request from another origin. The request
// itself is looked at when it comes.
func (h *Handler) preflight(w http.ResponseWriter, r *http.Request) {
	cors(w, r)
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	w.Header().Set("Access-Control-Max-Age", "3600")
	w.WriteHeader(http.StatusNoContent)
}

// site finds the site of a request and answers where it cannot be.
func (h *Handler) site(w http.ResponseWriter, r *http.Request, id string) (Site, bool) {
	s, ok := h.opt.Centre.Site(id)
	if !ok {
		cors(w, r)
		problem(w, http.StatusNotFound, "not_found", "there is no such site")
		return s, false
	}
	if !h.allows(s, r) {
		cors(w, r) // so that who writes the page reads why
		problem(w, http.StatusForbidden, "denied", "this page may not show the chat of the site")
		return s, false
	}
	cors(w, r)
	return s, true
}

// config says what the widget shows before anything is live.
func (h *Handler) config(w http.ResponseWriter, r *http.Request) {
	s, ok := h.site(w, r, r.URL.Query().Get("site"))
	if !ok {
		return
	}
	if s.Off {
		problem(w, http.StatusNotFound, "not_found", "there are no chats")
		return
	}
	texts := map[string]map[string]string{"ko": {"title": s.Name.in("ko")}, "en": {"title": s.Name.in("en")}}
	for _, language := range []string{"ko", "en"} {
		if t := s.Welcome.in(language); t != "" {
			texts[language]["greeting"] = t
		}
		if t := s.Hours.Text.in(language); t != "" {
			texts[language]["lead"] = t
		}
	}
	b, err := json.Marshal(map[string]any{
		"site": s.ID, "name": s.Name, "languages": []string{"ko", "en"}, "texts": texts, "side": "right",
		"bot": s.Bot && !s.Closed, "rating": s.Rates, "files": true, "categories": append([]Category{}, s.Categories...), "hours": s.Hours,
		"limits": map[string]any{
			"characters": mostCharacters, "messages": mostPosts, "within_ms": postsWithin.Milliseconds(),
			"file_bytes": chat.MaxFileBytes, "files": mostFiles, "types": fileTypes,
		},
	})
	if err != nil {
		h.failed(w, err)
		return
	}
	sum := sha256.Sum256(b)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("Cache-Control", "max-age=60")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(b) //nolint:errcheck // the client is gone
}

// hashOf is how the token of a visitor is kept.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// bearer finds the visitor of a request.
func (h *Handler) bearer(r *http.Request) (chat.Visitor, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return chat.Visitor{}, fault.New(fault.Denied, "no token")
	}
	v, err := h.opt.Store.ChatVisitorBySecret(r.Context(), hashOf(token))
	if fault.Is(err, fault.NotFound) {
		return v, fault.New(fault.Denied, "no such token")
	}
	return v, err
}

// sign is the key of an address.
func (h *Handler) sign(parts ...string) string {
	m := hmac.New(sha256.New, h.opt.Key)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:18])
}
