package sip

import (
	"strconv"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// Timers are the base values of RFC 3261 table 4. Zero values take T1 500 ms,
// T2 4 s and T4 5 s.
type Timers struct{ T1, T2, T4 time.Duration }

func (t *Timers) defaults() {
	if t.T1 == 0 {
		t.T1 = 500 * time.Millisecond
	}
	if t.T2 == 0 {
		t.T2 = 4 * time.Second
	}
	if t.T4 == 0 {
		t.T4 = 5 * time.Second
	}
}

// giveUp is 64*T1: timers B, F, H, J, L and M.
func (t Timers) giveUp() time.Duration { return 64 * t.T1 }

// serverKey matches requests to server transactions (RFC 3261 section 17.2.3).
type serverKey struct{ branch, sentBy, method string }

// clientKey matches responses to client transactions (RFC 3261 section 17.1.3).
type clientKey struct{ branch, method string }

func serverKeyOf(req *sipmsg.Request, method sipmsg.RequestMethod) serverKey {
	via := req.Via()
	if method == sipmsg.ACK {
		method = sipmsg.INVITE
	}
	branch, _ := via.Params.Get("branch")
	if len(branch) > len(cookie) && branch[:len(cookie)] == cookie {
		return serverKey{branch: branch, sentBy: sentBy(via), method: string(method)}
	}
	// An RFC 2543 peer: To-tag, From-tag, Call-ID, CSeq number and top Via.
	old := callIDOf(req) + "\x00" + fromTag(req) + "\x00" + strconv.FormatUint(uint64(req.CSeq().SeqNo), 10)
	return serverKey{branch: old, sentBy: sentBy(via) + branch, method: string(method)}
}

func sentBy(via *sipmsg.ViaHeader) string {
	if via.Port == 0 {
		return via.Host
	}
	return via.Host + ":" + strconv.Itoa(via.Port)
}

// transactions holds both tables. The servers are bounded: over max, new requests
// are dropped before any state is made. The clients are what we send ourselves.
type transactions struct {
	tr     *transport
	timers Timers
	agent  string // Server and User-Agent
	max    int

	mu      sync.Mutex
	servers map[serverKey]*serverTx
	clients map[clientKey]*clientTx
	tombs   map[serverKey]tomb
}

func newTransactions(tr *transport, timers Timers, agent string) *transactions {
	timers.defaults()
	return &transactions{
		tr: tr, timers: timers, agent: agent, max: 200_000,
		servers: map[serverKey]*serverTx{}, clients: map[clientKey]*clientTx{}, tombs: map[serverKey]tomb{},
	}
}

func (x *transactions) server(k serverKey) *serverTx {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.servers[k]
}

// sizes returns how many transactions live; for metrics and tests.
func (x *transactions) sizes() (servers, clients int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.servers), len(x.clients)
}

// close stops every timer.
func (x *transactions) close() {
	x.mu.Lock()
	servers, clients := x.servers, x.clients
	x.servers, x.clients = map[serverKey]*serverTx{}, map[clientKey]*clientTx{}
	x.mu.Unlock()
	for _, s := range servers {
		s.mu.Lock()
		s.stop()
		s.mu.Unlock()
	}
	for _, c := range clients {
		c.mu.Lock()
		c.stop()
		c.state = txTerminated
		c.mu.Unlock()
	}
}

// txState is the state of a transaction (RFC 3261 figures 5 to 8, RFC 6026).
type txState uint8

const (
	txTrying txState = iota // client: calling or trying
	txProceeding
	txAccepted  // INVITE with a 2xx (RFC 6026)
	txCompleted // a final answer other than that
	txConfirmed // INVITE server whose refusal was ACKed
	txTerminated
)
