package widget

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A body that comes slowly but steadily is read whole, far beyond the time that a request has;
// one that stops coming is given up; so is one that comes too slowly for ever.
func TestPatience(t *testing.T) {
	var err error
	var got int
	read := make(chan bool, 1)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b []byte
		b, err = io.ReadAll(patience{grace: 300 * time.Millisecond, rate: 1000}.with(w, r.Body))
		got = len(b)
		read <- true
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	s.Start()
	defer s.Close()
	for _, one := range []struct {
		what          string
		pieces, bytes int
		every         time.Duration
		whole         bool
	}{
		{"steadily", 20, 100, 50 * time.Millisecond, true}, // 2,000 bytes a second
		{"not any more", 3, 100, 50 * time.Millisecond, false},
		{"too slowly", 20, 10, 50 * time.Millisecond, false}, // 200 bytes a second
	} {
		conn, failed := net.Dial("tcp", s.Listener.Addr().String())
		if failed != nil {
			t.Fatal(failed)
		}
		const whole = 20                                                                                                // pieces
		io.WriteString(conn, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "+strconv.Itoa(whole*one.bytes)+"\r\n\r\n") //nolint:errcheck // it shows at the read
		began := time.Now()
		go func() {
			for range one.pieces {
				time.Sleep(one.every)
				if _, err := io.WriteString(conn, strings.Repeat("x", one.bytes)); err != nil {
					return
				}
			}
		}()
		<-read
		if took := time.Since(began); (err == nil) != one.whole || one.whole != (got == whole*one.bytes) || !one.whole && took > 5*time.Second {
			t.Errorf("%s: %d bytes, %v, after %v", one.what, got, err, took)
		}
		if one.whole {
			answer := make([]byte, 12)
			conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // it shows at the read
			if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 200" {
				t.Errorf("%s: the answer is %q, %v", one.what, answer, err)
			}
		}
		conn.Close()
	}
}
