//go:build unix

package media

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// listenLoad plays to so many callers, whose phones are the generator and send all the
// while, as phones do.
func listenLoad(t testing.TB, callers int, d time.Duration, rate int) (sent int, cpu time.Duration) {
	g := startGenerator(t, 50)
	silent := addrOf(listenUDP(t, "127.0.0.1")) // for RTCP
	e := newEngine(t, Config{PortMin: 20000, PortMax: 29999}, nil)
	defer e.Close()
	var targets []netip.AddrPort
	for i := range callers {
		s := newSession(t, e, SessionConfig{Strict: true, Unhurried: true})
		s.Apply(Negotiated{RTP: g.addrs[i%len(g.addrs)], RTCP: silent, Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
		s.Play(DefaultMusic(), PlayOptions{Loop: true})
		targets = append(targets, s.LocalAddr())
	}
	sent, _, cpu = g.run(t, d, rate, targets)
	return sent, cpu
}

// BenchmarkListenersVersusCalls compares, in one run, what 1,000 callers cost who hear
// music or prompts with what 1,000 calls cost that are relayed: both with phones that
// send all the while, and the former also with phones that are silent, which is the cost of
// playing alone. The goal for the latter is at most 0.3. They take turns, so that what else
// the machine does falls on each alike.
//
// A busy machine leaves the generator too little to send all packets of 1,000 calls; the cost
// of a call is then counted from those that came. What callers hear is never too little: the
// wheel makes up for what is late.
// The timers are as coarse as those of the program that serves (docs/decisions/0006-timers.md).
func BenchmarkListenersVersusCalls(b *testing.B) {
	coarseTimers(b)
	const d = 2 * time.Second
	var calls, talking, playing float64 // processor seconds
	var came, said int
	rounds := 0
	for b.Loop() {
		for range 3 {
			_, relayed, _, one := relayLoad(b, 1000, d, 100_000)
			calls += one.Seconds() * 100_000 * d.Seconds() / float64(relayed)
			sent, two := listenLoad(b, 1000, d, 50_000)
			talking += two.Seconds()
			_, three := listenLoad(b, 1000, d, 1)
			playing += three.Seconds()
			came, said, rounds = came+relayed, said+sent, rounds+1
		}
	}
	all := float64(rounds) * d.Seconds()
	b.ReportMetric(float64(came)/all, "pps-relayed")
	b.ReportMetric(float64(said)/all, "pps-talking")
	b.ReportMetric(calls/all, "cores-calls")
	b.ReportMetric(playing/all, "cores-playing")
	b.ReportMetric(talking/calls, "ratio-talking")
	b.ReportMetric(playing/calls, "ratio-playing")
	b.ReportMetric(0, "ns/op")
}

// coarseTimers gives all threads of this process the timer slack that the program runs with.
// Systems without one have none.
func coarseTimers(b *testing.B) {
	tasks, _ := filepath.Glob("/proc/self/task/*")
	for _, t := range tasks {
		if err := os.WriteFile(filepath.Join("/proc", filepath.Base(t), "timerslack_ns"), []byte("1000000"), 0); err != nil {
			b.Logf("timers are finer than the program's: %v", err)
			return
		}
	}
}
