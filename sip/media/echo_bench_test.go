//go:build unix

package media

import (
	"bufio"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// generatorEnv makes the test program a packet generator: a process of its own,
// so that its work is not counted with what is measured.
const generatorEnv = "CALLFLOOR_MEDIA_GENERATOR"

func init() {
	if os.Getenv(generatorEnv) != "" {
		generate()
		os.Exit(0)
	}
}

// generate binds as many sockets as its environment says, writes their ports as
// one line, reads one line "milliseconds packetsPerSecond target...", and sends
// RTP to the targets in turn, to target i from socket i modulo their number, at
// that rate over all (0: as fast as it can). At the end it writes how many packets
// it sent and received.
//
// It looks at its sockets every 5 ms and does not sleep on them: a machine far away is
// not woken by our sends, and to wake a process of this machine for each would be counted
// as the cost of sending.
func generate() {
	n, _ := strconv.Atoi(os.Getenv(generatorEnv))
	fds := make([]int, n)
	ports := make([]string, n)
	for i := range fds {
		fd, port, err := plainUDP()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fds[i], ports[i] = fd, strconv.Itoa(port)
	}
	fmt.Println(strings.Join(ports, " "))
	line, _ := bufio.NewReaderSize(os.Stdin, 1<<20).ReadString('\n')
	f := strings.Fields(line)
	ms, _ := strconv.Atoi(f[0])
	rate, _ := strconv.Atoi(f[1])
	got := 0
	var stop atomic.Bool
	var reader sync.WaitGroup
	if rate > 0 { // count what comes back
		reader.Go(func() {
			for !stop.Load() {
				got += drain(fds)
				time.Sleep(5 * time.Millisecond)
			}
			got += drain(fds)
		})
	}
	targets := make([]syscall.SockaddrInet4, 0, n)
	for _, t := range f[2:] {
		a := netip.MustParseAddrPort(t)
		targets = append(targets, syscall.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()})
	}
	packet := make([]byte, headerSize+frameSamples)
	start, sent := time.Now(), 0
	for end := start.Add(time.Duration(ms) * time.Millisecond); ; {
		now := time.Now()
		if now.After(end) {
			break
		}
		due := sent + 500
		if rate > 0 {
			if due = int(now.Sub(start).Seconds() * float64(rate)); due <= sent {
				time.Sleep(200 * time.Microsecond)
				continue
			}
		}
		for ; sent < due; sent++ {
			seq, i := uint32(sent/len(targets)), sent%len(targets)
			putHeader(packet, 8, false, uint16(seq), seq*frameSamples, uint32(i))
			_ = syscall.Sendto(fds[i%n], packet, 0, &targets[i])
		}
	}
	time.Sleep(300 * time.Millisecond)
	stop.Store(true)
	reader.Wait()
	fmt.Println(sent, got)
}

// plainUDP binds a socket of which Go's own poller knows nothing.
func plainUDP() (fd, port int, err error) {
	if fd, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0); err != nil {
		return 0, 0, err
	}
	if err = syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, 0, err
	}
	if err = syscall.SetNonblock(fd, true); err != nil {
		return 0, 0, err
	}
	sa, err := syscall.Getsockname(fd)
	if err != nil {
		return 0, 0, err
	}
	return fd, sa.(*syscall.SockaddrInet4).Port, nil
}

// drain reads and counts what lies in the sockets.
func drain(fds []int) (n int) {
	var buf [256]byte
	for _, fd := range fds {
		for {
			if _, err := syscall.Read(fd, buf[:]); err != nil {
				break
			}
			n++
		}
	}
	return n
}

// generator is the child process.
type generator struct {
	cmd   *exec.Cmd
	in    *os.File
	out   *bufio.Reader
	addrs []netip.AddrPort
}

func startGenerator(t testing.TB, sockets int) *generator {
	t.Helper()
	g := &generator{cmd: exec.Command(os.Args[0])}
	g.cmd.Env = append(os.Environ(), generatorEnv+"="+strconv.Itoa(sockets))
	g.cmd.Stderr = os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	g.cmd.Stdin, g.in = r, w
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	g.out = bufio.NewReaderSize(out, 1<<20)
	line, err := g.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(line) {
		g.addrs = append(g.addrs, netip.MustParseAddrPort("127.0.0.1:"+p))
	}
	return g
}

// run lets the generator send for d and returns what it sent and received and the CPU
// time that this process spent within d.
func (g *generator) run(t testing.TB, d time.Duration, rate int, targets []netip.AddrPort) (sent, got int, cpu time.Duration) {
	t.Helper()
	list := make([]string, len(targets))
	for i, a := range targets {
		list[i] = a.String()
	}
	before := cpuTime()
	if _, err := fmt.Fprintln(g.in, d.Milliseconds(), rate, strings.Join(list, " ")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(d)
	cpu = cpuTime() - before
	line, err := g.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(line, &sent, &got); err != nil {
		t.Fatal(err)
	}
	_ = g.in.Close()
	_ = g.cmd.Wait()
	return sent, got, cpu
}

// cpuTime is the processor time of this process so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// echo measures a bare Go UDP echo on one socket under full load: packets a
// second of processor time.
func echo(t testing.TB, d time.Duration) float64 {
	g := startGenerator(t, 1)
	conn := listenUDP(t, "127.0.0.1")
	count := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		buf := make([]byte, 2048)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			if _, err := conn.WriteToUDPAddrPort(buf[:n], from); err == nil {
				count++
			}
		}
	})
	_, _, cpu := g.run(t, d, 0, []netip.AddrPort{addrOf(conn)})
	_ = conn.Close()
	wg.Wait()
	return float64(count) / cpu.Seconds()
}

// relayLoad bridges calls, all of whose phones are the generator, and lets it send. It returns
// the packets that the relay sent on as well.
func relayLoad(t testing.TB, calls int, d time.Duration, rate int) (sent, relayed, got int, cpu time.Duration) {
	g := startGenerator(t, 50)
	silent := addrOf(listenUDP(t, "127.0.0.1")) // for RTCP
	e := newEngine(t, Config{PortMin: 20000, PortMax: 29999}, nil)
	defer e.Close()
	var targets []netip.AddrPort
	var list []*Session
	for i := range 2 * calls {
		s := newSession(t, e, SessionConfig{Strict: true})
		s.Apply(Negotiated{RTP: g.addrs[i%len(g.addrs)], RTCP: silent, Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
		list, targets = append(list, s), append(targets, s.LocalAddr())
		if i&1 == 1 {
			Bridge(list[i-1], s)
		}
	}
	sent, got, cpu = g.run(t, d, rate, targets)
	for _, s := range list {
		relayed += int(s.Stats().Sent)
	}
	return sent, relayed, got, cpu
}

// BenchmarkRelayVersusEcho compares, in one run and on one core, how many packets
// a second of processor time the relay moves with how many a bare one-socket Go
// UDP echo moves. The goal is a ratio of at least 0.7.
func BenchmarkRelayVersusEcho(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var base, relay float64
	for b.Loop() {
		base = echo(b, 2*time.Second)
		_, relayed, _, cpu := relayLoad(b, 1000, 2*time.Second, 0)
		relay = float64(relayed) / cpu.Seconds()
	}
	b.ReportMetric(base, "echo-pps/core")
	b.ReportMetric(relay, "relay-pps/core")
	b.ReportMetric(relay/base, "ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkThousandCalls relays 1,000 calls, 100,000 packets a second in, and
// reports what was lost and how much of a core it took.
func BenchmarkThousandCalls(b *testing.B) {
	var sent, relayed, got int
	var cpu time.Duration
	const d = 4 * time.Second
	for b.Loop() {
		sent, relayed, got, cpu = relayLoad(b, 1000, d, 100_000)
	}
	b.ReportMetric(float64(sent)/d.Seconds(), "pps-in")
	b.ReportMetric(100*float64(sent-relayed)/float64(sent), "%lost-in-relay")
	b.ReportMetric(100*float64(sent-got)/float64(sent), "%lost-end-to-end")
	b.ReportMetric(cpu.Seconds()/d.Seconds(), "cores")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkThousandListeners plays music to 1,000 callers and reports how much of
// a core it takes.
func BenchmarkThousandListeners(b *testing.B) {
	coarseTimers(b)
	const d = 3 * time.Second
	var frames uint64
	var cpu time.Duration
	for b.Loop() {
		e := newEngine(b, Config{PortMin: 20000, PortMax: 29999}, nil)
		sink := listenUDP(b, "127.0.0.1")
		for range 1000 {
			s := newSession(b, e, SessionConfig{})
			s.Apply(Negotiated{RTP: addrOf(sink), RTCP: addrOf(sink), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
			s.Play(DefaultMusic(), PlayOptions{Loop: true})
		}
		before, start := cpuTime(), e.Totals().Sent
		time.Sleep(d)
		cpu, frames = cpuTime()-before, e.Totals().Sent-start
		e.Close()
	}
	b.ReportMetric(float64(frames)/d.Seconds(), "pps")
	b.ReportMetric(cpu.Seconds()/d.Seconds(), "cores")
	b.ReportMetric(0, "ns/op")
}
