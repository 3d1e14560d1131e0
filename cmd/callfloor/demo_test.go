package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// However the demo ends, its folder goes with it: by a signal, when nobody reads what
// it prints any more (serve --demo | head), and by a signal after that.
func TestDemoLeavesNothing(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "callfloor")
	if b, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	file := filepath.Join(t.TempDir(), "callfloor.yaml")
	text := "http: {listen: \"127.0.0.1:0\"}\nmetrics: {listen: \"off\"}\nsip: {udp: \"127.0.0.1:0\", tcp: \"127.0.0.1:0\"}\nmedia: {ports: 24000-24199}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		until  string // what is read before the end
		closed bool   // stdout is
		signal os.Signal
	}{
		"SIGTERM":           {"Log in as boss", false, syscall.SIGTERM},
		"SIGINT":            {"Log in as boss", false, os.Interrupt},
		"head":              {"Callfloor", true, nil},
		"head, and SIGTERM": {"Log in as boss", true, syscall.SIGTERM},
	} {
		t.Run(name, func(t *testing.T) {
			tmp := t.TempDir()
			cmd := exec.Command(binary, "serve", "--demo", "-c", file)
			cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() }) //nolint:errcheck // it may be over
			defer late.Stop()
			read := bufio.NewScanner(out)
			for read.Scan() && !strings.Contains(read.Text(), tc.until) {
			}
			if left, err := filepath.Glob(filepath.Join(tmp, "callfloor-demo-*")); err != nil || len(left) != 1 {
				t.Errorf("while it runs: %v %v", left, err)
			}
			if tc.closed {
				out.Close()
			}
			if tc.signal != nil {
				if err := cmd.Process.Signal(tc.signal); err != nil {
					t.Fatal(err)
				}
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("the end: %v", err)
			}
			if left, err := filepath.Glob(filepath.Join(tmp, "callfloor-demo-*")); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}
