// Package app reads the configuration, builds every part of the program, starts
// them in order and stops them in the reverse order.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat/channel"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/signon"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
	"github.com/callfloor/callfloor/web/ui"
)

// Options are what the command line decides.
type Options struct {
	Config *config.Config
	File   string    // the configuration file, for reload; "" without one
	Log    io.Writer // log lines
	Out    io.Writer // what a person who starts the program reads
	Demo   bool      // the demo makes its own people: no first-run link

	// Clock is the clock on the wall by which services open and close and the program rings
	// people by itself: time.Now where it is nil. The floor has a clock of its own.
	Clock func() time.Time
}

// App is the running program.
type App struct {
	cfg *config.Config
	out io.Writer
	log zerolog.Logger
	reg *prometheus.Registry

	jobs    *jobMetrics
	db      *store.DB
	centre  *Centre
	floor   *floor.Floor
	shared  atomic.Pointer[floor.Floor] // floor, for the operators' listener, which runs before it
	media   *media.Engine
	sip     *sip.Server
	music   *music
	board   *board
	notices *notices
	rows    *rowWriter
	desk    *deskWork
	sms     *sms.Engine
	smsKept countedSMS
	texts   desk.Feed       // of pages with messages
	kakao   *kakaoTemplates // of Alimtalk; nil: nobody sends it
	smsHook http.Handler    // what its provider is told; nil: nothing
	events  *events

	callbacks *callbackWork
	chat      *chatWork
	channels  atomic.Pointer[channel.Hub] // nil until it runs: providers of messages are there before
	web       *web.Server
	setup     string // one-time code of the first-run link
	began     time.Time
	clock     func() time.Time // see Options
	lost      chan error       // capacity 1: the database is another program's now

	httpAddr, metricsAddr string

	closers []closer
	ready   readiness
}

// closer is one thing to undo at the end.
type closer struct {
	name string
	end  func(context.Context) error
}

func (a *App) onClose(name string, end func(context.Context) error) {
	a.closers = append(a.closers, closer{name, end})
}

// Start builds and starts everything. When it fails, what was started is stopped
// and the error says what to do.
func Start(ctx context.Context, opt Options) (*App, error) {
	a := &App{cfg: opt.Config, out: opt.Out, reg: prometheus.NewRegistry(), began: time.Now(), clock: opt.Clock, lost: make(chan error, 1)}
	if a.clock == nil {
		a.clock = time.Now
	}
	a.log = newLogger(opt.Config.Log, opt.Log)
	steps := []func(context.Context) error{
		a.startOperators, func(ctx context.Context) error { return a.openStore(ctx, opt.Demo) },
		func(ctx context.Context) error { return a.openCentre(ctx, opt.File) },
		a.openFloor, a.openDesk, a.openSMS, a.openEvents, a.openBoard, a.openCallbacks, a.openChat, a.openChatBoard, a.openChannels, a.openMedia, a.openSIP, a.openWeb,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			return nil, errors.Join(fault.WithCause(err), a.close(stop))
		}
	}
	a.ready.set("", nil)
	a.banner()
	return a, nil
}

// close undoes everything, last first.
func (a *App) close(ctx context.Context) error {
	var errs []error
	for _, c := range slices.Backward(a.closers) {
		if err := c.end(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", c.name, err))
		}
	}
	a.closers = nil
	return errors.Join(errs...)
}

// floorNow returns the floor, nil before it is open.
func (a *App) floorNow() *floor.Floor { return a.shared.Load() }

// Stop drains and then stops: new calls are refused, calls that are up may end
// until the limit or until now is closed.
func (a *App) Stop(ctx context.Context, now <-chan struct{}) error {
	a.ready.set("draining", errors.New("the program is stopping: it takes no new calls"))
	a.callbacks.drain()
	limit := a.cfg.Limits.Drain.D()
	dctx, cancel := context.WithTimeout(ctx, limit)
	var waiting sync.WaitGroup
	waiting.Go(func() {
		select {
		case <-now:
			cancel()
		case <-dctx.Done():
		}
	})
	a.log.Info().Stringer("limit", limit).Int("calls", a.sip.Calls()).Msg("draining: new calls are refused, calls that are up may end; a second signal hangs them up")
	if err := a.sip.Drain(dctx); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		a.log.Error().Err(err).Msg("draining failed")
	}
	cancel()
	waiting.Wait()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return a.close(stop)
}

// Reload reads the configuration file again, as SIGHUP asks.
func (a *App) Reload(ctx context.Context) {
	if err := a.centre.Reload(ctx); err != nil {
		a.log.Error().Err(err).Msg("the configuration was not read again")
	}
}

func (a *App) openStore(ctx context.Context, demo bool) error {
	a.jobs = newJobMetrics(a.reg)
	key, err := a.cfg.KeyFile()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, a.cfg.Data, a.cfg.Database, key, store.Observe(newStoreMetrics(a.reg, a.jobs).observe))
	if err != nil {
		return err
	}
	a.db = db
	a.onClose("the database", func(context.Context) error { return db.Close() })
	if err := db.Lock(ctx, func(err error) { a.lost <- err }); err != nil {
		return err
	}
	if !demo { // its data and its key go with it
		a.sayKeys()
	}
	a.reg.MustRegister(logSizes{db})
	countSealing(a.reg, db)
	a.whileOpen("sealing", a.keepSealed)
	keys := make([]people.APIKey, len(a.cfg.APIKeys))
	for i, k := range a.cfg.APIKeys {
		keys[i] = people.APIKey{ID: "file-" + k.Name, Name: k.Name, Hash: people.HashToken(k.Key), Role: people.Role(k.Role), Manager: k.Manager}
		for _, p := range k.Permissions {
			keys[i].Permissions = append(keys[i].Permissions, people.Permission(p))
		}
	}
	if err := db.SyncFileKeys(ctx, keys); err != nil {
		return err
	}
	has, err := db.HasAdministrator(ctx)
	if err != nil {
		return err
	}
	if !has && !demo {
		a.setup, _ = people.NewToken()
	}
	return nil
}

func (a *App) openCentre(ctx context.Context, file string) error {
	a.music = newMusic(filepath.Join(a.cfg.Data, "sounds"))
	c, err := openCentre(ctx, a.db, a.cfg, file, a.music, a.log)
	if err != nil {
		return err
	}
	c.clock = a.clock
	a.centre = c
	a.whileOpen("tidying", a.tidy)
	return nil
}

// whileOpen runs something beside everything else, until the program stops.
func (a *App) whileOpen(name string, run func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { run(ctx) })
	a.onClose(name, func(context.Context) error {
		cancel()
		running.Wait()
		return nil
	})
}

func (a *App) openFloor(ctx context.Context) error {
	rows, err := a.db.Rows(ctx)
	if err != nil {
		return err
	}
	kept, err := rows.Kept(ctx)
	if err != nil {
		return err
	}
	loc, err := time.LoadLocation(a.centre.Profile().TimeZone)
	if err != nil {
		return fmt.Errorf("time zone: %w", err)
	}
	f, err := floor.Open(ctx, floor.Options{
		Journal: a.db.Journal(), Location: loc, Log: a.log, Seed: 1, Keep: a.cfg.Limits.KeepJournal.D(),
		ReadFrom: rows.Seq(),
		KeptTo:   kept,
		OnRecovered: func(s acd.State, c floor.Cursor) {
			rows.Settle(c.Seq, s.Now, liveIn(s))
		},
		OnReplay: func(evs []floor.Stamped) {
			for _, ev := range evs {
				rows.Apply(ev.Seq, ev.At, ev.Event)
			}
		},
	})
	if err != nil {
		return err
	}
	a.floor = f
	a.shared.Store(f)
	w := startRows(f, a.db, rows, a.jobs, a.log)
	a.rows = w
	a.onClose("the floor", func(ctx context.Context) error {
		err := f.Close()
		return errors.Join(err, w.wait(ctx)) // until every event is a row
	})
	stop, err := a.centre.connect(ctx, func(ctx context.Context) (acd.State, error) {
		st, _, err := f.Snapshot(ctx)
		return st, overloaded(err)
	}, a.apply)
	if err != nil {
		return err
	}
	a.onClose("the centre", func(context.Context) error { stop(); return nil })
	a.whileOpen("opening hours", a.centre.keepHours)
	return nil
}

// apply does commands of the configuration; a refusal is an error for people.
func (a *App) apply(ctx context.Context, cmds ...acd.Command) error {
	if len(cmds) == 0 {
		return nil
	}
	r, err := a.floor.Do(ctx, cmds...)
	if err != nil {
		return overloaded(err)
	}
	if ref, ok := r.Refused(); ok {
		switch ref.Code {
		case acd.ServiceBusy:
			return fault.New(fault.Conflict, "the service %q has live calls: try again when they have ended", ref.Service)
		case acd.AgentLoggedIn:
			return fault.New(fault.Conflict, "the agent %q is logged in: log the agent out first", ref.Agent)
		}
		return fault.New(fault.Invalid, "the floor refused %s (%s)", ref.Command, ref.Code)
	}
	return nil
}

func overloaded(err error) error {
	if errors.Is(err, floor.ErrOverloaded) || errors.Is(err, floor.ErrClosed) {
		return fault.New(fault.Overloaded, "%w", err)
	}
	return err
}

func (a *App) openBoard(ctx context.Context) error {
	set := wallboard.Config{
		Build: Build(), TimeZone: a.centre.Profile().TimeZone, Now: func() time.Time { return a.floor.Now().Std() },
	}
	b, err := startBoard(a.floor, set, newFloorMetrics(a.reg, a.floor), a.reg, a.log)
	if err != nil {
		return err
	}
	a.board = b
	a.onClose("the wallboard", b.stop)
	a.notices, err = openNotices(ctx, a.db, b.hub)
	return err
}

func (a *App) openMedia(context.Context) error {
	addr, err := netip.ParseAddr(a.cfg.Media.Address)
	if err != nil {
		return fmt.Errorf("media.address: %w", err)
	}
	mc := media.Config{Addr: addr, PortMin: uint16(a.cfg.Media.Ports.Low), PortMax: uint16(a.cfg.Media.Ports.High)}
	if a.cfg.Media.Advertise != "" {
		if mc.Advertise, err = netip.ParseAddr(a.cfg.Media.Advertise); err != nil {
			return fmt.Errorf("media.advertise: %w", err)
		}
	}
	e, err := media.New(mc, a.log)
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	a.media = e
	a.onClose("media", func(context.Context) error { e.Close(); return nil })
	return nil
}

func (a *App) openWeb(ctx context.Context) error {
	notes := startAccessLog(a.db, a.log)
	a.onClose("the access log", notes.close)
	public := strings.TrimSuffix(a.cfg.HTTP.PublicURL, "/")
	var proxies []netip.Prefix
	for _, p := range a.cfg.HTTP.Proxies {
		v, err := centre.ParseSource(p)
		if err != nil {
			return fmt.Errorf("http.trusted_proxies: %w", err)
		}
		proxies = append(proxies, v)
	}
	key, err := a.chatKey(ctx)
	if err != nil {
		return err
	}
	s := web.New(web.Config{
		PublicURL: public, Secure: strings.HasPrefix(public, "https://") || a.cfg.HTTP.Cert != "",
		Build: Build(), SetupCode: a.setup, KeyFile: absolute(a.db.Keys().File), KeyBeside: a.keyBesideData(), Proxies: proxies,
		Desk: web.DeskConfig{Region: a.cfg.Desk.Region, Compare: desk.Compare(a.cfg.Desk.Compare)},
	}, web.Deps{
		Floor: webFloor{a.floor, a.board.reasons}, Centre: a.centre, People: notes, History: a.db, Phones: phones{a},
		Live: a.board, Notices: a.notices, UI: ui.Files(), Log: a.log, Metrics: a.reg, Ready: a.ready.err,
		EventLog: a.events.out, Hooks: hookKeeper{a.events, a.db}, Tell: a.events.Tell,
		SMS: a.smsKept, Texter: texter{a.sms, a}, Called: a.smsHook, SMSFeed: &a.texts,
		Desk: a.smsKept, Feed: &a.desk.feed, Orders: a.desk.shops, Reblock: a.desk.reblock, Barred: func() web.BarredMessage { return a.music.barredHear(a.centre.directory()) },
		System: a.system, Backup: a.noteBackup, SignOn: signon.New(time.Now),
		Chats: chatRows{a.db, a.chat.live}, Rooms: a.chat.live, ChatBoard: a.chat.board, ChatSeen: a.chat.Seen, Schedules: a.centre,
		Callbacks: a.db, Book: a.callbacks.book, Voices: a.callbacks.voices, CallbackFeed: &a.callbacks.feed,
	})
	a.web = s
	a.whileOpen("the pages of chats", a.chat.board.Run) // it masks numbers as the web does
	a.whileOpen("people at chats", func(ctx context.Context) {
		for pause(ctx, chatPace) {
			s.SettleChatSeats()
		}
	})
	a.chat.openWidget(key, s.Address)
	s.Visitors = a.chat.widget
	a.onClose("the chats of customers", a.chat.widget.Close)
	a.centre.onChange(func(Directory) error { return s.Rescope() })
	srv := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: stdLog(a.log),
	}
	ln, err := listen(ctx, a.cfg.HTTP.Listen, "http.listen")
	if err != nil {
		return err
	}
	a.httpAddr = ln.Addr().String()
	a.serve(srv, ln, a.cfg.HTTP.Cert, a.cfg.HTTP.Key)
	a.onClose("the web", func(ctx context.Context) error {
		s.Shutdown()
		return srv.Shutdown(ctx)
	})
	return nil
}

// serve runs a server until it is shut down.
func (a *App) serve(srv *http.Server, ln net.Listener, cert, key string) {
	var running sync.WaitGroup
	running.Go(func() {
		var err error
		if cert != "" {
			err = srv.ServeTLS(ln, cert, key)
		} else {
			err = srv.Serve(ln)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			a.log.Error().Err(err).Msg("the web server stopped")
			a.ready.set("web", fmt.Errorf("the web server stopped: %w", err))
		}
	})
	a.onClose("the listener "+ln.Addr().String(), func(context.Context) error { running.Wait(); return nil })
}

// listen opens a TCP listener; a busy port is said plainly.
func listen(ctx context.Context, addr, key string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot listen on %s: %w%s", key, addr, err, listenHint(err))
	}
	return ln, nil
}

// listenHint says what to look at when a port cannot be opened.
func listenHint(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return " (is another program, or another callfloor, running on it?)"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return " (it is not an address of this machine: `ip address` lists those)"
	case errors.Is(err, syscall.EACCES):
		return " (ports below 1024 need the capability CAP_NET_BIND_SERVICE: take a higher one)"
	}
	return ""
}

// banner tells the person who started the program where everything is.
func (a *App) banner() {
	base := a.cfg.HTTP.PublicURL
	if base == "" {
		scheme := "http"
		if a.cfg.HTTP.Cert != "" {
			scheme = "https"
		}
		base = scheme + "://" + a.httpAddr
	}
	base = strings.TrimSuffix(base, "/")
	fmt.Fprintf(a.out, "\nCallfloor %s\n\n", Build())
	fmt.Fprintf(a.out, "  Wallboard   %s/wallboard\n  Desk        %s/desk\n  API         %s/api/v1/openapi.json\n", base, base, base)
	fmt.Fprintf(a.out, "  SIP         %s\n", a.sipAddresses())
	if a.metricsAddr != "" {
		fmt.Fprintf(a.out, "  Metrics     http://%s/metrics\n", a.metricsAddr)
	}
	fmt.Fprintf(a.out, "  Data        %s\n", absolute(a.cfg.Data))
	fmt.Fprintf(a.out, "  Key         %s\n", absolute(a.db.Keys().File))
	if a.db.Keys().Made && a.setup != "" {
		fmt.Fprint(a.out, "              Numbers and secrets in the database are sealed with it, and lost without it:\n              copy it now to a place that is not this disk.\n")
	}
	if a.setup != "" {
		fmt.Fprintf(a.out, "\n  First start: make the administrator here (the link makes one, and goes on with the set-up):\n  %s/setup?code=%s\n", base, a.setup)
	}
	fmt.Fprintln(a.out)
}
