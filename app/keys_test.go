package app

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/keyring"
	"github.com/callfloor/callfloor/sip/phone"
)

// The life of a key as an operator has it: made at the first start, which says what
// losing it means; changed while the program runs; taken out when nothing needs it, and
// not before; and without it no start and no replay, but words that say what to do
// (P-06).
func TestKeyLife(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	file := filepath.Join(dir, "data", "callfloor.key")
	for _, words := range []string{"a key was made", "lost for good", "who takes this disk has both"} {
		if !strings.Contains(r.said.String(), words) {
			t.Errorf("the log of the first start does not say %q", words)
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file %v: %v", info, err)
	}
	var set struct {
		Key    string `json:"key_file"`
		Beside bool   `json:"key_beside_data"`
	}
	if st := r.api("GET", "/setup?code="+r.setup, "", &set); st != 200 || set.Key != file || !set.Beside {
		t.Errorf("set-up says %d %+v", st, set)
	}
	type sealing struct {
		Sealing struct {
			Key, File string
			Beside    bool `json:"beside_data"`
			Former    int  `json:"former_keys"`
		}
	}
	var before, v sealing
	if r.api("GET", "/system", "", &before); before.Sealing.File != file || !before.Sealing.Beside || before.Sealing.Former != 0 {
		t.Errorf("the system's state says %+v", before)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	r.ready("kim")
	r.wait(r.dial("01073951846"), phone.Talking)

	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	var p struct{ Detail string }
	if st := r.api("POST", "/configuration/reload", "", &p); st != 422 || !strings.Contains(p.Detail, "chmod 600") {
		t.Errorf("a reload with a key file that is refused answers %d %s", st, p.Detail)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}

	var out bytes.Buffer
	if err := RotateKey(&out, r.file, ""); err != nil || !strings.Contains(out.String(), "Copy the file again") {
		t.Fatalf("rotate: %v: %s", err, out.String())
	}
	if err := PruneKeys(t.Context(), io.Discard, r.file, ""); err == nil || !strings.Contains(err.Error(), "reload or restart") {
		t.Errorf("pruned before the program knows the new key: %v", err)
	}
	r.Reload(t.Context())
	if r.api("GET", "/system", "", &v); v.Sealing.Key == before.Sealing.Key {
		t.Error("a reload does not take the new key")
	}
	if err := PruneKeys(t.Context(), io.Discard, r.file, ""); err == nil || !strings.Contains(err.Error(), before.Sealing.Key) {
		t.Errorf("pruned while rows need the former key: %v", err)
	}
	until(t, "rows are sealed anew beside the call", func() bool {
		m := r.metrics()
		return strings.Contains(m, "callfloor_seal_former_keys 1\n") && !strings.Contains(m, "callfloor_seal_rows_total 0\n")
	})
	if got := onDisk(t, filepath.Join(dir, "data"), "1073951846"); got != "" {
		t.Errorf("while the call is up the disk shows its number: %s", got)
	}
	if s := r.state("kim"); s != "talking" {
		t.Errorf("a new key changes the call: %s", s)
	}
	r.stopNow()
	again := start(t, dir)
	if strings.Contains(again.said.String(), "a key was made") {
		t.Error("a later start says that a key was made")
	}
	until(t, "everything is sealed with the new key", func() bool { again.api("GET", "/system", "", &v); return v.Sealing.Former == 0 })
	if !strings.Contains(again.metrics(), "callfloor_seal_former_keys 0\n") {
		t.Error("the metrics do not say that everything is sealed anew")
	}
	again.stopNow()
	if got := onDisk(t, filepath.Join(dir, "data"), "1073951846"); got != "" {
		t.Errorf("after the call the disk shows its number: %s", got)
	}
	if onDisk(t, filepath.Join(dir, "data"), "orders") == "" {
		t.Error("nothing is read from the disk: not even what is not sealed")
	}
	out.Reset()
	if err := PruneKeys(t.Context(), &out, r.file, ""); err != nil || !strings.Contains(out.String(), before.Sealing.Key) {
		t.Errorf("prune: %v: %s", err, out.String())
	}
	if ring, err := keyring.Load(file); err != nil || len(ring.IDs()) != 1 {
		t.Errorf("keys after pruning: %v %v", ring.IDs(), err)
	}
	if err := PruneKeys(t.Context(), io.Discard, r.file, ""); err == nil {
		t.Error("pruned what is not there")
	}
	out.Reset()
	if err := Replay(t.Context(), &out, ReplayOptions{File: r.file, Check: true}); err != nil || !strings.Contains(out.String(), "kim") {
		t.Errorf("replay: %v", err)
	}
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	if err := Replay(t.Context(), io.Discard, ReplayOptions{File: r.file}); err == nil || !strings.Contains(err.Error(), "key file") {
		t.Errorf("replay without the key: %v", err)
	}
	cfg, err := config.Load(r.file)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := Start(t.Context(), Options{Config: cfg, File: r.file, Log: io.Discard, Out: io.Discard}); err == nil {
		a.close(t.Context()) //nolint:errcheck // the test has failed
		t.Error("started without the key")
	} else if !strings.Contains(err.Error(), "put it back from its copy") || !strings.Contains(err.Error(), file) {
		t.Errorf("without the key: %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a new key was made beside a sealed store")
	}
}

// onDisk returns where a text stands in the files of a folder, without the key file;
// "" where it does not.
func onDisk(t *testing.T, dir, text string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.IsDir() || f.Name() == "callfloor.key" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.Index(data, []byte(text)); i >= 0 {
			return fmt.Sprintf("%s: %q", f.Name(), data[max(0, i-60):min(len(data), i+40)])
		}
	}
	return ""
}

// The key file stands where it is configured, also as a credential of systemd.
func TestKeyFilePlace(t *testing.T) {
	for _, c := range []struct{ data, file, env, want, bad string }{
		{data: "/d", want: "/d/callfloor.key"},
		{data: "/d", file: "/k/x", want: "/k/x"},
		{data: "/d", file: "$CREDENTIALS_DIRECTORY/callfloor.key", env: "/run/credentials/c", want: "/run/credentials/c/callfloor.key"},
		{data: "/d", file: "$CREDENTIALS_DIRECTORY/callfloor.key", bad: "LoadCredential"},
	} {
		t.Setenv("CREDENTIALS_DIRECTORY", c.env)
		cfg := config.Default()
		cfg.Data, cfg.Encryption.KeyFile = c.data, c.file
		got, err := cfg.KeyFile()
		if got != c.want || (err != nil) != (c.bad != "") || err != nil && !strings.Contains(err.Error(), c.bad) {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
	for _, file := range []string{"$HOME/key", "keys/", "$CREDENTIALS_DIRECTORYx/key"} {
		if _, err := config.Parse("f.yaml", []byte("encryption: {key_file: '"+file+"'}")); err == nil || !strings.Contains(err.Error(), "encryption.key_file") {
			t.Errorf("%s: %v", file, err)
		}
	}
}
