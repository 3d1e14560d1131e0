package sip

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// Load of the comparison: SIPp places the calls from processes of its own, so
// that the CPU time of this process is what the side under test spends.
const (
	benchCalls = 1500
	benchRate  = 150 // calls a second
)

// BenchmarkCallCPU measures the CPU time of one whole call through the edge (two
// legs, media ports, floor and journal in memory) in multiples of what a bare
// sipgo user agent spends on answering one call with 180 and 200, in the same
// run. The goal is 4.
func BenchmarkCallCPU(b *testing.B) {
	for range b.N {
		bare := bareCPU(b)
		ours := edgeCPU(b)
		b.ReportMetric(float64(bare.Microseconds()), "bare-µs/call")
		b.ReportMetric(float64(ours.Microseconds()), "edge-µs/call")
		b.ReportMetric(float64(ours)/float64(bare), "x-bare")
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func loadArgs() []string {
	return []string{"-s", "15880001", "-m", strconv.Itoa(benchCalls), "-r", strconv.Itoa(benchRate), "-timeout", "60s"}
}

// bareCPU is the CPU time that a plain sipgo server spends on a call.
func bareCPU(b *testing.B) time.Duration {
	ua, err := sipgo.NewUA()
	if err != nil {
		b.Fatal(err)
	}
	defer ua.Close()
	srv, err := sipgo.NewServer(ua, sipgo.WithServerLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	body := []byte("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n")
	contact := &sipmsg.ContactHeader{Address: sipmsg.Uri{Scheme: "sip", Host: "127.0.0.1", Port: conn.LocalAddr().(*net.UDPAddr).Port}}
	srv.OnInvite(func(req *sipmsg.Request, tx sipmsg.ServerTransaction) {
		_ = tx.Respond(sipmsg.NewResponseFromRequest(req, 180, "Ringing", nil))
		res := sipmsg.NewSDPResponseFromRequest(req, body)
		res.AppendHeader(contact)
		_ = tx.Respond(res)
		select {
		case <-tx.Acks():
		case <-tx.Done():
		case <-time.After(time.Second):
		}
	})
	srv.OnAck(func(*sipmsg.Request, sipmsg.ServerTransaction) {})
	srv.OnBye(func(req *sipmsg.Request, tx sipmsg.ServerTransaction) {
		_ = tx.Respond(sipmsg.NewResponseFromRequest(req, 200, "OK", nil))
	})
	go func() { _ = srv.ServeUDP(conn) }()
	before := cpuTime()
	runSIPp(b, conn.LocalAddr().String(), "carrier-load", loadArgs()...)
	return (cpuTime() - before) / benchCalls
}

// edgeCPU is the CPU time that the whole edge spends on a call.
func edgeCPU(b *testing.B) time.Duration {
	port, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	at := port.LocalAddr().(*net.UDPAddr).AddrPort()
	_ = port.Close()
	store := newMemoryStore()
	var agents []string
	for i := range 400 {
		id := fmt.Sprintf("a%d", i)
		agents = append(agents, id)
		_ = store.SaveBinding(context.Background(), Binding{
			Agent: acd.AgentID(id), User: id, Contact: "sip:" + id + "@" + at.String(),
			Network: udp, Remote: at, Target: at, Expires: time.Now().Add(time.Hour),
		})
	}
	e := newEdge(b, options{
		agents: agents, store: store, cfg: Config{Timers: Timers{T1: 500 * time.Millisecond}, Qualify: time.Hour},
		trunk: Trunk{Name: "carrier", Sources: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Options: -1},
	})
	_, p, _ := net.SplitHostPort(at.String())
	phones := startSIPp(b, e.srv.UDPAddr().String(), "phone-load", "-p", p, "-m", "1000000", "-aa", "-timeout", "120s")
	time.Sleep(3 * time.Second) // the phones' first OPTIONS pass
	e.ready(agents...)
	before := cpuTime()
	runSIPp(b, e.srv.UDPAddr().String(), "carrier-load", loadArgs()...)
	spent := cpuTime() - before
	if n := count[acd.CallConnected](e); n != benchCalls {
		b.Errorf("%d of %d calls were connected", n, benchCalls)
	}
	_ = phones.Process.Kill()
	_ = phones.Wait()
	return spent / benchCalls
}

// BenchmarkCallMemory measures what a live call of two legs keeps, sockets'
// buffers in the system apart. The goal is 60 KiB.
func BenchmarkCallMemory(b *testing.B) {
	const calls = 300
	for range b.N {
		store := newMemoryStore()
		var agents []string
		e := newEdge(b, options{agents: []string{"x"}, store: store})
		phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
		at := phone.conn.LocalAddr().(*net.UDPAddr).AddrPort()
		e.srv.reg.mu.Lock()
		for i := range calls {
			id := fmt.Sprintf("a%d", i)
			agents = append(agents, id)
			e.srv.reg.enter(&binding{Binding: Binding{
				Agent: acd.AgentID(id), User: id, Contact: "sip:" + id + "@" + at.String(),
				Network: udp, Remote: at, Target: at, Expires: time.Now().Add(time.Hour),
			}, reachable: true, next: time.Now().Add(time.Hour)})
		}
		e.srv.reg.mu.Unlock()
		for _, id := range agents {
			e.do(acd.PutAgent{Agent: acd.Agent{ID: acd.AgentID(id), Services: []acd.Membership{{Service: "orders", Level: 1}}}}, acd.PhoneReachable{Agent: acd.AgentID(id)})
		}
		e.ready(agents...)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range calls {
			inv := caller.call("15880001")
			caller.ack(inv, caller.response(inv, 200), "")
			ring := phone.request("INVITE")
			phone.answer(ring, 200, "p1", phone.sdp())
			phone.request("ACK")
			caller.back, phone.back = nil, nil
		}
		event[acd.CallConnected](e, calls)
		time.Sleep(64*fast.T1 + time.Second) // transactions end
		runtime.GC()
		runtime.ReadMemStats(&after)
		kept := (after.HeapInuse + after.StackInuse) - (before.HeapInuse + before.StackInuse)
		b.ReportMetric(float64(kept)/calls/1024, "KiB/call")
	}
}
