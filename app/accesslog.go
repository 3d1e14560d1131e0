package app

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
)

const (
	mostNotes = 10_000      // lines of the access log that wait for the database
	noteTry   = time.Second // how long somebody who acted on the floor waits for a line
)

// accessLog is the store for the web, with lines about what has happened on the
// floor already: those wait in memory while the database fails, because a locked
// or full database must not keep a manager from the floor.
type accessLog struct {
	*store.DB
	log   zerolog.Logger
	lines chan people.Access // bounded: when it is full, the action is refused
	late  atomic.Int64       // lines that wait
	stop  chan struct{}
	done  sync.WaitGroup
}

func startAccessLog(db *store.DB, log zerolog.Logger) *accessLog {
	l := &accessLog{DB: db, log: log, lines: make(chan people.Access, mostNotes), stop: make(chan struct{})}
	l.done.Go(l.run)
	return l
}

// NoteAccess implements web.People.
func (l *accessLog) NoteAccess(ctx context.Context, a people.Access) error {
	if l.late.Load() == 0 {
		tctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTry)
		defer cancel()
		err := l.LogAccess(tctx, a)
		if err == nil {
			return nil
		}
		l.log.Error().Err(fault.WithCause(err)).Msg("the access log cannot be written: its lines wait in memory; check the database and the disk")
	}
	l.late.Add(1)
	select {
	case l.lines <- a:
		return nil
	default:
		l.late.Add(-1)
		return fault.New(fault.Overloaded, "the access log cannot be written: try again later")
	}
}

// run writes the lines that wait, until there are none at the end or the database
// still fails then.
func (l *accessLog) run() {
	for {
		select {
		case a := <-l.lines:
			if !l.write(a) {
				return
			}
		case <-l.stop:
			if len(l.lines) == 0 {
				return
			}
		}
	}
}

// write tries until the line is written; at the end of the program only once.
func (l *accessLog) write(a people.Access) bool {
	for {
		err := l.LogAccess(context.Background(), a)
		if err == nil {
			if l.late.Add(-1) == 0 {
				l.log.Info().Msg("the access log can be written again; nothing was lost")
			}
			return true
		}
		select {
		case <-l.stop:
			l.log.Error().Err(fault.WithCause(err)).Int64("lines", l.late.Load()).Msg("lines of the access log are lost; the journal still says who asked for what")
			return false
		case <-time.After(time.Second):
		}
	}
}

func (l *accessLog) close(context.Context) error {
	close(l.stop)
	l.done.Wait()
	return nil
}

// PutUser implements web.People.
func (l *accessLog) PutUser(ctx context.Context, u people.User, create bool, c people.Change) error {
	commit := store.Commit{Change: c}
	if create {
		commit.Create = []people.User{u}
	} else {
		commit.Update = &u
	}
	return l.Commit(ctx, commit)
}
