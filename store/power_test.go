package store

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// The power fails (F-09): of the journal's write-ahead log only what was synced is
// sure to be there, and of what followed any part. Cut at every frame and in the
// middle of every frame, it opens whole, and every batch that was acknowledged
// before is in it.
func TestPowerLoss(t *testing.T) {
	from := t.TempDir()
	db := opened(t, from, "")
	js := db.Journal()
	var sync int
	must(t, db.journal.QueryRow("PRAGMA synchronous").Scan(&sync))
	if sync != 2 {
		t.Errorf("the journal runs with synchronous=%d, want 2 (FULL)", sync)
	}
	log := filepath.Join(from, "journal.db-wal")
	size := func() int64 {
		info, err := os.Stat(log)
		must(t, err)
		return info.Size()
	}
	const batches, commands = 40, 12
	var acknowledged []int64 // size of the log when the batch was acknowledged
	for i := range batches {
		data := []byte("[")
		for n := range commands {
			r, err := journal.Encode(acd.Time(i), acd.Enqueue{Call: acd.CallID(rune('a' + n)), Service: "orders", Caller: "01012345678"})
			must(t, err)
			if n > 0 {
				data = append(data, ',')
			}
			data = r.AppendJSON(data)
		}
		must(t, js.Append(ctx, journal.Batch{Epoch: 1, First: uint64(i*commands + 1), Count: commands, At: acd.Time(i), Records: append(data, ']')}))
		acknowledged = append(acknowledged, size())
	}
	whole, err := os.ReadFile(log)
	must(t, err)
	main, err := os.ReadFile(filepath.Join(from, "journal.db"))
	must(t, err)
	frame := 24 + int(binary.BigEndian.Uint32(whole[8:12])) // header and page, https://sqlite.org/fileformat2.html#walformat
	if len(whole) < 10*frame {
		t.Fatalf("the log has %d bytes, too few to cut", len(whole))
	}
	rest := map[string][]byte{} // of a store: made once, for all cuts
	made := t.TempDir()
	must(t, opened(t, made, "").Close())
	for _, name := range []string{"callfloor.db", "edge.db"} {
		rest[name], err = os.ReadFile(filepath.Join(made, name))
		must(t, err)
	}
	cuts := 0
	for at := 32; at <= len(whole); at += frame {
		for _, cut := range []int{at - frame/2, at} {
			if cut < 32 {
				continue
			}
			dir := t.TempDir()
			for name, data := range rest {
				must(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
			}
			must(t, os.WriteFile(filepath.Join(dir, "journal.db"), main, 0o600))
			must(t, os.WriteFile(filepath.Join(dir, "journal.db-wal"), whole[:cut], 0o600))
			got := opened(t, dir, "")
			var ok string
			must(t, got.journal.QueryRow("PRAGMA integrity_check").Scan(&ok))
			if ok != "ok" {
				t.Fatalf("cut at %d: %s", cut, ok)
			}
			have, sure := 0, 0
			for b, err := range got.Journal().After(ctx, 0) {
				must(t, err)
				if b.First != uint64(have*commands+1) {
					t.Fatalf("cut at %d: batch %d begins at %d", cut, have, b.First)
				}
				rs, err := b.Decode()
				must(t, err)
				have += len(rs) / commands
			}
			for sure < batches && acknowledged[sure] <= int64(cut) {
				sure++
			}
			if have < sure {
				t.Fatalf("cut at %d of %d: %d batches, %d were acknowledged", cut, len(whole), have, sure)
			}
			must(t, got.Close())
			cuts++
		}
	}
	t.Logf("%d cuts of %d frames", cuts, len(whole)/frame)
}

// An append of the journal touches one tree: its key is SQLite's own row number.
func TestJournalHasOneTree(t *testing.T) {
	db := opened(t, t.TempDir(), "")
	var n int
	must(t, db.journal.QueryRow("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'journal%'").Scan(&n))
	if n != 0 {
		t.Errorf("the journal's tables have %d indexes, want none", n)
	}
}
