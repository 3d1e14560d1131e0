// Package freeport gives tests loopback ports that stay free until another program
// binds them: below 32768, where Linux begins to take the local ports of outgoing
// connections (net.ipv4.ip_local_port_range). A port that the kernel chose may be
// taken again, by any connection, before the program that was told of it starts.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
)

// The range. scripts/with-postgres has the ports from 10000 to 13999, the tests'
// media begins at 20000.
const first, count = 14000, 6000

var (
	mu   sync.Mutex
	next = rand.IntN(count) // two test programs at once begin apart
)

// Pair returns a port of 127.0.0.1 that nobody uses now by UDP or TCP, nor the next
// one (a SIP phone takes that for TLS). No two calls in one program return the same.
func Pair(t testing.TB) int {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	for range count / 2 {
		port := first + next&^1
		next = (next + 2) % count
		if free(port) && free(port+1) {
			return port
		}
	}
	t.Fatal("no free port of loopback below 20000")
	return 0
}

func free(port int) bool {
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return false
	}
	defer l.Close()
	c, err := net.ListenPacket("udp", addr)
	if err != nil {
		return false
	}
	c.Close()
	return true
}
