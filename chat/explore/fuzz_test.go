package explore

import (
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// bytesDice turns bytes into choices: any bytes are some day in the House.
type bytesDice struct{ data []byte }

func (b *bytesDice) IntN(n int) int {
	if len(b.data) == 0 {
		return 0
	}
	x := int(b.data[0])
	b.data = b.data[1:]
	if n > 256 && len(b.data) > 0 {
		x = x<<8 | int(b.data[0])
		b.data = b.data[1:]
	}
	return x % n
}

// steps are how far the clock goes before a command; at times backwards. leaps are the days
// that pass once in a while: rarely, since rooms that nobody answers go round all the time.
var (
	steps = []acd.Time{0, 0, 1, 1000, 7000, 10_000, 60_000, 600_000, 3_600_000, -5000, 30_000, 599_999, 1, 0}
	leaps = []acd.Time{86_400_000, 604_800_000, 604_800_001}
)

// FuzzHouse: no sequence of commands panics, breaks an invariant, the grammar of the events or
// a law, decides otherwise than the model, or leads to a state that cannot be restored.
func FuzzHouse(f *testing.F) {
	for seed := range byte(12) {
		data := make([]byte, 1500)
		x := uint32(seed) + 1
		for i := range data {
			x = x*1664525 + 1013904223
			data[i] = byte(x >> 24)
		}
		f.Add(data)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &bytesDice{data[:min(len(data), 2000)]}
		cast := NewCast(3, 5)
		house, quiet, model := chat.New(), chat.New(), NewModel()
		ledger := NewLedger(house.State())
		now := acd.Time(1_000_000)
		do := func(cmd chat.Command) {
			events := house.Step(now, cmd)
			if err := judge(house, ledger, model, now, cmd, events); err != nil {
				t.Fatalf("%T %+v: %v", cmd, cmd, err)
			}
			if supervises(cmd) {
				cmd = chat.Tick{}
			}
			if told := quiet.Step(now, cmd); len(butSupervision(told)) != len(butSupervision(events)) {
				t.Fatalf("%T %+v: without supervisors %+v, with %+v", cmd, cmd, told, events)
			}
		}
		for _, cmd := range cast.SetUp(d) {
			do(cmd)
		}
		do(chat.SetHours{Open: true, Began: now})
		for far := 0; len(d.data) > 0; {
			now += pick(d, steps)
			if far < 3 && one(d, 100) {
				far++
				now += pick(d, leaps)
			}
			do(stray(d, cast.Next(d, house)))
		}
		if _, err := chat.Restore(house.State()); err != nil {
			t.Fatal(err)
		}
	})
}

// stray replaces a command at times by one that makes no sense.
func stray(d Dice, cmd chat.Command) chat.Command {
	if !one(d, 50) {
		return cmd
	}
	return pick(d, []chat.Command{
		nil, &chat.Tick{}, chat.Open{}, chat.PutAgent{}, chat.Post{}, chat.Read{By: chat.ByAgent}, chat.Monitor{},
		chat.PutPolicy{Policy: chat.Policy{Method: "none"}}, chat.PutPolicy{}, chat.SetSupervisor{Available: true},
		chat.Give{}, chat.Choose{}, chat.StopMonitor{}, chat.PutCategories{Categories: []chat.Category{{}}},
		chat.SetHours{Open: true, Began: 1 << 62}, chat.SetHours{Open: true, Began: -1},
	})
}
