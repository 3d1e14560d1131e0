package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Live gives encoded frames of the floor, each encoded once for all its viewers.
type Live interface {
	// Subscribe begins a stream of a topic within a scope: a snapshot, then
	// deltas.
	Subscribe(topics []string, scope acd.Scope) (LiveStream, error)
	// First gives the frames with which a stream begins: hello and a snapshot of each
	// topic, in JSON.
	First(ctx context.Context, topics []string, scope acd.Scope) ([]json.RawMessage, error)
}

// LiveStream is one viewer's frames.
type LiveStream interface {
	// Next waits for the next frame. It fails with ErrSlow when the viewer has
	// not kept up for too long.
	Next(ctx context.Context) (*websocket.PreparedMessage, error)
	Close()
}

// ErrSlow says that a viewer did not keep up.
var ErrSlow = errors.New("the viewer does not keep up")

// Close codes: 4000 to 4499 mean come back, 4500 to 4999 do not.
const (
	closeRestart   = 4000 // the program stops or restarts, or the agent's services have changed
	closeSlow      = 4001 // the viewer did not keep up
	closeNoisy     = 4002 // too many or too large messages
	closeEnded     = 4501 // nobody is logged in, or the log-in or token has ended
	closeElsewhere = 4502 // the agent has logged in at another desk
	closeDenied    = 4503 // not allowed; the close text says why
)

// Close codes of a log-in that waits for something before it goes on.
const (
	closeLocked   = 4504 // for the password again
	closeConfined = 4505 // for what the close text says: choosing, enrolling
)

// noCTI is the close text of closeDenied for an agent who is not logged in to the
// floor (W2). Pages know it by these words.
const noCTI = "no CTI connection"

// Limits of a live connection.
const (
	pingEvery    = 20 * time.Second
	deadAfter    = 30 * time.Second
	writeWithin  = 10 * time.Second
	largestInput = 32 << 10
	mostSockets  = 5000
	perViewer    = 50 // connections of one identity
)

// sockets are the open live connections.
type sockets struct {
	mu   sync.Mutex
	open map[*socket]struct{}
}

type socket struct {
	id     Identity
	serves []acd.ServiceID // an agent's services when it was opened, sorted
	board  bool            // a wallboard: ends with the agent's CTI connection
	cancel context.CancelCauseFunc
}

var (
	errEnded     = errors.New("the log-in has ended")
	errRestart   = errors.New("the program restarts")
	errElsewhere = errors.New("logged in at another desk")
	errLocked    = errors.New("the log-in is locked")
	errScope     = errors.New("the agent's services have changed")
	errNoCTI     = fault.New(fault.Denied, "the wallboard needs a CTI connection: log in to the floor at the desk first")
)

func (s *sockets) add(k *socket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*socket]struct{}{}
	}
	if len(s.open) >= mostSockets {
		return fault.New(fault.Overloaded, "there are too many live connections: try again in some seconds")
	}
	n := 0
	for o := range s.open {
		if o.id.Kind == k.id.Kind && o.id.ID == k.id.ID {
			n++
		}
	}
	if k.id.Kind == "user" && n >= perViewer {
		return fault.New(fault.Overloaded, "you have %d live connections open: close some tabs", n)
	}
	s.open[k] = struct{}{}
	return nil
}

func (s *sockets) remove(k *socket) {
	s.mu.Lock()
	delete(s.open, k)
	s.mu.Unlock()
}

// end closes the connections of some identities.
func (s *sockets) end(which func(Identity) bool) { s.endWith(errEnded, which) }

// endWith closes the connections of some identities and says why.
func (s *sockets) endWith(why error, which func(Identity) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.open {
		if which(k.id) {
			k.cancel(why)
		}
	}
}

// Shutdown closes every live connection, asking browsers to come back.
func (s *Server) Shutdown() {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	for k := range s.sockets.open {
		k.cancel(errRestart)
	}
}

// Rescope asks agents whose services have changed to come back: what a live
// connection shows is settled when it is opened. Call it after every change of
// what is configured.
func (s *Server) Rescope() error {
	agents, err := s.Centre.Agents(context.Background())
	if err != nil {
		return err
	}
	serves := make(map[acd.AgentID][]acd.ServiceID, len(agents))
	for _, a := range agents {
		serves[acd.AgentID(a.ID)] = servicesOf(a)
	}
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	for k := range s.sockets.open {
		if k.id.Role == people.AgentRole && !slices.Equal(k.serves, serves[k.id.Agent]) {
			k.cancel(errScope)
		}
	}
	return nil
}

// connected says why somebody may not look at the wallboard: it needs a CTI
// connection. An agent has one from log-in to the floor to log-out; managers,
// administrators, keys and displays have one by what they are.
func (s *Server) connected(ctx context.Context, id Identity) error {
	if id.Role != people.AgentRole || id.Kind != "user" {
		return nil
	}
	st, err := s.Floor.State(ctx)
	if err != nil {
		return err
	}
	for _, a := range st.Agents {
		if a.Agent.ID == id.Agent && a.State != acd.LoggedOut {
			return nil
		}
	}
	return errNoCTI
}

// refuse answers a request for the live connection that is not allowed. Scripts in
// a browser cannot see the status of a refused handshake (it looks like an outage
// to them), so browsers are let in and sent away with a close code and the reason;
// other clients get the status.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	code := fault.Of(err)
	told := code == unauthenticated || code == fault.Denied || code == codeLocked || code == codeEnrol || code == codeChoose
	if !told || !browser(r) || !s.sameOrigin(r) || !websocket.IsWebSocketUpgrade(r) {
		writeProblem(w, s.internal("live", err))
		return
	}
	up := websocket.Upgrader{WriteBufferPool: &writeBuffers, CheckOrigin: s.sameOrigin}
	conn, uerr := up.Upgrade(w, r, nil)
	if uerr != nil {
		return // the upgrader has answered
	}
	defer conn.Close()
	switch {
	case code == unauthenticated:
		s.closeWith(conn, closeEnded, "not logged in", "refused")
	case code == codeLocked:
		s.closeWith(conn, closeLocked, "locked", "refused")
	case code == codeChoose:
		s.closeWith(conn, closeConfined, string(choosing), "refused")
	case code == codeEnrol:
		s.closeWith(conn, closeConfined, string(enrolling), "refused")
	case errors.Is(err, errNoCTI):
		s.closeWith(conn, closeDenied, noCTI, "refused")
	default:
		s.closeWith(conn, closeDenied, err.Error(), "refused")
	}
}

// browser reports whether a request comes from a page, or from somebody who acts
// like one: it carries an Origin or a cookie, and no key.
func browser(r *http.Request) bool {
	return r.Header.Get("Authorization") == "" && (r.Header.Get("Origin") != "" || r.Header.Get("Cookie") != "")
}

// live upgrades a request to the live connection.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		writeProblem(w, fault.New(fault.Denied, "this page is not ours"))
		return
	}
	names, serves, scope, err := s.subscription(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.connect(w, r, serves, func(k *socket) ([]LiveStream, error) {
		stream, err := s.Live.Subscribe(names, scope)
		if err != nil {
			return nil, err
		}
		streams := []LiveStream{stream}
		if slices.Contains(names, "desk") {
			streams = append(streams, s.openDesk(string(k.id.Agent)))
		}
		if slices.Contains(names, "reservations") {
			streams = append(streams, s.openReserved())
		}
		if slices.Contains(names, "callbacks") {
			streams = append(streams, s.openCallbacks(k.id))
		}
		if slices.Contains(names, "sms") {
			streams = append(streams, s.openTexts(k.id))
		}
		if slices.Contains(names, "chats") {
			streams = append(streams, s.openChats(k.id, false))
		}
		if slices.Contains(names, "chat_agents") {
			streams = append(streams, s.openChats(k.id, true))
		}
		return streams, nil
	})
}

// connect upgrades a request and sends the frames of streams until the connection or
// the log-in ends.
func (s *Server) connect(w http.ResponseWriter, r *http.Request, serves []acd.ServiceID, open func(*socket) ([]LiveStream, error)) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(r.Context()))
	defer cancel(nil)
	k := &socket{id: who(r.Context()), serves: serves, board: asBoard(r), cancel: cancel}
	if err := s.sockets.add(k); err != nil {
		writeProblem(w, err)
		return
	}
	defer s.sockets.remove(k)
	if now, err := s.scope(ctx); err != nil || !slices.Equal(now, serves) {
		cancel(errScope) // it changed before Rescope could know of this connection
	}
	streams, err := open(k)
	if err != nil {
		writeProblem(w, s.internal("live", err))
		return
	}
	for _, stream := range streams {
		defer stream.Close()
	}
	up := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferPool: &writeBuffers, WriteBufferSize: 4096, CheckOrigin: s.sameOrigin}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer conn.Close()
	gauge := s.metrics.sockets.WithLabelValues(k.id.Kind)
	gauge.Inc()
	defer gauge.Dec()
	var reading sync.WaitGroup
	reading.Go(func() { cancel(s.listen(conn)) })
	s.talk(ctx, conn, streams, k)
	conn.Close()
	reading.Wait()
}

var writeBuffers sync.Pool

// writer lets several streams write to one connection.
type writer struct {
	mu   sync.Mutex
	conn *websocket.Conn
}

func (w *writer) send(m *websocket.PreparedMessage) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn.SetWriteDeadline(time.Now().Add(writeWithin)) //nolint:errcheck // a bad connection shows at the write
	return w.conn.WritePreparedMessage(m)
}

// errUnwritten ends the talk with a client to which nothing can be written.
var errUnwritten = errors.New("the client cannot be written to")

// talk sends frames until the connection or the log-in ends.
func (s *Server) talk(ctx context.Context, conn *websocket.Conn, streams []LiveStream, k *socket) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	w := writer{conn: conn}
	failed := make(chan error, len(streams))
	var pulling sync.WaitGroup
	pullCtx, stop := context.WithCancel(ctx)
	defer pulling.Wait()
	defer stop()
	for _, stream := range streams {
		pulling.Go(func() {
			for {
				m, err := stream.Next(pullCtx)
				if err == nil && w.send(m) != nil {
					err = errUnwritten
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for {
		select {
		case <-ping.C:
			switch gone, err := s.gone(ctx, k.id); {
			case err != nil:
			case gone != free:
				code, text := gone.closing()
				s.closeWith(conn, code, text, string(gone))
				return
			}
			if k.board && errors.Is(s.connected(ctx, k.id), errNoCTI) {
				s.closeWith(conn, closeDenied, noCTI, "ended")
				return
			}
			if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)) != nil {
				s.metrics.dropped.WithLabelValues("write").Inc()
				return
			}
		case err := <-failed:
			switch cause := context.Cause(ctx); {
			case errors.Is(cause, errEnded):
				s.closeWith(conn, closeEnded, "log-in ended", "ended")
			case errors.Is(cause, errElsewhere):
				s.closeWith(conn, closeElsewhere, "logged in at another desk", "elsewhere")
			case errors.Is(cause, errLocked):
				s.closeWith(conn, closeLocked, "locked", "locked")
			case errors.Is(cause, errRestart):
				s.closeWith(conn, closeRestart, "restart", "restart")
			case errors.Is(cause, errScope):
				s.closeWith(conn, closeRestart, "services changed", "services")
			case errors.Is(cause, errNoisy):
				s.closeWith(conn, closeNoisy, "too many messages", "noisy")
			case errors.Is(err, ErrSlow):
				s.closeWith(conn, closeSlow, "too slow", "slow")
			case errors.Is(err, errUnwritten):
				s.metrics.dropped.WithLabelValues("write").Inc()
			case cause == nil:
				s.closeWith(conn, closeRestart, "restart", "restart")
			}
			return
		}
	}
}

func (s *Server) closeWith(conn *websocket.Conn, code int, text, reason string) {
	s.metrics.dropped.WithLabelValues(reason).Inc()
	conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second)) //nolint:errcheck // it may be gone
}

// ended is a confinement too: of a log-in, key or token that is no more.
const ended confinement = "ended"

// closing is the close code and text of a live connection whose log-in has come to be
// confined.
func (c confinement) closing() (code int, text string) {
	switch c {
	case locked:
		return closeLocked, "locked"
	case ended:
		return closeEnded, "log-in ended"
	}
	return closeConfined, string(c)
}

// gone reports whether an identity is no longer valid, or confined.
func (s *Server) gone(ctx context.Context, id Identity) (confinement, error) {
	now := id
	var err error
	switch id.Kind {
	case "user":
		now, err = s.userIdentity(ctx, id.TokenHash, looks)
	case "key":
		_, err = s.People.APIKeyByHash(ctx, id.TokenHash)
	case "display":
		_, err = s.People.DisplayTokenByHash(ctx, id.TokenHash)
	}
	if fault.Is(err, fault.NotFound) || err == nil && now.Kind == "" {
		return ended, nil
	}
	return now.Confined, err
}

var errNoisy = errors.New("the client sends too much")

// listen reads what the client sends (nothing but pongs is expected) and returns
// when the connection is dead.
func (s *Server) listen(conn *websocket.Conn) error {
	window, n := time.Now(), 0
	count := func() error { // pings and pongs cost as much as messages
		if time.Since(window) > time.Second {
			window, n = time.Now(), 0
		}
		if n++; n > 20 {
			return errNoisy
		}
		return nil
	}
	alive := func() error { return conn.SetReadDeadline(time.Now().Add(deadAfter)) }
	conn.SetPongHandler(func(string) error { return cmp.Or(count(), alive()) })
	conn.SetPingHandler(func(data string) error {
		conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin)) //nolint:errcheck // a bad connection shows at the next read
		return count()
	})
	if err := alive(); err != nil {
		return err
	}
	for {
		_, r, err := conn.NextReader()
		if err != nil {
			return err
		}
		switch n, err := io.Copy(io.Discard, io.LimitReader(r, largestInput+1)); { // the limit of the library would close with a code of its own (1009)
		case err != nil:
			return err
		case n > largestInput:
			return errNoisy
		}
		if err := count(); err != nil {
			return err
		}
	}
}

// subscription reads and checks the topics and the scope of a request; serves are
// the services that the caller may see.
func (s *Server) subscription(r *http.Request) (names []string, serves []acd.ServiceID, _ acd.Scope, _ error) {
	id, ctx := who(r.Context()), r.Context()
	names = strings.Split(r.URL.Query().Get("topics"), ",")
	for _, t := range names {
		rule, ok := topics[t]
		if !ok {
			return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "there is no topic %q: there are services, agents, calls, colleagues, desk, reservations, callbacks, sms, chats and chat_agents", t)
		}
		if err := rule.allow(id, "live"); err != nil {
			return nil, nil, acd.Scope{}, err
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if slices.Contains(names, "desk") && (id.Agent == "" || s.Feed == nil) {
		return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "the topic desk is of an agent: this log-in is of nobody who takes calls")
	}
	if slices.Contains(names, "reservations") && s.Feed == nil {
		return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "the topic reservations is not told here")
	}
	if slices.Contains(names, "callbacks") && s.CallbackFeed == nil {
		return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "the topic callbacks is not told here")
	}
	if slices.Contains(names, "sms") && s.SMSFeed == nil {
		return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "the topic sms is not told here")
	}
	if (slices.Contains(names, "chats") || slices.Contains(names, "chat_agents")) && s.ChatBoard == nil {
		return nil, nil, acd.Scope{}, fault.New(fault.Invalid, "there are no chats here")
	}
	if asBoard(r) {
		if err := s.connected(ctx, id); err != nil {
			return nil, nil, acd.Scope{}, err
		}
	}
	serves, err := s.scope(ctx)
	if err != nil {
		return nil, nil, acd.Scope{}, err
	}
	scope := narrowed(scopeOf(id, serves), serves, r.URL.Query().Get("services"))
	return names, serves, scope, nil
}

// narrowed is a scope within some services, comma between (none: as it is), of who may see
// serves.
func narrowed(scope acd.Scope, serves []acd.ServiceID, want string) acd.Scope {
	if want == "" {
		return scope
	}
	some := []acd.ServiceID{}
	for _, v := range strings.Split(want, ",") {
		if sv := acd.ServiceID(v); sees(serves, sv) {
			some = append(some, sv)
		}
	}
	slices.Sort(some)
	scope.Services = some
	return scope
}

// scopeOf is what somebody sees who may see some services (nil: all): administrators
// and displays everything of these, managers their own agents and themselves, agents
// themselves.
func scopeOf(id Identity, serves []acd.ServiceID) acd.Scope {
	scope := acd.Scope{Services: slices.Clone(serves)}
	slices.Sort(scope.Services)
	switch id.Role {
	case people.Administrator, people.Display:
	case people.Manager:
		scope.Manager, scope.Agent = cmp.Or(id.Manager, id.Login), id.Agent
	default:
		if scope.Agent = id.Agent; id.Agent == "" { // of nobody who takes calls
			scope.Services = []acd.ServiceID{}
		}
	}
	return scope
}

// asBoard reports whether the viewer is a wallboard, which needs a CTI connection (W2).
func asBoard(r *http.Request) bool { return r.URL.Query().Get("board") != "" }

// sameOrigin lets browsers connect from our own pages only. A request without an
// Origin is no browser's; it has shown a key or a cookie.
func (s *Server) sameOrigin(r *http.Request) bool {
	o := r.Header.Get("Origin")
	if o == "" {
		return true
	}
	if s.cfg.PublicURL != "" && o == s.cfg.PublicURL {
		return true
	}
	u, err := url.Parse(o)
	return err == nil && u.Host == r.Host
}
