package wallboard

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

var update = flag.Bool("update", false, "write testdata/frames.json anew")

// The frames of a small known floor, as they stand in testdata/frames.json. The
// pages' tests read the same file: whoever changes the wire format sees both
// sides.
func TestWireFormat(t *testing.T) {
	h, x, feed := hubCentre(1, 2, 3, Config{Build: "test", TimeZone: "Asia/Seoul"})
	do := func(after time.Duration, cmd acd.Command) {
		x.now = x.now.Add(after)
		x.do(cmd, feed)
	}
	do(0, acd.Enqueue{Call: "c1", Service: "s0", Caller: "01012344821"})
	offer := x.floor.State().Calls[0].Offers[0]
	do(4*time.Second, acd.Answer{Call: "c1", Agent: offer.Agent, Offer: offer.ID})
	do(100*time.Millisecond, acd.Connect{Call: "c1", Offer: offer.ID})
	do(time.Second, acd.SetState{Agent: offer.Agent, State: acd.NotReady, Reason: acd.Meal})
	do(5*time.Second, acd.Hold{Call: "c1", By: acd.ByAgent})
	do(0, acd.Enqueue{Call: "c2", Service: "s1", Caller: "0212345678"})
	do(0, acd.Dial{Call: "o1", Agent: "a2", Number: "021234567"})
	x.now = x.now.Add(2 * time.Minute)
	h.refresh()

	v := joined(h, Scope{})
	var frames []json.RawMessage
	for len(v.frames) > 0 {
		f, err := v.Next(context.Background())
		must(t, err)
		frames = append(frames, f.JSON)
	}
	got, err := json.MarshalIndent(frames, "", "  ")
	must(t, err)
	got = append(got, '\n')
	const file = "testdata/frames.json"
	if *update {
		must(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Fatalf("the wire format changed (go test ./wallboard -update writes it anew):\n%s", got)
	}
}
