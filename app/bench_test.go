package app

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/phone"
)

// bareUA makes this test binary a bare sipgo user agent, the yardstick of
// BenchmarkCallSetup.
const bareUA = "CALLFLOOR_BARE_UA"

func TestMain(m *testing.M) {
	if addr := os.Getenv(bareUA); addr != "" {
		if err := serveBareUA(addr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveBareUA answers every INVITE with 180 and 200, and every BYE.
func serveBareUA(addr string) error {
	ua, err := sipgo.NewUA()
	if err != nil {
		return err
	}
	srv, err := sipgo.NewServer(ua)
	if err != nil {
		return err
	}
	body := []byte("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")
	srv.OnInvite(func(req *sipmsg.Request, tx sipmsg.ServerTransaction) {
		ringing := sipmsg.NewResponseFromRequest(req, 180, "Ringing", nil)
		if tx.Respond(ringing) != nil {
			return
		}
		ok := sipmsg.NewSDPResponseFromRequest(req, body)
		ok.AppendHeader(sipmsg.NewHeader("Contact", "<sip:bare@"+addr+">"))
		if tx.Respond(ok) != nil {
			return
		}
		select {
		case <-tx.Acks():
		case <-tx.Done():
		}
	})
	srv.OnAck(func(*sipmsg.Request, sipmsg.ServerTransaction) {})
	srv.OnBye(func(req *sipmsg.Request, tx sipmsg.ServerTransaction) {
		_ = tx.Respond(sipmsg.NewResponseFromRequest(req, 200, "OK", nil))
	})
	return srv.ListenAndServe(context.Background(), "udp", addr)
}

// BenchmarkCallSetup compares the processor time of the whole program for one
// call (inbound INVITE, queue, agent INVITE, answer, bridge, two BYEs, journal and
// rows) with that of a bare sipgo user agent for one call that it answers, in one
// run, at three rates. The goal is a ratio of at most 4.
func BenchmarkCallSetup(b *testing.B) {
	for _, rate := range []int{60, 120, 250} {
		b.Run(fmt.Sprintf("%d-calls-per-second", rate), func(b *testing.B) { benchCallSetup(b, rate) })
	}
}

func benchCallSetup(b *testing.B, rate int) {
	calls, every := 8*rate, time.Second/time.Duration(rate)
	for range b.N {
		l := newLoad(b, 100, 100)
		l.run(rate, every) // warm
		before := cpu(b, l.pid())
		l.run(calls, every)
		time.Sleep(500 * time.Millisecond)
		whole := cpu(b, l.pid()) - before
		figs := l.figures()
		l.stop()

		bareAddr := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(freeport.Pair(b)))
		bare := exec.Command(os.Args[0])
		bare.Env = append(os.Environ(), bareUA+"="+bareAddr.String())
		if err := bare.Start(); err != nil {
			b.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
		lines, err := phone.NewBank(phone.Config{Listen: loopback})
		if err != nil {
			b.Fatal(err)
		}
		d := &caller{line: lines.NewPhone(phone.Account{User: "direct", Registrar: bareAddr}), number: "100"}
		d.run(b, rate, every, l.up)
		before = cpu(b, bare.Process.Pid)
		d.run(b, calls, every, l.up)
		one := cpu(b, bare.Process.Pid) - before
		bare.Process.Kill() //nolint:errcheck // shown by Wait
		bare.Wait()         //nolint:errcheck // killed
		lines.Close()

		b.ReportMetric(float64(whole.Microseconds())/float64(calls), "µs-cpu/call")
		b.ReportMetric(float64(one.Microseconds())/float64(calls), "µs-cpu/bare-call")
		b.ReportMetric(float64(whole)/float64(one), "ratio")
		b.ReportMetric(float64(l.failed.Load()+d.failed.Load()), "failed")
		b.ReportMetric(float64(figs.Answered)/float64(figs.Offered)*100, "%answered")
	}
}

// BenchmarkTopRate raises the rate of calls until one fails or is answered late,
// and then makes calls at half of the last good rate: none may fail.
func BenchmarkTopRate(b *testing.B) {
	for range b.N {
		l := newLoad(b, 400, 400)
		l.patience = time.Second
		top := 0
		for rate := 100; rate <= 1600; rate += 100 {
			l.failed.Store(0)
			l.run(3*rate, time.Second/time.Duration(rate))
			if l.failed.Load() > 0 || l.took < 2*time.Second || l.took > 4*time.Second {
				b.Logf("%d calls a second: %d failed, took %v", rate, l.failed.Load(), l.took)
				break
			}
			top = rate
		}
		time.Sleep(2 * time.Second)
		l.failed.Store(0)
		half := top / 2
		l.run(15*half, time.Second/time.Duration(half))
		failed := l.failed.Load()
		l.stop()
		b.ReportMetric(float64(top), "calls/s-top")
		b.ReportMetric(float64(half), "calls/s-half")
		b.ReportMetric(float64(failed), "failed-at-half")
		if failed > 0 {
			b.Errorf("%d of %d calls failed at half of the top rate", failed, 15*half)
		}
	}
}

// BenchmarkAssignment measures the time from the offer (an agent is free and a
// call waits) to the INVITE at the agent's phone. The goal is 5 ms for 99 of 100.
func BenchmarkAssignment(b *testing.B) {
	r := start(b, b.TempDir())
	agents := []*phone.Phone{r.agent("1001", "s3cret-kim-0001", 0, phone.Answering{}), r.agent("1002", "s3cret-lee-0002", 0, phone.Answering{})}
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s"}`, nil); st != 200 {
		b.Fatalf("service: %d", st)
	}
	rang := make(chan acd.Time, 10)
	for _, p := range agents {
		p.OnCall(func(*phone.Call) { rang <- r.floor.Now() })
	}
	reader := r.floor.Reader("bench", cursor(b, r.floor), false)
	offers := make(chan acd.Time, 10)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() {
		for {
			evs, err := reader.Next(ctx)
			if err != nil {
				return
			}
			for _, ev := range evs {
				if o, ok := ev.Event.(acd.CallOffered); ok {
					offers <- o.At
				}
			}
		}
	}()
	until(b, "phones", func() bool { return len(r.sip.Registrations()) == 2 })
	r.ready("kim")
	var took []time.Duration
	const n = 200
	pace := time.NewTicker(30 * time.Millisecond) // ports rest for 5 s: 333 pairs of 400
	defer pace.Stop()
	for range b.N {
		for i := range n {
			<-pace.C
			c := r.dial(fmt.Sprintf("010%08d", i))
			at := <-offers
			took = append(took, (<-rang).Sub(at))
			r.wait(c, phone.Talking)
			c.Hangup()
			r.wait(c, phone.Ended)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

func cursor(b testing.TB, f *floor.Floor) floor.Cursor {
	b.Helper()
	_, c, err := f.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return c
}
