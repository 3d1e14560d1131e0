package store

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// BenchmarkJournalAppend is what one commit of one command costs, in time and in
// processor time of the process.
func BenchmarkJournalAppend(b *testing.B) {
	db, err := Open(ctx, b.TempDir(), "", filepath.Join(b.TempDir(), "callfloor.key"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	j := db.Journal()
	r, err := journal.Encode(1, acd.Answer{Call: "0123456789abcdef0123456789", Agent: "kim", Offer: 12})
	if err != nil {
		b.Fatal(err)
	}
	rec := append(r.AppendJSON([]byte("[")), ']')
	var before, after syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &before) //nolint:errcheck // a benchmark's figure
	b.ResetTimer()
	for i := range b.N {
		if err := j.Append(ctx, journal.Batch{Epoch: 1, First: uint64(i + 1), Count: 1, At: 1, Records: rec}); err != nil {
			b.Fatal(err)
		}
	}
	syscall.Getrusage(syscall.RUSAGE_SELF, &after) //nolint:errcheck // a benchmark's figure
	cpu := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
	b.ReportMetric(float64(cpu.Microseconds())/float64(b.N), "µs-cpu/op")
}
