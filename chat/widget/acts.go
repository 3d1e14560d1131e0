package widget

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

const (
	mostActs  = 30 // in postsWithin
	mostRooms = 10 // that a visitor begins in ratesWithin
)

// clientOf is how browsers name what they send.
var clientOf = regexp.MustCompile(`^[0-9A-Za-z_-]{8,64}$`)

// refusal is why a frame was not carried out.
type refusal struct {
	code  string
	retry time.Duration
}

func (r refusal) Error() string { return r.code }

// take carries out one frame. It fails only where the connection must end.
func (c *conn) take(f in) error {
	switch f.Type {
	case "page":
		if f.Page != nil {
			c.page = f.Page.trim()
		}
		return nil
	case "identify":
		if f.Identify == nil {
			return nil
		}
		return c.identify(*f.Identify)
	case "read":
		return c.quietly(live.Act{Command: chat.Read{Room: c.own(f.Room), By: chat.ByCustomer, Seq: f.Seq}})
	case "typing":
		c.h.opt.Live.Type(c.own(f.Room), c.visitor.ID, chat.ByCustomer, f.On)
		return nil
	case "start", "post", "choose", "profile", "request_agent", "end", "rate":
		return c.act(f)
	}
	return nil // of a later version
}

// own is the room of a frame where it is the visitor's, else "".
func (c *conn) own(id chat.RoomID) chat.RoomID {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == c.room {
		return id
	}
	return ""
}

// quietly does what is sent once and not answered.
func (c *conn) quietly(a live.Act) error {
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	if _, err := c.h.opt.Live.Do(ctx, a); errors.Is(err, live.ErrClosed) {
		return err
	}
	return nil
}

// act carries out a frame that is answered.
func (c *conn) act(f in) error {
	if !clientOf.MatchString(f.Client) {
		return closing{closeBroken, "a frame without its client"}
	}
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	key := string(c.visitor.ID) + " " + f.Client
	ack, before := c.h.acted.find(key)
	var err error
	if !before {
		if ack, err = c.do(ctx, f); err == nil && f.Type != "post" {
			c.h.acted.note(key, ack)
		}
	}
	var no refusal
	var end closing
	switch {
	case err == nil:
		return c.flush(ack)
	case errors.As(err, &no):
	case errors.Is(err, live.ErrClosed) || errors.As(err, &end):
		return err
	case fault.Is(err, fault.Overloaded) || errors.Is(err, context.DeadlineExceeded):
		no = refusal{"busy", 5 * time.Second}
	default:
		c.h.opt.Log.Error().Err(err).Msg("chat: a message of a visitor failed")
		no = refusal{"busy", 10 * time.Second}
	}
	out := map[string]any{"type": "refused", "client": f.Client, "code": no.code}
	if no.retry > 0 {
		out["retry_ms"] = no.retry.Milliseconds()
	}
	return c.flush(out)
}

// acknowledged is the answer to a frame that was carried out.
type acknowledged struct {
	Type   string      `json:"type"`
	Client string      `json:"client"`
	Room   chat.RoomID `json:"room"`
	At     acd.Time    `json:"at"`
	Seq    int         `json:"seq,omitempty"`
}

// do carries out one frame that acts.
func (c *conn) do(ctx context.Context, f in) (acknowledged, error) {
	ack := acknowledged{Type: "ack", Client: f.Client, Room: f.Room}
	if f.Type == "post" {
		return c.post(ctx, f, ack)
	}
	if wait := c.h.acts.take(string(c.visitor.ID), mostActs, postsWithin, c.h.opt.Now()); wait > 0 {
		return ack, refusal{"too_fast", wait}
	}
	var cmd chat.Command
	switch f.Type {
	case "start":
		room, err := c.opened(ctx)
		if err != nil {
			return ack, err
		}
		if room != "" {
			ack.Room = room
			ack.At = acd.At(c.h.opt.Now())
			return ack, nil
		}
		open, err := c.opens(ctx)
		if err != nil {
			return ack, err
		}
		ack.Room = open.Command.(chat.Open).Room
		return c.done(ctx, ack, open)
	case "choose":
		cmd = chat.Choose{Room: f.Room, Category: f.Category}
	case "request_agent":
		cmd = chat.RequestAgent{Room: f.Room}
	case "end":
		cmd = chat.EndByVisitor{Room: f.Room}
	case "profile":
		if err := c.profile(ctx, f); err != nil {
			return ack, err
		}
		cmd = chat.GiveProfile{Room: f.Room, Empty: f.Skip || c.blank(f.Fields)}
	case "rate":
		return c.rated(ctx, f, ack)
	}
	if room, err := c.opened(ctx); err != nil {
		return ack, err
	} else if room == "" || room != f.Room {
		return ack, refusal{code: "over"}
	}
	return c.done(ctx, ack, live.Act{Command: cmd, Draft: c.pressed(f)})
}

// done has acts done and says how they went.
func (c *conn) done(ctx context.Context, ack acknowledged, acts ...live.Act) (acknowledged, error) {
	res, err := c.h.opt.Live.Do(ctx, acts...)
	if err != nil {
		return ack, err
	}
	ack.At = res.At
	if no, is := res.Refused(); is {
		return ack, refused(no)
	}
	return ack, nil
}

// refused is what the visitor is told of a refusal.
func refused(no chat.Refused) error {
	switch no.Reason {
	case chat.BlockedHere:
		return refusal{code: "blocked"}
	case chat.Malformed:
		return refusal{code: "bad_category"}
	case chat.NoSuchRoom:
		return refusal{code: "over"}
	}
	return refusal{code: "unchanged"}
}

// opened is the visitor's open room, "" where there is none.
func (c *conn) opened(ctx context.Context) (id chat.RoomID, err error) {
	err = c.h.opt.Live.Look(ctx, func(h *chat.House) {
		if r, ok := h.RoomOf(c.visitor.ID); ok {
			id = r.ID
		}
	})
	return id, err
}

// opens is what begins a room.
func (c *conn) opens(ctx context.Context) (live.Act, error) {
	site, ok := c.h.opt.Centre.Site(c.site)
	if !ok || site.Off || site.Closed || !site.Hours.Takes && !site.Bot { // the bot is there at any hour
		return live.Act{}, refusal{code: "closed"}
	}
	v, err := c.h.opt.Store.ChatVisitor(ctx, c.visitor.ID)
	if err != nil {
		return live.Act{}, gone(err)
	}
	c.is(v)
	open := 0
	if err := c.h.opt.Live.Look(ctx, func(h *chat.House) {
		open = c.h.opened.others(c.address, v.ID, func(id chat.VisitorID) bool { _, is := h.RoomOf(id); return is })
	}); err != nil {
		return live.Act{}, err
	}
	if open >= c.h.opt.Centre.PerAddress() {
		return live.Act{}, refusal{"crowded", time.Minute}
	}
	if wait := c.h.rooms.take(string(c.visitor.ID), mostRooms, ratesWithin, c.h.opt.Now()); wait > 0 { // after what is tried again by itself
		return live.Act{}, refusal{"too_fast", wait}
	}
	cmd := chat.Open{Room: chat.RoomID("r_" + c.h.opt.NewID()), Channel: chat.Web, Account: site.ID, Visitor: v.ID, Language: c.language, Category: c.page.Category, NoForm: len(lacking(site.Asks, v)) == 0, Blocked: v.Block != nil}
	if !known(site.Categories, cmd.Category) {
		cmd.Category = site.Category
	}
	last, err := c.h.opt.Store.ChatRoomsOf(ctx, v.ID, 1)
	if err != nil {
		return live.Act{}, err
	}
	if len(last) > 0 {
		cmd.Previous, cmd.Last, cmd.EndedAt = last[0].ID, last[0].Agent, last[0].EndedAt
	}
	if err := c.h.opt.Store.ChatSeen(ctx, v.ID, acd.At(c.h.opt.Now())); err != nil {
		return live.Act{}, gone(err)
	}
	c.h.opened.add(c.address, v.ID)
	return live.Act{Command: cmd, Origin: &chat.Origin{Params: c.page.Parameters, URL: c.page.URL, Referrer: c.page.Referrer}}, nil
}

// known reports whether a middle category is offered.
func known(list []Category, id chat.CategoryID) bool {
	for _, large := range list {
		for _, c := range large.Categories {
			if c.ID == id {
				return true
			}
		}
	}
	return false
}

// post adds a message, and begins a room where none is open.
func (c *conn) post(ctx context.Context, f in, ack acknowledged) (acknowledged, error) {
	body := strings.TrimSpace(strings.ReplaceAll(f.Body, "\r\n", "\n"))
	cleaned := strings.TrimSpace(clean(body))
	switch {
	case body == "" && len(f.Files) == 0:
		return ack, refusal{code: "empty"}
	case cleaned == "" && len(f.Files) == 0:
		return ack, refusal{code: "characters"}
	case utf8.RuneCountInString(body) > mostCharacters || len(f.Files) > mostFiles:
		return ack, refusal{code: "too_long"}
	}
	draft := chat.Message{Client: f.Client, Body: cleaned}
	slices.Sort(f.Files)
	f.Files = slices.Compact(f.Files)
	for _, id := range f.Files {
		one, err := c.h.opt.Store.ChatFileInfo(ctx, id)
		if fault.Is(err, fault.NotFound) || err == nil && one.By != "visitor:"+string(c.visitor.ID) {
			return ack, refusal{code: "file_unknown"}
		}
		if err != nil {
			return ack, err
		}
		draft.Files = append(draft.Files, one.File)
	}
	room, err := c.opened(ctx)
	if err != nil {
		return ack, err
	}
	if m, found, err := c.before(ctx, room, f.Client); err != nil {
		return ack, err
	} else if found {
		ack.Room, ack.Seq, ack.At = m.Room, m.Seq, m.At
		return ack, nil
	}
	if wait := c.h.posts.take(string(c.visitor.ID), mostPosts, postsWithin, c.h.opt.Now()); wait > 0 {
		return ack, refusal{"too_fast", wait}
	}
	var acts []live.Act
	if room == "" {
		open, err := c.opens(ctx)
		if err != nil {
			return ack, err
		}
		room = open.Command.(chat.Open).Room
		acts = append(acts, open)
	}
	acts = append(acts, live.Act{Command: chat.Post{Room: room, By: chat.ByCustomer}, Draft: &draft})
	res, err := c.h.opt.Live.Do(ctx, acts...)
	if err != nil {
		return ack, err
	}
	for _, m := range append(res.Repeated, res.Messages...) {
		if m.Client == f.Client && m.By == chat.ByCustomer {
			ack.Room, ack.Seq, ack.At = m.Room, m.Seq, m.At
			return ack, nil
		}
	}
	if no, is := res.Refused(); is && no.Reason != chat.NoSuchRoom && no.Reason != chat.AlreadyOpen {
		return ack, refused(no)
	}
	return ack, refusal{"busy", time.Second} // the room began or ended meanwhile: the browser asks again
}

// before finds a message that was posted before: in the visitor's last rooms, of which the
// browser may not know.
func (c *conn) before(ctx context.Context, open chat.RoomID, client string) (chat.Message, bool, error) {
	rooms, err := c.h.opt.Store.ChatRoomsOf(ctx, c.visitor.ID, 3)
	if err != nil {
		return chat.Message{}, false, err
	}
	keys := []chat.MessageKey{}
	for _, r := range rooms {
		if r.ID != open { // the owner looks at this one itself
			keys = append(keys, chat.MessageKey{Room: r.ID, By: chat.ByCustomer, Client: client})
		}
	}
	if len(keys) == 0 {
		return chat.Message{}, false, nil
	}
	found, err := c.h.opt.Store.ChatKnown(ctx, keys)
	for _, m := range found {
		return m, true, err
	}
	return chat.Message{}, false, err
}

// clean takes out what no text has: control characters but new lines and tabs. What else ends
// a line is a new line, so that no line of a transcript looks like somebody else's.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
}

// is takes over the visitor as the rows have it.
func (c *conn) is(v chat.Visitor) {
	c.visitor = v
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asks = lacking(c.place().Asks, v)
}

// lacking are those fields of the profile form that are not known of a visitor.
func lacking(asks []string, v chat.Visitor) (list []string) {
	has := map[string]string{"name": v.Name, "phone": v.Number, "email": v.Email}
	for _, key := range asks {
		if has[key] == "" {
			list = append(list, key)
		}
	}
	return list
}

// blank reports whether nothing was filled in of what the form asks.
func (c *conn) blank(fields map[string]string) bool {
	for _, key := range c.place().Asks {
		if strings.TrimSpace(fields[key]) != "" {
			return false
		}
	}
	return true
}

// profile keeps what the profile form says.
func (c *conn) profile(ctx context.Context, f in) error {
	if f.Skip || c.blank(f.Fields) {
		return nil
	}
	return c.changed(ctx, func(v *chat.Visitor) {
		for key, to := range map[string]*string{"name": &v.Name, "phone": &v.Number, "email": &v.Email} {
			if got := line1(f.Fields[key], profileFields[key].most); got != "" {
				*to, v.Given = got, true
			}
		}
	})
}

// line1 is a text of one line: a name or an address. Signs that turn the direction of what
// follows are left out, because it stands beside texts of others.
func line1(s string, most int) string {
	return cut(strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ' '
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, clean(s))), most)
}

// changed changes the visitor, again where somebody else was first. Where change leaves everything
// as it is nothing is written, and nobody told.
func (c *conn) changed(ctx context.Context, change func(*chat.Visitor)) error {
	for range 3 {
		v, err := c.h.opt.Store.ChatVisitor(ctx, c.visitor.ID)
		if err != nil {
			return err
		}
		was := v
		v.Fields = maps.Clone(v.Fields)
		if change(&v); reflect.DeepEqual(v, was) {
			c.is(v)
			return nil
		}
		if v, err = c.h.opt.Store.ChatUpdateVisitor(ctx, v); !fault.Is(err, fault.Conflict) {
			if err == nil {
				c.is(v)
				if told := c.h.opt.Changed; told != nil {
					told(v.ID)
				}
			}
			return err
		}
	}
	return refusal{"busy", time.Second}
}
