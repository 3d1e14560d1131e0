package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/menu"
	"github.com/callfloor/callfloor/web"
)

// voiceChild names the configuration of the program that TestKillWhileMessagesAreKept
// kills, and voiceFrom the number of the first message that it takes.
const (
	voiceChild = "CALLFLOOR_TEST_VOICE_CHILD"
	voiceFrom  = "CALLFLOOR_TEST_VOICE_FROM"
)

// TestVoiceChild is that program; by itself it is no test. It takes spoken messages of a
// few numbers without end, as the SIP edge does, and says which it has answered for.
func TestVoiceChild(t *testing.T) {
	file := os.Getenv(voiceChild)
	if file == "" {
		return
	}
	n, err := strconv.Atoi(os.Getenv(voiceFrom))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Start(context.Background(), Options{Config: cfg, File: file, Log: os.Stderr, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if n < 0 {
		select {} // takes none
	}
	for ; ; n++ {
		number := fmt.Sprintf("0102000%04d", n%6)
		said, _ := a.takeRequest(context.Background(), sip.Request{Number: number, Caller: number, Service: "orders", Voice: message(n), Spoken: 3 * time.Second})
		switch said {
		case menu.Taken, menu.Have:
			fmt.Printf("kept %s %d\n", number, n)
		default: // callbacks are not switched on yet
			time.Sleep(time.Millisecond)
		}
	}
}

func message(n int) []byte { return fmt.Appendf(nil, "RIFF%d%s", n, strings.Repeat("x", 40_000)) }

// The program is killed while callers leave messages, the first of their number and those
// that follow: each that a caller was told of is there and can be heard, unless it is older
// than the twenty that are kept, and no request names a sound that is not there.
func TestKillWhileMessagesAreKept(t *testing.T) {
	dir := t.TempDir()
	text, httpAddr, _ := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	file := filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	next, told := 0, map[string][]int{}
	live := func(from int) *process {
		p := &process{t: t, http: httpAddr, log: &safeBuffer{}}
		p.cmd = exec.Command(os.Args[0], "-test.run=^TestVoiceChild$", "-test.timeout=5m")
		p.cmd.Env = append(os.Environ(), voiceChild+"="+file, voiceFrom+"="+strconv.Itoa(from))
		p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
		if err := p.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(90 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if st, _ := p.api("GET", "/health", ""); st == 200 {
				return p
			}
			if time.Now().After(end) {
				t.Fatalf("the program does not start within 90 s; it said: %s", p.log)
			}
		}
	}
	kill := func(p *process) {
		p.cmd.Process.Signal(syscall.SIGKILL) //nolint:errcheck // it lives
		p.cmd.Wait()                          //nolint:errcheck // killed
		for line := range strings.Lines(p.log.String()) {
			var number string
			var n int
			if c, _ := fmt.Sscanf(line, "kept %s %d\n", &number, &n); c == 2 && strings.HasSuffix(line, "\n") {
				told[number] = append(told[number], n)
				next = max(next, n+1)
			}
		}
		next += 6 // what was not answered for keeps its number for itself
	}
	p := live(0)
	defer func() { kill(p) }()
	if st, body := p.api("PUT", "/settings/callbacks.enabled", `{"value":"true"}`); st >= 300 {
		t.Fatalf("%d %s", st, body)
	}
	for range 8 {
		// Three at least, which follow those of the former life: after six lives each number has three.
		n := 3 + rand.IntN(6)
		untilIn(t, time.Minute, "messages are kept", func() bool { return strings.Count(p.log.String(), "\nkept ") >= n })
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond) // so that it falls anywhere
		kill(p)
		p = live(next)
	}
	kill(p)
	p = live(-1)
	if len(told) != 6 {
		t.Fatalf("%d of 6 numbers had an answer", len(told))
	}
	most := 0
	for number, list := range told {
		most = max(most, len(list))
		var page struct{ Items []web.CallbackView }
		st, data := p.api("GET", "/callbacks?q="+url.QueryEscape(number), "")
		if err := json.Unmarshal(data, &page); st != 200 || err != nil || len(page.Items) != 1 {
			t.Fatalf("%s: %d %s", number, st, data)
		}
		at := "/callbacks/" + page.Items[0].ID
		var d web.CallbackDetail
		if st, data := p.api("GET", at, ""); st != 200 || json.Unmarshal(data, &d) != nil {
			t.Fatalf("%s: %d %s", number, st, data)
		}
		heard := map[string]bool{}
		for n := range len(d.Earlier) + 1 {
			path := at + "/voice"
			if n > 0 {
				path += "?earlier=" + strconv.Itoa(n)
			}
			st, data := p.api("GET", path, "")
			if st != 200 {
				t.Errorf("%s: %s answers %d", number, path, st)
			}
			heard[string(data)] = true
		}
		for _, n := range list[max(0, len(list)-12):] { // the rest of the twenty may be what was not answered for
			if !heard[string(message(n))] {
				t.Errorf("%s: message %d was kept, the caller heard, and is not there", number, n)
			}
		}
	}
	if most < 3 {
		t.Errorf("at most %d messages of a number: nothing followed another", most)
	}
}
