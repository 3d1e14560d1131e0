package config

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

const (
	document = "../../docs/configuration.md"

	documentHead = `# Configuration

One YAML file. ` + "`callfloor config example`" + ` prints one that works, ` + "`callfloor config check FILE`" + ` says what is wrong by file,
line and column, and ` + "`callfloor config describe`" + ` prints this list. Keys that are not in it are refused. Times are
written like ` + "`20s`, `1m30s`, `500ms`" + `. Services, menus, agents, trunks and VIPs follow a changed file at SIGHUP;
everything else at the next start.

This page is made from the program: ` + "`go test ./app/config -run TestDocument -update`" + `.

` + "```text\n"
	documentFoot = "```\n"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

// The page of all keys says what the program says.
func TestDocumentIsCurrent(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(documentHead)
	if err := Describe(&b); err != nil {
		t.Fatal(err)
	}
	b.WriteString(documentFoot)
	if *update {
		if err := os.WriteFile(document, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not current: go test ./app/config -run TestDocument -update", document)
	}
}
