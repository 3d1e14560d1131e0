package journal

import (
	"context"
	"iter"
	"sync"

	"github.com/callfloor/callfloor/acd"
)

// Memory is a Store for tests and for "what if" runs. Fail, when set, is asked
// before each Append and can make it fail.
type Memory struct {
	Fail func(Batch) error
	// Doubt, when set, is asked after each Append and can make it seem to fail.
	Doubt func(Batch) error

	mu      sync.Mutex
	batches []Batch
	snaps   []Snapshot
	skipped map[uint64]bool
}

// Append implements Store.
func (m *Memory) Append(_ context.Context, b Batch) error {
	if m.Fail != nil {
		if err := m.Fail(b); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := 0; i < len(m.batches) && b.Count > 0; i++ {
		if m.batches[i].First != b.First {
			continue
		}
		var err error
		if b, err = b.After(m.batches[i].Epoch, m.batches[i].Count); err != nil {
			return err
		}
	}
	if b.Count == 0 {
		return nil
	}
	m.batches = append(m.batches, b)
	if m.Doubt != nil {
		return m.Doubt(b)
	}
	return nil
}

// Save implements Store.
func (m *Memory) Save(_ context.Context, s Snapshot) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.snaps = append(m.snaps, s)
	return nil
}

// Latest implements Store.
func (m *Memory) Latest(_ context.Context, maxSeq uint64) (Snapshot, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.snaps) - 1; i >= 0; i-- {
		if m.snaps[i].Seq <= maxSeq {
			return m.snaps[i], true, nil
		}
	}
	return Snapshot{}, false, nil
}

// Oldest implements Store.
func (m *Memory) Oldest(context.Context) (Snapshot, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.snaps) == 0 {
		return Snapshot{}, false, nil
	}
	return m.snaps[0], true, nil
}

// After implements Store.
func (m *Memory) After(_ context.Context, lsn uint64) iter.Seq2[Batch, error] {
	m.mu.Lock()
	list := append([]Batch(nil), m.batches...)
	m.mu.Unlock()
	return func(yield func(Batch, error) bool) {
		for _, b := range list {
			if b.First+uint64(b.Count)-1 > lsn && !yield(b, nil) {
				return
			}
		}
	}
}

// Skip implements Store.
func (m *Memory) Skip(_ context.Context, lsn uint64, _ string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.skipped == nil {
		m.skipped = map[uint64]bool{}
	}
	m.skipped[lsn] = true
	return nil
}

// Skipped implements Store.
func (m *Memory) Skipped(context.Context) (map[uint64]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[uint64]bool, len(m.skipped))
	for k := range m.skipped {
		out[k] = true
	}
	return out, nil
}

// Prune implements Store.
func (m *Memory) Prune(context.Context, uint64, acd.Time) error { return nil }
