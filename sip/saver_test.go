package sip

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// brokenStore fails while down, and always for one contact.
type brokenStore struct {
	*memoryStore
	down   atomic.Bool
	never  string
	failed atomic.Int64
}

func (b *brokenStore) fail(contact string) error {
	if b.down.Load() || contact != "" && contact == b.never {
		b.failed.Add(1)
		return errors.New("the disk is full")
	}
	return nil
}

func (b *brokenStore) SaveBinding(ctx context.Context, x Binding) error {
	if err := b.fail(x.Contact); err != nil {
		return err
	}
	return b.memoryStore.SaveBinding(ctx, x)
}

func (b *brokenStore) DeleteBinding(ctx context.Context, a acd.AgentID, contact string) error {
	if err := b.fail(contact); err != nil {
		return err
	}
	return b.memoryStore.DeleteBinding(ctx, a, contact)
}

func (b *brokenStore) WriteDialogs(ctx context.Context, save []Dialog, gone []string) error {
	if err := b.fail(""); err != nil {
		return err
	}
	return b.memoryStore.WriteDialogs(ctx, save, gone)
}

// What could not be stored is stored when the store is back: the newest of each,
// and nothing of what ended meanwhile. The log says it once.
func TestSaverTriesAgain(t *testing.T) {
	store := &brokenStore{memoryStore: newMemoryStore()}
	var log bytes.Buffer
	s := newSaver(zerolog.New(&log), store, store)
	s.saveBinding(Binding{Agent: "gone", Contact: "sip:gone@a"})
	s.saveDialog(Dialog{ID: "over"})
	if !s.flush() {
		t.Fatal("the first write failed")
	}
	store.down.Store(true)
	s.saveBinding(Binding{Agent: "kim", Contact: "sip:kim@a", CSeq: 1})
	s.saveBinding(Binding{Agent: "lee", Contact: "sip:lee@a"})
	s.deleteBinding("gone", "sip:gone@a")
	s.saveDialog(Dialog{ID: "up"})
	s.saveDialog(Dialog{ID: "short"})
	s.deleteDialog("over")
	go s.run()
	for end := time.Now().Add(patience); store.failed.Load() < 4 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	s.saveBinding(Binding{Agent: "kim", Contact: "sip:kim@a", CSeq: 2})
	s.deleteDialog("short") // its write may have come through
	store.down.Store(false)
	done := func() bool {
		b, _ := store.Bindings(t.Context())
		d, _ := store.Dialogs(t.Context())
		return len(b) == 2 && len(d) == 1 && d[0].ID == "up" && b[0].CSeq+b[1].CSeq == 2
	}
	for end := time.Now().Add(patience); !done() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if !done() {
		b, _ := store.Bindings(t.Context())
		d, _ := store.Dialogs(t.Context())
		t.Errorf("stored are %+v and %+v", b, d)
	}
	s.close()
	if n := strings.Count(log.String(), "cannot be stored"); n != 1 || !strings.Contains(log.String(), "stored again") {
		t.Errorf("the log says %s", log.String())
	}
	if len(s.written) != 1 {
		t.Errorf("%d dialogs count as stored", len(s.written))
	}
}

// One binding that the store will not have holds up no other.
func TestSaverPassesBadBinding(t *testing.T) {
	store := &brokenStore{memoryStore: newMemoryStore(), never: "sip:bad@a"}
	s := newSaver(zerolog.Nop(), store, store)
	s.saveBinding(Binding{Agent: "bad", Contact: "sip:bad@a"})
	s.saveBinding(Binding{Agent: "kim", Contact: "sip:kim@a"})
	s.flush()
	s.flush()
	if b, _ := store.Bindings(t.Context()); len(b) != 1 || b[0].Agent != "kim" {
		t.Errorf("stored %+v", b)
	}
}
