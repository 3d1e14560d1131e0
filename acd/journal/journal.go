// Package journal holds the plain data that the owner of a floor writes before
// it acts, and the interface of what keeps it. It knows neither the floor nor
// the database.
//
// Two counters run through it. An LSN numbers commands: 1, 2, 3, ... without a
// gap, for the life of a centre. A Seq numbers the events those commands caused.
// Both go on across restarts, because the core is deterministic: replaying the
// commands gives the same events under the same numbers.
package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/callfloor/callfloor/acd"
)

// Record is one command as it was stamped. Seq is 0 or says that the events
// before this command end at Seq, also where the journal counts fewer: the end of
// the journal of before was lost, and somebody keeps what it told.
type Record struct {
	At      acd.Time        `json:"t"`
	Seq     uint64          `json:"s,omitempty"`
	Name    string          `json:"n"`
	Command json.RawMessage `json:"c,omitempty"`
}

// Batch is what one transaction appends: records with LSNs First, First+1, ...
type Batch struct {
	Epoch   uint64 // the start of the program that wrote it
	First   uint64
	Count   int
	At      acd.Time // of the last record
	Records []byte   // JSON array of Record
}

// Snapshot is a whole floor after the command LSN, the last event being Seq.
type Snapshot struct {
	Epoch uint64
	LSN   uint64
	Seq   uint64
	At    acd.Time
	State []byte // JSON of acd.State
}

// ErrTaken says that another program has written to this journal: the one that
// gets it must not go on as if its commands were kept.
var ErrTaken = errors.New("another callfloor writes to this journal: stop one of the two")

// Store keeps a journal. Append and Save return when the data would survive the
// loss of the process and of power. Appending a batch that is already there
// (same First and Epoch) changes nothing, so that a doubtful append can be
// repeated, also with more commands behind; where another start of the program
// has written there, it is ErrTaken.
type Store interface {
	Append(ctx context.Context, b Batch) error
	Save(ctx context.Context, s Snapshot) error
	// Latest returns the newest snapshot whose Seq is at most maxSeq; ok is false
	// where there is none.
	Latest(ctx context.Context, maxSeq uint64) (s Snapshot, ok bool, err error)
	// Oldest returns the oldest snapshot kept; ok is false where there is none.
	Oldest(ctx context.Context) (s Snapshot, ok bool, err error)
	// After yields the batches that hold LSNs above lsn, in order.
	After(ctx context.Context, lsn uint64) iter.Seq2[Batch, error]
	// Skip marks a command that made the core fail, so that no replay runs it.
	Skip(ctx context.Context, lsn uint64, why string) error
	Skipped(ctx context.Context) (map[uint64]bool, error)
	// Prune removes the snapshots and batches from before keepFrom that are not needed
	// to start from the newest snapshot at or before keepSeq.
	Prune(ctx context.Context, keepSeq uint64, keepFrom acd.Time) error
}

// Encode turns a stamped command into a Record.
func Encode(at acd.Time, cmd acd.Command) (Record, error) {
	data, err := json.Marshal(cmd)
	if err != nil {
		return Record{}, fmt.Errorf("encode %s: %w", acd.Name(cmd), err)
	}
	return Record{At: at, Name: acd.Name(cmd), Command: data}, nil
}

// AppendJSON appends the record as JSON to b.
func (r Record) AppendJSON(b []byte) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, int64(r.At), 10)
	if r.Seq > 0 {
		b = append(b, `,"s":`...)
		b = strconv.AppendUint(b, r.Seq, 10)
	}
	b = append(b, `,"n":"`...)
	b = append(b, r.Name...) // a Go type name: nothing to escape
	b = append(b, '"')
	if len(r.Command) > 0 {
		b = append(b, `,"c":`...)
		b = append(b, r.Command...)
	}
	return append(b, '}')
}

// Decode turns a Record back into the command.
func (r Record) Decode() (acd.Command, error) {
	data := r.Command
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	return acd.DecodeCommand(r.Name, data)
}

// After returns what is left of b behind the first count commands, which the
// journal has already, written by the start epoch.
func (b Batch) After(epoch uint64, count int) (Batch, error) {
	if epoch != b.Epoch || count > b.Count {
		return Batch{}, fmt.Errorf("journal at %d: %w", b.First, ErrTaken)
	}
	rs, err := b.Decode()
	if err != nil {
		return Batch{}, err
	}
	b.First, b.Count, b.Records = b.First+uint64(count), b.Count-count, []byte("[")
	for i, r := range rs[count:] {
		if i > 0 {
			b.Records = append(b.Records, ',')
		}
		b.Records = r.AppendJSON(b.Records)
	}
	b.Records = append(b.Records, ']')
	return b, nil
}

// Decode returns the records of a batch.
func (b Batch) Decode() ([]Record, error) {
	var rs []Record
	if err := json.Unmarshal(b.Records, &rs); err != nil {
		return nil, fmt.Errorf("journal batch at %d is not readable: %w", b.First, err)
	}
	if len(rs) != b.Count {
		return nil, fmt.Errorf("journal batch at %d holds %d commands, not %d", b.First, len(rs), b.Count)
	}
	return rs, nil
}
