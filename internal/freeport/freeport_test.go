package freeport

import (
	"net"
	"strconv"
	"testing"
)

// A port that is in use, by UDP or TCP, or whose next one is, is passed over, and
// no port is given twice.
func TestPair(t *testing.T) {
	mu.Lock()
	next = 0
	mu.Unlock()
	seen := map[int]bool{}
	for i := range 300 {
		mu.Lock()
		will := first + next&^1
		mu.Unlock()
		switch addr := "127.0.0.1:" + strconv.Itoa(will+i%2); i % 3 {
		case 0:
			if c, err := net.ListenPacket("udp", addr); err == nil {
				defer c.Close()
				seen[will] = true
			}
		case 1:
			if l, err := net.Listen("tcp", addr); err == nil {
				defer l.Close()
				seen[will] = true
			}
		}
		port := Pair(t)
		if port < first || port+1 >= first+count || port%2 != 0 {
			t.Fatalf("port %d is out of the range", port)
		}
		if seen[port] {
			t.Fatalf("port %d is in use or was given before", port)
		}
		seen[port] = true
	}
}
