package board

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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

// Store reads what the changes do not carry.
type Store interface {
	// ChatRows returns rooms as lists show them.
	ChatRows(ctx context.Context, ids []chat.RoomID) ([]chat.Row, error)
	// ChatEndedBy counts, by agent, the rooms that were opened at or after a time and have ended
	// after their agent answered (chat.Room.HolderAnswered).
	ChatEndedBy(ctx context.Context, from acd.Time) (map[acd.AgentID]int, error)
	// ChatAsked returns how the requests of agents stand (상담원 요청사항).
	ChatAsked(ctx context.Context, now acd.Time) (map[acd.AgentID]chat.Asked, error)
}

// Directory is what the centre has configured. It answers at once.
type Directory interface {
	// Agent returns an agent's name, who is responsible, and whether auto-complete is on (M17).
	Agent(id acd.AgentID) (name Names, manager string, autoComplete bool)
	// Chief returns the administrator under whom the rooms stand that nobody has (C16).
	Chief() string
	// User returns the name of a person who logs in.
	User(login chat.UserID) string
	// Category returns a category's name; false: it is not configured any more.
	Category(id chat.CategoryID) (name Names, large chat.CategoryID, unused, there bool)
	// Site returns what a site is called; nil: it is none.
	Site(id string) *Names
	// Used reports whether chats are on.
	Used() bool
	Zone() *time.Location
}

// Options are what a Board is made of.
type Options struct {
	Live      *live.Live
	Store     Store
	Directory Directory
	Now       func() acd.Time
	Log       zerolog.Logger
	// Mask is a text as rows show it to everybody, without whole telephone numbers: with a
	// channel, what that knows the customer by.
	Mask func(channel chat.ChannelKind, text string) string
}

// How a Board goes on.
const (
	typingFor = 6 * time.Second // without another word of it (docs/chat-wire.md)
	tickEvery = time.Second
	again     = time.Second     // after the rows could not be read
	within    = 5 * time.Second // of one reading
)

// room is a room that is open.
type room struct {
	chat.Room
	row       Row
	typing    acd.Time      // until
	had       []acd.AgentID // who had it since somebody monitors it
	plain     json.RawMessage
	monitored json.RawMessage // for viewers who may monitor
}

// Board is the fold. Run owns it; pages come and go from any goroutine.
type Board struct {
	opt Options

	mu      sync.Mutex // guards what follows, and every Viewer's marks
	ready   bool
	rooms   map[chat.RoomID]*room
	of      map[acd.AgentID]map[chat.RoomID]*room // the same, by who has them
	agents  map[acd.AgentID]*agent
	ended   map[acd.AgentID]int // of today
	day     acd.Time            // beginning of today
	policy  chat.Policy
	stale   map[chat.RoomID]struct{} // whose rows are to be read
	asked   map[acd.AgentID]chat.Asked
	asks    bool          // asked is to be read
	version uint64        // of agents
	recount bool          // rooms of agents have changed
	counted acd.Time      // when they were counted last
	poke    chan struct{} // capacity 1: rows are to be read
	failed  acd.Time      // when they could not be read last; 0: they could
	viewers map[*Viewer]struct{}
	byAgent map[acd.AgentID]map[*Viewer]struct{} // of agents' own viewers
	wide    map[*Viewer]struct{}                 // of several agents, of all
}

// New makes a Board; Run keeps it.
func New(opt Options) *Board {
	return &Board{opt: opt, poke: make(chan struct{}, 1), rooms: map[chat.RoomID]*room{}, of: map[acd.AgentID]map[chat.RoomID]*room{}, agents: map[acd.AgentID]*agent{}, ended: map[acd.AgentID]int{}, stale: map[chat.RoomID]struct{}{},
		viewers: map[*Viewer]struct{}{}, byAgent: map[acd.AgentID]map[*Viewer]struct{}{}, wide: map[*Viewer]struct{}{}}
}

// Run folds changes until ctx is over or chats end.
func (b *Board) Run(ctx context.Context) {
	for ctx.Err() == nil {
		err := b.follow(ctx)
		if errors.Is(err, live.ErrClosed) || ctx.Err() != nil {
			return
		}
		b.opt.Log.Warn().Err(fault.WithCause(err)).Msg("the pages of chats are built anew")
		select {
		case <-time.After(again):
		case <-ctx.Done():
		}
	}
}

// follow builds the board and folds changes for as long as that goes well.
func (b *Board) follow(ctx context.Context) error {
	w := b.opt.Live.Watch("")
	defer w.Close()
	if err := b.begin(ctx, w); err != nil {
		return err
	}
	b.refresh(ctx)
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := b.tick(ctx, w); err != nil {
				return err
			}
		case <-w.Ready():
			changes, err := w.Take()
			if err != nil {
				return err
			}
			b.fold(changes)
		case <-b.poke:
		}
		b.refresh(ctx)
	}
}

// begin reads how everything is now; what w has of before is left aside.
func (b *Board) begin(ctx context.Context, w *live.Watcher) error {
	var rooms []chat.Room
	var agents []chat.AgentStatus
	var policy chat.Policy
	watchers, day := map[chat.RoomID]chat.UserID{}, b.today()
	var ended map[acd.AgentID]int
	var failed error
	if err := b.opt.Live.Look(ctx, func(h *chat.House) {
		if _, failed = w.Take(); failed != nil {
			return
		}
		ended, failed = b.endedSince(ctx, day)
		for _, s := range []chat.Status{chat.WithBot, chat.Waiting, chat.Received, chat.InProgress} {
			for _, r := range h.Rooms(s) {
				rooms = append(rooms, r)
				if u, is := h.Watcher(r.ID); is {
					watchers[r.ID] = u
				}
			}
		}
		agents, policy = h.Agents(), h.Policy()
	}); err != nil || failed != nil {
		return cmp.Or(err, failed)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of = map[acd.AgentID]map[chat.RoomID]*room{}
	b.rooms, b.agents, b.policy, b.day, b.ended = map[chat.RoomID]*room{}, map[acd.AgentID]*agent{}, policy, day, ended
	for _, r := range rooms {
		one := b.put(r)
		if one.row.Watcher = watchers[r.ID]; one.row.Watcher != "" {
			one.had = []acd.AgentID{r.Agent}
		}
	}
	for _, a := range agents {
		b.agents[a.Agent.ID] = &agent{status: a}
	}
	b.ready, b.recount, b.asks = true, true, true
	b.count()
	b.anew()
	return nil
}

// endedSince counts what has ended of what was opened since a time. It is called in the turn of
// the owner of rooms, so that nothing ends between that and the changes that follow.
func (b *Board) endedSince(ctx context.Context, day acd.Time) (map[acd.AgentID]int, error) {
	ended, err := b.opt.Store.ChatEndedBy(ctx, day)
	if err != nil {
		return nil, fmt.Errorf("count what ended today: %w", err)
	}
	return ended, nil
}

// today is the beginning of the centre's day.
func (b *Board) today() acd.Time {
	t := b.opt.Now().Std().In(b.opt.Directory.Zone())
	y, m, d := t.Date()
	return acd.At(time.Date(y, m, d, 0, 0, 0, 0, t.Location()))
}

// put takes over a room; what its row shows beside it is read.
func (b *Board) put(r chat.Room) *room {
	one := b.rooms[r.ID]
	if one == nil {
		one = &room{}
		b.rooms[r.ID] = one
		b.stale[r.ID] = struct{}{}
	} else if one.Agent != r.Agent {
		b.release(one)
	}
	if one.row.Watcher != "" && !slices.Contains(one.had, r.Agent) {
		one.had = append(one.had, r.Agent)
	}
	one.Room = r
	if b.of[r.Agent] == nil {
		b.of[r.Agent] = map[chat.RoomID]*room{}
	}
	b.of[r.Agent][r.ID] = one
	return one
}

// release takes a room from who has it.
func (b *Board) release(one *room) {
	if delete(b.of[one.Agent], one.ID); len(b.of[one.Agent]) == 0 {
		delete(b.of, one.Agent)
	}
}

// fold takes over what happened.
func (b *Board) fold(changes []live.Change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range changes {
		c := &changes[i]
		switch {
		case c.Agent != nil:
			b.agentChanged(*c.Agent)
		case c.Gone != "":
			delete(b.agents, c.Gone)
			b.recount = true
		case c.Monitor != nil:
			b.monitored(*c.Monitor)
		case c.Typing != nil:
			b.typing(c)
		case c.Room.ID != "":
			b.roomChanged(c)
		}
	}
}

func (b *Board) roomChanged(c *live.Change) {
	one := b.rooms[c.Room.ID]
	if c.Room.Status.Over() {
		if one != nil {
			delete(b.rooms, c.Room.ID)
			delete(b.stale, c.Room.ID)
			b.release(one)
			b.finished(c.Room)
			b.mark(one, one.Agent)
		}
		return
	}
	before := c.Room.Agent
	if one != nil {
		before = one.Agent
	}
	if one == nil || one.Status != c.Room.Status || before != c.Room.Agent {
		b.recount = true
	}
	one = b.put(c.Room)
	for _, ev := range c.Events {
		switch ev.(type) {
		case chat.CategoryChanged, chat.BotStepped, chat.AgentAsked:
			b.stale[c.Room.ID] = struct{}{} // its title, or what its customer has given
		}
	}
	for _, m := range c.Messages {
		if m.By == chat.ByCustomer {
			one.typing = 0
		}
		if m.By != chat.ByNote {
			one.row.Latest = b.latestOf(m)
		}
		b.say(one, m)
	}
	b.touch(one, before)
}

func (b *Board) latestOf(m chat.Message) *Latest {
	return &Latest{By: m.By, Body: chat.Preview(b.opt.Mask("", m.Body)), At: m.At, Files: len(m.Files)}
}

// finished counts a room that has ended, where it counts for today (M16).
func (b *Board) finished(r chat.Room) {
	b.recount = true
	if r.HolderAnswered() && r.Opened >= b.day {
		b.ended[r.Agent]++
	}
}

func (b *Board) monitored(m live.Monitoring) {
	if one := b.rooms[m.Room]; one != nil {
		one.row.Watcher, one.monitored, one.had = m.User, nil, []acd.AgentID{one.Agent}
		for v := range b.viewers {
			if v.scope.monitors(one) { // and nobody else is sent anything (S4)
				v.mark(one.ID)
			}
		}
	}
}

func (b *Board) typing(c *live.Change) {
	one := b.rooms[c.Room.ID]
	if one == nil || c.Typing.By != chat.ByCustomer {
		return
	}
	was := one.typing != 0
	one.typing = 0
	if c.Typing.On {
		one.typing = b.opt.Now().Add(typingFor)
	}
	if was != c.Typing.On {
		b.touch(one, one.Agent)
	}
}

// touch marks a room as changed for everybody who sees it, or saw it while before had it.
func (b *Board) touch(one *room, before acd.AgentID) {
	one.plain, one.monitored = nil, nil
	b.mark(one, one.Agent)
	if before != one.Agent {
		b.mark(one, before)
	}
}

// mark tells those who see the rooms of an agent; rooms that nobody has everybody may see.
func (b *Board) mark(one *room, agent acd.AgentID) {
	for v := range b.wide {
		v.mark(one.ID)
	}
	if agent != chat.Robot {
		for v := range b.byAgent[agent] {
			v.mark(one.ID)
		}
		return
	}
	for _, list := range b.byAgent {
		for v := range list {
			if v.scope.Takes {
				v.mark(one.ID)
			}
		}
	}
}

// say hands a message to the pages of who has its room.
func (b *Board) say(one *room, m chat.Message) {
	for v := range b.byAgent[one.Agent] {
		v.say(m)
	}
	for v := range b.wide {
		if v.scope.Own != "" && v.scope.Own == one.Agent {
			v.say(m)
		}
	}
}

// tick ends what is over by time: typing, and the day.
func (b *Board) tick(ctx context.Context, w *live.Watcher) error {
	now, day := b.opt.Now(), b.today()
	b.mu.Lock()
	for _, one := range b.rooms {
		if one.typing != 0 && one.typing <= now {
			one.typing = 0
			b.touch(one, one.Agent)
		}
	}
	over := day != b.day
	b.mu.Unlock()
	if !over {
		return nil
	}
	var changes []live.Change
	var ended map[acd.AgentID]int
	var failed error
	if err := b.opt.Live.Look(ctx, func(*chat.House) {
		if changes, failed = w.Take(); failed == nil {
			ended, failed = b.endedSince(ctx, day)
		}
	}); err != nil || failed != nil {
		return cmp.Or(err, failed)
	}
	b.fold(changes)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.day, b.ended, b.recount = day, ended, true
	return nil
}

// refresh reads the rows of rooms about which something is news that changes do not carry, and
// the requests of agents.
// What cannot be read is tried again after a while.
func (b *Board) refresh(ctx context.Context) {
	b.mu.Lock()
	if b.failed != 0 && b.opt.Now().Sub(b.failed) < again {
		b.mu.Unlock()
		return
	}
	stale, asks := b.stale, b.asks
	b.stale, b.asks = map[chat.RoomID]struct{}{}, false
	b.mu.Unlock()
	if len(stale) == 0 && !asks {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var rows []chat.Row
	var asked map[acd.AgentID]chat.Asked
	var noRows, noAsked error // one is read whatever becomes of the other
	if len(stale) > 0 {
		rows, noRows = b.opt.Store.ChatRows(ctx, sorted(stale))
	}
	if asks {
		asked, noAsked = b.opt.Store.ChatAsked(ctx, b.opt.Now())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := cmp.Or(noRows, noAsked); err == nil {
		b.failed = 0
	} else {
		if b.failed == 0 {
			b.opt.Log.Error().Err(fault.WithCause(err)).Msg("rows of chats cannot be read: they are tried again")
		}
		b.failed = b.opt.Now()
	}
	switch {
	case noAsked != nil:
		b.asks = true
	case asks:
		b.asked = asked
		for v := range b.viewers {
			v.signal()
		}
	}
	if noRows != nil {
		maps.Copy(b.stale, stale)
	}
	for _, r := range rows {
		if one := b.rooms[r.Room.ID]; one != nil {
			b.read(one, r)
			b.touch(one, one.Agent)
		}
	}
}

// read takes over what the rows say of a room.
func (b *Board) read(one *room, r chat.Row) {
	one.row.Title, one.row.Room.Customer = r.Title, r.Visitor.Name
	one.row.Grade, one.row.External, one.row.Given, one.row.Blocked = r.Visitor.Grade, b.opt.Mask(r.Room.Channel, r.Visitor.External), r.Visitor.Given, r.Visitor.Blocked
	if r.Latest != nil && (one.row.Latest == nil || one.row.Latest.At <= r.Latest.At) {
		one.row.Latest = b.latestOf(*r.Latest)
	}
}

// Changed says that a customer, or the tags of their rooms, were changed beside the rooms.
func (b *Board) Changed(visitor chat.VisitorID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, one := range b.rooms {
		if one.Visitor == visitor {
			b.stale[id] = struct{}{}
		}
	}
	b.awake()
}

// Asked says that an agent has asked for something, or was answered.
func (b *Board) Asked() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asks = true
	b.awake()
}

// awake has Run read what is stale.
func (b *Board) awake() {
	select {
	case b.poke <- struct{}{}:
	default: // it is told already
	}
}

// Recount says that something of the rows of agents alone may be otherwise.
func (b *Board) Recount() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recount = true
}

// Reconfigured says that the centre was configured anew: every page gets a snapshot.
func (b *Board) Reconfigured(policy chat.Policy) {
	b.mu.Lock()
	b.policy = policy
	b.mu.Unlock()
	b.Renamed()
}

// Renamed says that the Directory tells something else: every page gets a snapshot.
func (b *Board) Renamed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recount = true
	for _, one := range b.rooms {
		one.plain, one.monitored = nil, nil
	}
	b.counted = 0
	b.anew()
}

// anew has every viewer begin again with a snapshot.
func (b *Board) anew() {
	for v := range b.viewers {
		b.leave(v)
		v.scope = v.may()
		b.enter(v)
		v.fresh = true
		v.signal()
	}
}

// encode writes the row of a room, for viewers who may monitor or not.
func (b *Board) encode(one *room, monitor bool) json.RawMessage {
	if one.row.Watcher == "" {
		monitor = false
	}
	if enc := one.plain; enc != nil && !monitor {
		return enc
	}
	if enc := one.monitored; enc != nil && monitor {
		return enc
	}
	row := one.row
	row.Room = RoomOf(one.Room, row.Room.Customer, b.opt.Directory.Site(one.Account))
	row.Kind, row.Typing = "room", one.typing != 0
	if row.Manager = b.opt.Directory.Chief(); one.Agent != chat.Robot {
		name, manager, _ := b.opt.Directory.Agent(one.Agent)
		row.AgentName, row.Manager = &name, manager
	}
	row.Middle, row.Large = b.categories(one.Category)
	if monitor {
		row.WatchName = b.opt.Directory.User(row.Watcher)
	} else {
		row.Watcher = ""
	}
	enc := encode(row)
	if monitor {
		one.monitored = enc
	} else {
		one.plain = enc
	}
	return enc
}

// categories returns a middle category and its large one; nil where there is none.
func (b *Board) categories(id chat.CategoryID) (middle, large *Category) {
	if id == "" {
		return nil, nil
	}
	name, parent, unused, there := b.opt.Directory.Category(id)
	if !there {
		name, unused = Names{Ko: string(id), En: string(id)}, true
	}
	middle = &Category{ID: id, Name: name, Unused: unused}
	if name, _, unused, there := b.opt.Directory.Category(parent); there {
		large = &Category{ID: parent, Name: name, Unused: unused}
	}
	return middle, large
}

func encode(v any) json.RawMessage {
	enc, err := json.Marshal(v)
	if err != nil { // of strings and numbers alone
		panic("board: " + err.Error())
	}
	return enc
}

// sorted are the ids of rooms, so that frames are the same each time.
func sorted(ids map[chat.RoomID]struct{}) []chat.RoomID {
	list := make([]chat.RoomID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.SortFunc(list, func(a, b chat.RoomID) int { return strings.Compare(string(a), string(b)) })
	return list
}
