package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// spoken is a writer that a test reads while it is written to.
type spoken struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *spoken) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *spoken) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Simulated providers say where they listen, show what they did, and end when they are
// told to.
func TestSimulate(t *testing.T) {
	page := regexp.MustCompile(`http://127\.0\.0\.1:\d+/simulated`)
	for name, run := range map[string]func(context.Context, io.Writer) error{
		"nhn": func(ctx context.Context, out io.Writer) error {
			return SimulateNHN(ctx, out, io.Discard, "127.0.0.1:0", SimulateNHNOptions{AppKey: "k", SecretKey: "s"})
		},
		"smpp": func(ctx context.Context, out io.Writer) error {
			return SimulateSMPP(ctx, out, io.Discard, "127.0.0.1:0", "127.0.0.1:0", SimulateSMPPOptions{SystemID: "a", Password: "b"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var out spoken
			ended := make(chan error, 1)
			go func() { ended <- run(ctx, &out) }()
			url := ""
			for deadline := time.Now().Add(5 * time.Second); url == "" && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
				url = page.FindString(out.String())
			}
			res, err := http.Get(url)
			if err != nil {
				t.Fatalf("%s: %v", out.String(), err)
			}
			var report struct{ Taken *int }
			if err := json.NewDecoder(res.Body).Decode(&report); err != nil || report.Taken == nil {
				t.Errorf("%v", err)
			}
			res.Body.Close() //nolint:errcheck // it was read
			cancel()
			select {
			case err := <-ended:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("it does not end")
			}
		})
	}
	var usage *UsageError
	if err := SimulateNHN(t.Context(), io.Discard, io.Discard, "127.0.0.1:0", SimulateNHNOptions{Faults: map[string]float64{"rain": 1}}); !errors.As(err, &usage) || !strings.Contains(err.Error(), "timeout") {
		t.Errorf("%v", err)
	}
	if err := SimulateSMPP(t.Context(), io.Discard, io.Discard, "nowhere", "127.0.0.1:0", SimulateSMPPOptions{}); err == nil {
		t.Error("it listens nowhere")
	}
}
