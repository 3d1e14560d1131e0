package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every thread of the program has the slack that it asked for, the runtime's
// monitor included, which begins before the program can ask.
func TestTimersAreRelaxed(t *testing.T) {
	file, addr, _, _ := processFile(t, t.TempDir(), 1)
	p := launch(t, file, addr)
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", p.cmd.Process.Pid))
	if err != nil || len(tasks) < 2 {
		t.Fatalf("%d threads: %v", len(tasks), err)
	}
	for _, task := range tasks {
		got, err := os.ReadFile("/proc/" + filepath.Base(task) + "/timerslack_ns")
		if errors.Is(err, fs.ErrPermission) {
			t.Skip("only a user with CAP_SYS_NICE may read the slack of another process")
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if err == nil && strings.TrimSpace(string(got)) != "1000000" {
			t.Errorf("slack of thread %s: %s ns, want 1000000", filepath.Base(task), got)
		}
	}
}
