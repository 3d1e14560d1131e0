package sip

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every RFC that the code cites, here and in the packages below, is in the ledger,
// with what is done of it.
func TestLedger(t *testing.T) {
	ledger, err := os.ReadFile("rfc.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\d{4}) \| [^|]+ \| (yes|partial|no) \| [^|]*\|$`).FindAllStringSubmatch(string(ledger), -1)
	listed := map[string]bool{}
	for _, r := range rows {
		listed[r[1]] = true
	}
	if n := strings.Count(string(ledger), "\n| ") - 1; n != len(rows) {
		t.Errorf("%d rows, %d of them well formed", n, len(rows))
	}
	var files []string
	for _, pattern := range []string{"*.go", "media/*.go", "phone/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	cited := regexp.MustCompile(`RFC (\d{4})`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range cited.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\n//", " "), -1) {
			if !listed[m[1]] {
				t.Errorf("%s cites RFC %s, which is not in rfc.md", f, m[1])
			}
		}
	}
}
