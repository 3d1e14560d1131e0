package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every command has help, exit codes are 0, 1 and 2, and mistakes say what to do.
func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(bad, []byte("sip: {udpp: \"127.0.0.1:5060\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(dir, "good.yaml")
	var example bytes.Buffer
	if code := run([]string{"config", "example"}, &example, &example); code != 0 {
		t.Fatalf("config example: %d", code)
	}
	if err := os.WriteFile(good, example.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "empty.yaml")
	if err := os.WriteFile(empty, []byte("data: "+filepath.Join(dir, "data")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(dir, "bare.yaml")
	if err := os.WriteFile(bare, []byte("data: "+filepath.Join(dir, "data")+"\nhttp: {cert: "+filepath.Join(dir, "none.pem")+", key: "+filepath.Join(dir, "none.key")+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args string
		code int
		want string
	}{
		{"--help", 0, "serve"},
		{"serve --help", 0, "--demo"}, {"serve --help", 0, "(http.listen)"},
		{"config --help", 0, "describe"},
		{"config check --help", 0, "file"},
		{"replay --help", 0, "--events"},
		{"simulate nhn --help", 0, "url: http://127.0.0.1:8770"},
		{"simulate smpp --help", 0, "address: 127.0.0.1:2775"},
		{"simulate nhn --fault rain=1", 2, "there is no fault \"rain\": they are timeout"},
		{"simulate smpp --fault timeout=2", 2, "the rate of timeout is from 0 to 1"},
		{"simulate smpp --ids octal", 2, "--ids must be one of"},
		{"version", 0, "callfloor "},
		{"config describe", 0, "sip.realm"},
		{"config check " + good, 0, "is good (services: 1, agents: 1, trunks: 1)"},
		{"config check " + bad, 2, "bad.yaml:1:13: sip.udpp: unknown key: allowed is udp, tcp"},
		{"config check " + filepath.Join(dir, "none.yaml"), 2, "no such file"},
		{"config check " + bare, 2, "none.pem: no such file"},
		{"serve --config " + bare, 2, "bare.yaml:2:14: http.cert: with http.key: open"},
		{"serve --config " + bad, 2, "unknown key"},
		{"replay --config " + empty, 1, "there is no journal in"},
		{"", 2, "expected one of"},
		{"dance", 2, "unexpected argument dance"},
		{"serve --fast", 2, "unknown flag --fast"},
	} {
		var out bytes.Buffer
		code := run(strings.Fields(tc.args), &out, &out)
		if code != tc.code || !strings.Contains(out.String(), tc.want) {
			t.Errorf("callfloor %s: exit %d, want %d with %q in\n%s", tc.args, code, tc.code, tc.want, out.String())
		}
	}
}
