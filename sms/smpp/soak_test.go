package smpp

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/internal/naive"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/smpp/simulate"
)

// fill makes batches of messages to numbers of their own.
func fill(batches, each int) (list []sms.Batch) {
	for i := range batches {
		var numbers []string
		for j := range each {
			numbers = append(numbers, fmt.Sprintf("0105%07d", i*each+j))
		}
		list = append(list, batch(fmt.Sprintf("batch-%d", i), numbers...))
	}
	return list
}

// N-16 as far as SMPP goes: of 10,000 messages through a provider that loses answers and
// connections none is taken twice; each that is said to be taken was, none is silently lost,
// and what nobody can tell is said to be so.
func TestSoak(t *testing.T) {
	p := pairUp(t, simulate.Options{Seed: 3, Tag: tag, Delay: time.Hour, Faults: map[string]float64{
		simulate.Timeout: 0.02, simulate.Silence: 0.02, simulate.Reset: 0.0004, simulate.Refuse: 0.0004, simulate.Full: 0.0003, simulate.Error: 0.02,
	}}, func(c *Config) { c.Reference, c.Window = "0x1500", 100 })
	const batches, each = 400, 25
	final, err := naive.Run(t.Context(), p, fill(batches, each), 32, p.now, func() { time.Sleep(50 * time.Millisecond) })
	if err != nil {
		t.Fatal(err)
	}
	report := p.vendor.Report(2 * batches * each)
	taken := map[string]string{}
	for _, m := range report.Messages {
		taken[m.ID] = m.Request
	}
	unclear := 0
	for id, a := range final {
		ref, there := taken[id]
		switch {
		case a.Status == sms.CannotTell:
			unclear++
		case a.Status != sms.Accepted || !there || a.Ref.Request != ref:
			t.Errorf("%s: the client says %+v, the provider took it: %t as %s", id, a, there, ref)
		}
	}
	for id := range taken {
		if _, ok := final[id]; !ok {
			t.Errorf("%s was taken, and nothing is said of it", id)
		}
	}
	if report.Doubles != 0 || len(final) != batches*each || unclear == 0 || unclear > 1500 {
		t.Errorf("doubles %d, answered %d, unclear %d", report.Doubles, len(final), unclear)
	}
	t.Logf("%d messages: %d are said to be taken and were, of %d nobody can tell", len(final), len(final)-unclear, unclear)
}

// With a reference that the provider keeps unique nothing stays unclear: all are taken, and
// each once.
func TestSoakUnique(t *testing.T) {
	p := pairUp(t, simulate.Options{Seed: 4, Tag: tag, Unique: 0x0451, Delay: time.Hour, Faults: map[string]float64{
		simulate.Timeout: 0.02, simulate.Silence: 0.02, simulate.Reset: 0.0006, simulate.Refuse: 0.0006,
	}}, func(c *Config) { c.Reference, c.Unique, c.Window = "0x1500", "0x0451", 50 })
	const batches, each = 200, 25
	final, err := naive.Run(t.Context(), p, fill(batches, each), 32, p.now, func() { time.Sleep(50 * time.Millisecond) })
	if err != nil {
		t.Fatal(err)
	}
	report := p.vendor.Report(1)
	if report.Taken != batches*each || report.Doubles != 0 {
		t.Errorf("taken %d, doubles %d", report.Taken, report.Doubles)
	}
	for id, a := range final {
		if a.Status != sms.Accepted {
			t.Errorf("%s: %+v", id, a)
		}
	}
}

// A window of requests is under way at a time: the provider here answers only when as many
// wait as the window holds, so that fewer would never end, and counts that there are never
// more.
func TestWindow(t *testing.T) {
	const window, messages = 20, 100
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		var waiting []pdu.PDU
		for {
			q, err := pdu.Read(conn)
			if err != nil {
				return
			}
			answer := pdu.PDU{Command: q.Command | pdu.Response, Sequence: q.Sequence, Body: pdu.ID("x")}
			if q.Command != pdu.Submit {
				conn.Write(answer.Bytes()) //nolint:errcheck // the test sees it
				continue
			}
			if waiting = append(waiting, answer); len(waiting) < window {
				continue
			}
			time.Sleep(20 * time.Millisecond)                          // time for one too many
			conn.SetReadDeadline(time.Now().Add(5 * time.Millisecond)) //nolint:errcheck // the test sees it
			if one := make([]byte, 1); true {
				if n, _ := conn.Read(one); n > 0 {
					t.Errorf("more than %d are under way", window)
					return
				}
			}
			conn.SetReadDeadline(time.Time{}) //nolint:errcheck // as above
			for _, a := range waiting {
				conn.Write(a.Bytes()) //nolint:errcheck // as above
			}
			waiting = nil
		}
	})
	p, err := New(Config{Address: l.Addr().String(), SystemID: "x", Password: "x", Window: window, Batch: messages, Timeout: centre.Duration(time.Minute), EnquireLink: centre.Duration(10 * time.Minute)}, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	answers, err := p.Send(t.Context(), fill(1, messages)[0])
	if err != nil || len(answers) != messages {
		t.Errorf("%d %v", len(answers), err)
	}
	t.Logf("%d messages in %s", len(answers), time.Since(began).Round(time.Millisecond))
	p.Close() //nolint:errcheck // it returns none
	l.Close() //nolint:errcheck // as above
	serving.Wait()
}

// How many messages a second go through a window, over loopback.
func BenchmarkWindow(b *testing.B) {
	vendor, err := simulate.New(simulate.Options{SystemID: "callfloor", Password: "secret", Delay: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { vendor.Serve(ctx, l) }) //nolint:errcheck // it ends with the benchmark
	p, err := New(Config{Address: l.Addr().String(), SystemID: "callfloor", Password: "secret", Window: 50, Batch: 100}, sms.Around{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		one := fill(1, 100)[0]
		for i := range one.Messages {
			one.Messages[i].ID = fmt.Sprintf("%d-%d", n, i)
		}
		n++
		if answers, err := p.Send(b.Context(), one); err != nil || len(answers) != 100 {
			b.Fatal(len(answers), err)
		}
	}
	b.ReportMetric(float64(100*n)/b.Elapsed().Seconds(), "messages/s")
	p.Close() //nolint:errcheck // it returns none
	cancel()
	vendor.Close()
	serving.Wait()
}
