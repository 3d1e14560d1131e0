package widget

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Limits of what one address may do (W-23).
const (
	mostUploads = 60
	ratesWithin = 10 * time.Minute
	mostCounted = 20_000 // addresses that are counted; beyond them all are forgotten but those of now
)

// visitors makes a new visitor.
func (h *Handler) visitors(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Site     string `json:"site"`
		Language string `json:"language"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&in); err != nil {
		problem(w, http.StatusBadRequest, "invalid", "the body is not what docs/chat-wire.md says")
		return
	}
	s, ok := h.site(w, r, in.Site)
	if !ok {
		return
	}
	if s.Off {
		problem(w, http.StatusNotFound, "not_found", "there are no chats")
		return
	}
	if wait := h.made.take(network(h.opt.Address(r)), max(10, h.opt.Centre.PerAddress()), ratesWithin, h.opt.Now()); wait > 0 {
		tooMany(w, wait)
		return
	}
	secret := make([]byte, 16)
	rand.Read(secret) //nolint:errcheck // it never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	now := acd.At(h.opt.Now())
	v, _, err := h.opt.Store.ChatAddVisitor(r.Context(), chat.Visitor{
		ID: chat.VisitorID("v_" + h.opt.NewID()), Channel: chat.Web, Account: s.ID, Secret: hashOf(token), Created: now, Seen: now,
	})
	if err != nil {
		h.failed(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(map[string]any{"visitor": v.ID, "token": token}) //nolint:errcheck // the client is gone
}

func tooMany(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	problem(w, http.StatusTooManyRequests, "overloaded", "too many from this address: try again later")
}

// network is the address itself, of IPv6 its /64: what one subscriber has.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	p, _ := a.Prefix(64) // 64 fits
	return p.String()
}

// rates counts what of one kind was done within a time, by whom. The zero value is ready.
type rates struct {
	mu sync.Mutex
	by map[string][]time.Time
}

// take counts one use, or says how long it takes until there is room for it.
func (u *rates) take(who string, most int, within time.Duration, now time.Time) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.by == nil {
		u.by = map[string][]time.Time{}
	}
	if len(u.by) >= mostCounted {
		for k, list := range u.by {
			if now.Sub(list[len(list)-1]) > within {
				delete(u.by, k)
			}
		}
		if len(u.by) >= mostCounted {
			clear(u.by)
		}
	}
	list := u.by[who]
	for len(list) > 0 && now.Sub(list[0]) >= within {
		list = list[1:]
	}
	if len(list) >= most {
		u.by[who] = list
		return within - now.Sub(list[0])
	}
	u.by[who] = append(list, now)
	return 0
}
