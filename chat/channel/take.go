package channel

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// Bounds of what a channel tells.
const (
	mostID   = 300  // bytes
	mostText = 4000 // characters; what is longer is cut
	mostTry  = 3    // the room ends at the same moment
)

// Take takes in what a customer of a channel did, and returns once it is kept. The same thing
// again changes nothing. After an error it is to be told again.
func (h *Hub) Take(ctx context.Context, kind chat.ChannelKind, in Inbound) error {
	if in.ID == "" || len(in.ID) > mostID || in.Customer == "" || len(in.Customer) > mostID || !utf8.ValidString(in.ID+in.Account+in.Customer) {
		return fault.New(fault.Invalid, "what comes in by a channel needs its id and its customer, at most %d bytes each", mostID)
	}
	if clean(in.Text) == "" && len(in.Files) == 0 && in.Key == nil && !in.Left {
		return fault.New(fault.Invalid, "the customer did nothing that there is")
	}
	if in.Category != "" && !h.opt.Offered(in.Category) {
		in.Category = ""
	}
	if in.Key != nil && in.Key.Category != "" && !h.opt.Offered(in.Key.Category) {
		in.Key = &Key{Label: in.Key.Label, Agent: in.Key.Agent} // of a menu of before
	}
	done, err := h.turn(ctx, kind, in)
	if err != nil {
		return err
	}
	defer done()
	came := chat.Came{Channel: kind, Account: in.Account, ID: in.ID, At: acd.At(h.opt.Now())}
	if was, err := h.opt.Store.ChatCame(ctx, came); was || err != nil {
		return err
	}
	v, err := h.visitor(ctx, kind, in)
	if err != nil || v.Block != nil { // who is blocked is not heard (C49)
		return err
	}
	draft, err := h.draft(ctx, v, in)
	if err != nil {
		return err
	}
	for range mostTry {
		again, err := h.do(ctx, v, in, draft, came)
		if err != nil || !again {
			return err
		}
	}
	return fault.New(fault.Overloaded, "the room changes all the time: try again")
}

// visitor finds the customer, or makes one.
func (h *Hub) visitor(ctx context.Context, kind chat.ChannelKind, in Inbound) (chat.Visitor, error) {
	v, there, err := h.opt.Store.ChatVisitorOf(ctx, kind, in.Account, in.Customer)
	if there || err != nil {
		return v, err
	}
	now := acd.At(h.opt.Now())
	v, _, err = h.opt.Store.ChatAddVisitor(ctx, chat.Visitor{
		ID: chat.VisitorID("v_" + h.opt.NewID()), Channel: kind, Account: in.Account, External: in.Customer, Name: in.Name, Number: in.Number, Customer: in.Known, Created: now, Seen: now,
	})
	return v, err
}

// draft is the message that a customer wrote; nil where none was.
func (h *Hub) draft(ctx context.Context, v chat.Visitor, in Inbound) (*chat.Message, error) {
	text := clean(in.Text)
	if text == "" && len(in.Files) == 0 {
		return nil, nil
	}
	m := &chat.Message{Client: in.ID, Body: text}
	for _, f := range in.Files {
		f.ID, f.By, f.At = "f_"+h.opt.NewID(), "visitor:"+string(v.ID), acd.At(h.opt.Now())
		if err := h.opt.Store.ChatAddFile(ctx, f); err != nil {
			return nil, err
		}
		m.Files = append(m.Files, f.File)
	}
	return m, nil
}

// clean takes out what no text has, and what is too much.
func clean(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
	if r := []rune(s); len(r) > mostText {
		return string(r[:mostText])
	}
	return s
}

// do does what the customer did, in a new room where none is open. again says that the room
// ended at the same moment.
func (h *Hub) do(ctx context.Context, v chat.Visitor, in Inbound, draft *chat.Message, came chat.Came) (again bool, _ error) {
	room, open, err := h.open(ctx, v)
	if err != nil {
		return false, err
	}
	var acts []live.Act
	if !open {
		if in.Left || in.Aside || !h.opt.Takes(v.Channel, v.Account) {
			return false, nil
		}
		begin, err := h.begin(ctx, v, in)
		if err != nil {
			return false, err
		}
		room = begin.Room
		acts = append(acts, live.Act{Command: begin, Came: &came}) // a room that is refused is over at once
	}
	acts = append(acts, actsOf(room, in, draft)...)
	acts[len(acts)-1].Came = &came
	res, err := h.opt.Live.Do(ctx, acts...)
	if err != nil {
		return false, err
	}
	no, refused := res.Refused()
	return refused && no.Reason == chat.NoSuchRoom && open, nil
}

// open finds the customer's open room.
func (h *Hub) open(ctx context.Context, v chat.Visitor) (id chat.RoomID, is bool, err error) {
	err = h.opt.Live.Look(ctx, func(house *chat.House) {
		var r chat.Room
		r, is = house.RoomOf(v.ID)
		id = r.ID
	})
	return id, is, err
}

// begin is how a room begins.
func (h *Hub) begin(ctx context.Context, v chat.Visitor, in Inbound) (chat.Open, error) {
	language := "ko"
	if in.Language == "en" {
		language = "en"
	}
	c := chat.Open{Room: chat.RoomID("r_" + h.opt.NewID()), Channel: v.Channel, Account: v.Account, Visitor: v.ID, Language: language, Category: in.Category, NoForm: true}
	last, err := h.opt.Store.ChatRoomsOf(ctx, v.ID, 1)
	if err != nil {
		return c, err
	}
	if len(last) > 0 {
		c.Previous, c.Last, c.EndedAt = last[0].ID, last[0].Agent, last[0].EndedAt
	}
	err = h.opt.Store.ChatSeen(ctx, v.ID, acd.At(h.opt.Now()))
	if fault.Is(err, fault.NotFound) { // the next time it is told they are somebody new
		err = fault.New(fault.Overloaded, "the customer has been forgotten at this moment: try again")
	}
	return c, err
}

// actsOf are the commands for what a customer did in a room.
func actsOf(room chat.RoomID, in Inbound, draft *chat.Message) (acts []live.Act) {
	if draft != nil {
		acts = append(acts, live.Act{Command: chat.Post{Room: room, By: chat.ByCustomer}, Draft: draft})
	}
	switch {
	case in.Left:
		acts = append(acts, live.Act{Command: chat.EndByVisitor{Room: room}})
	case in.Key != nil && in.Key.Agent:
		acts = append(acts, live.Act{Command: chat.RequestAgent{Room: room, Category: in.Key.Category}, Draft: label(in.Key)})
	case in.Key != nil:
		acts = append(acts, live.Act{Command: chat.Choose{Room: room, Category: in.Key.Category}, Draft: label(in.Key)})
	}
	return acts
}

// label is what stood on a key that was pressed.
func label(k *Key) *chat.Message { return &chat.Message{Body: clean(k.Label)} }

// Told takes in what a channel says of a message that it was handed: delivered, or failed and
// why. It fails with fault.NotFound where no message of that name is kept as handed over, which
// for a moment is so of one that the channel has taken just now: it is to be told again.
func (h *Hub) Told(ctx context.Context, kind chat.ChannelKind, remote string, state chat.DeliveryState, code string) error {
	known, err := h.opt.Store.ChatTold(ctx, kind, remote, state, code, acd.At(h.opt.Now().Round(time.Millisecond)))
	if err == nil && !known {
		return fault.New(fault.NotFound, "no message that is called %q was handed over so far: tell it again", remote)
	}
	return err
}
