package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/store"
)

// UsageError is a mistake of the person at the keyboard: exit code 2.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e *UsageError) Unwrap() error { return e.Err }

// ServeOptions are those of `callfloor serve`.
type ServeOptions struct {
	File     string
	Demo     bool
	Out, Log io.Writer
	Signals  <-chan os.Signal // SIGTERM and SIGINT stop (twice: at once, three times: as it is), SIGHUP reloads
}

// defaultFile is read when no file is named and it exists.
const defaultFile = "callfloor.yaml"

// load reads the configuration that a command is about.
func load(file string, more ...config.Check) (*config.Config, string, error) {
	if file == "" {
		if _, err := os.Stat(defaultFile); errors.Is(err, fs.ErrNotExist) {
			return config.Default(), "", nil
		}
		file = defaultFile
	}
	c, err := config.Load(file, more...)
	if err != nil {
		return nil, "", &UsageError{err}
	}
	return c, file, nil
}

// Serve runs the program until a signal ends it.
func Serve(ctx context.Context, o ServeOptions) error {
	tuneRuntime()
	cfg, file, err := load(o.File, config.Secrets, certificate)
	if err != nil {
		return err
	}
	if o.Demo {
		return serveDemo(ctx, cfg, o)
	}
	a, err := Start(ctx, Options{Config: cfg, File: file, Log: o.Log, Out: o.Out})
	if err != nil {
		return err
	}
	return a.wait(ctx, o.Signals)
}

// wait serves until SIGTERM or SIGINT, and then drains; a second one ends calls
// at once and stops in order, a third one ends the program as it is. At once stops another program that has taken the database.
func (a *App) wait(ctx context.Context, signals <-chan os.Signal) error {
	for {
		select {
		case err := <-a.lost:
			a.log.Error().Err(err).Msg("the lock on the database was lost: the program stops, so that two do not write one journal")
			now := make(chan struct{})
			close(now)
			return errors.Join(err, a.Stop(context.WithoutCancel(ctx), now))
		case s := <-signals:
			if s == syscall.SIGHUP {
				a.Reload(ctx)
				continue
			}
		case <-ctx.Done():
		}
		break
	}
	now, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with Stop
		for asked := 1; ; {
			select {
			case s := <-signals:
				if s == syscall.SIGHUP {
					continue
				}
				if asked++; asked == 2 {
					close(now)
					continue
				}
				a.log.Error().Msg("asked a third time to stop: the program ends without an orderly end; the next start goes on from the journal")
				os.Exit(1)
			case <-ctx.Done():
				if asked == 1 {
					close(now)
				}
				<-stopped
				return
			case <-stopped:
				return
			}
		}
	}()
	err := a.Stop(context.WithoutCancel(ctx), now)
	close(stopped)
	a.log.Info().Err(err).Msg("stopped")
	return err
}

// ConfigExample prints a configuration that works.
func ConfigExample(w io.Writer) error { return config.Example(w) }

// ConfigDescribe prints every key.
func ConfigDescribe(w io.Writer) error { return config.Describe(w) }

// certificate is a config.Check of the certificate and the key that HTTPS needs.
func certificate(c *config.Config) []centre.Problem {
	if c.HTTP.Cert == "" || c.HTTP.Key == "" {
		return nil
	}
	if _, err := tls.LoadX509KeyPair(c.HTTP.Cert, c.HTTP.Key); err != nil {
		return []centre.Problem{{Path: "http.cert", Message: fmt.Sprintf("with http.key: %v: they are PEM files that belong together, readable by the user that callfloor runs as", err)}}
	}
	return nil
}

// ConfigCheck checks a file with what it names: files, secrets, and what was made on
// screen and stands in the database, where there is one.
func ConfigCheck(w io.Writer, file string) error {
	unread := error(nil)
	stored := func(c *config.Config) []centre.Problem {
		d, err := storedOf(context.Background(), c)
		if unread = err; err != nil {
			return nil
		}
		d.Services, d.Menus = c.Services, append(slices.Clone(c.Menus), d.Menus...) // the file's first: they have its places
		return d.looseAt(func(i int) string { return fmt.Sprintf("services[%d]", i) }, func(i int) string { return fmt.Sprintf("menus[%d]", i) })
	}
	c, err := config.Load(file, newMusic("").wrong, config.Secrets, certificate, stored)
	if err != nil {
		return &UsageError{err}
	}
	warnings, err := config.Locate(file, config.Warnings(c))
	if err != nil {
		return &UsageError{err}
	}
	for _, line := range warnings {
		_, _ = fmt.Fprintf(w, "warning: %s:%s\n", file, line)
	}
	if unread != nil {
		_, _ = fmt.Fprintf(w, "warning: %s: menus, hours and sounds that were made on screen are not looked at: %v\n", file, unread)
	}
	_, err = fmt.Fprintf(w, "%s is good (services: %d, agents: %d, trunks: %d)\n", file, len(c.Services), len(c.Agents), len(c.Trunks))
	return err
}

// storedOf is what the database has that a file may name, by identifier alone; there is
// nothing where there is no database yet. A program may run on it.
func storedOf(ctx context.Context, c *config.Config) (d Directory, err error) {
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "callfloor.db")); errors.Is(err, fs.ErrNotExist) {
			return d, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	db, err := store.OpenLog(ctx, c.Data, c.Database)
	if err != nil {
		return d, err
	}
	defer db.Close()
	for k, take := range map[store.Kind]func(id string){
		store.Menus:  func(id string) { d.Menus = append(d.Menus, centre.Menu{ID: id}) },
		store.Hours:  func(id string) { d.Hours = append(d.Hours, centre.Hours{ID: id}) },
		store.Sounds: func(id string) { d.Sounds = append(d.Sounds, centre.Sound{ID: id}) },
	} {
		ids, err := db.EntityIDs(ctx, k)
		if err != nil {
			return d, err
		}
		for _, id := range ids {
			take(id)
		}
	}
	return d, nil
}

// ReplayOptions are those of `callfloor replay`.
type ReplayOptions struct {
	File   string
	Events bool
	Until  uint64
	Check  bool
}

// errUntil ends a replay at the wanted command.
var errUntil = errors.New("until")

// Replay runs the journal of a centre through the core and prints the floor that
// it leads to, as JSON. It starts at the beginning ("from" is 0), or at the oldest
// snapshot where the beginning is older than limits.keep_journal.
func Replay(ctx context.Context, w io.Writer, o ReplayOptions) error {
	cfg, _, err := load(o.File)
	if err != nil {
		return err
	}
	if cfg.Database == "" {
		if _, err := os.Stat(filepath.Join(cfg.Data, "journal.db")); err != nil {
			return fmt.Errorf("there is no journal in %s: %w", cfg.Data, err)
		}
	}
	key, err := cfg.KeyFile()
	if err != nil {
		return err
	}
	db, err := store.OpenJournal(ctx, cfg.Data, cfg.Database, key)
	if err != nil {
		return err
	}
	defer db.Close()
	enc := json.NewEncoder(w)
	var last floor.Point
	from := uint64(0)
	err = floor.ReplayAll(ctx, db.Journal(), 1, func(p floor.Point) error {
		if last = p; p.Snapshot != nil {
			from = p.LSN
		}
		if o.Events {
			for i, ev := range p.Events {
				line := map[string]any{"seq": p.Seq - uint64(len(p.Events)-1-i), "at": p.At, "event": acd.Name(ev), "data": ev}
				if err := enc.Encode(line); err != nil {
					return err
				}
			}
		}
		if o.Check {
			if err := p.Core.Check(); err != nil {
				return fmt.Errorf("after command %d: %w", p.LSN, err)
			}
		}
		if o.Until != 0 && p.LSN >= o.Until {
			return errUntil
		}
		return nil
	})
	if err != nil && !errors.Is(err, errUntil) {
		return err
	}
	if last.Core == nil {
		return errors.New("the journal is empty")
	}
	if o.Events {
		return nil
	}
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{"from": from, "lsn": last.LSN, "seq": last.Seq, "at": last.At, "state": last.Core.State()})
}
