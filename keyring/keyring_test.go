package keyring

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func made(t *testing.T) (*Ring, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "new", "callfloor.key")
	r, err := Create(file)
	must(t, err)
	return r, file
}

// What is sealed opens for its class and for no other, not when altered, and not
// without the key; what never was sealed is read as it is.
func TestSealAndOpen(t *testing.T) {
	r, _ := made(t)
	other, _ := made(t)
	const text = "+821012345678"
	a, err := r.Seal("number", text)
	must(t, err)
	b, err := r.Seal("number", text)
	must(t, err)
	if a != b || KeyOf(a) != r.Primary() || strings.Contains(a, "1234") {
		t.Errorf("sealed twice: %s, %s", a, b)
	}
	c, err := r.SealBlob("body", []byte(text))
	must(t, err)
	d, err := r.SealBlob("body", []byte(text))
	must(t, err)
	if c == d || KeyOf(c) != r.Primary() {
		t.Errorf("two blobs of the same text: %s, %s", c, d)
	}
	for _, v := range []struct{ class, stored string }{{"number", a}, {"body", c}, {"number", text}, {"body", "b1:"}, {"body", `{"s1:":1}`}} {
		got, err := r.Open(v.class, v.stored)
		want := text
		if KeyOf(v.stored) == "" {
			want = v.stored
		}
		if err != nil || string(got) != want {
			t.Errorf("%s opens as %q: %v", v.stored, got, err)
		}
	}
	last := func(s string) string { // a bit of the middle: the last one may be padding
		i := len(s) - 8
		return s[:i] + map[bool]string{true: "B", false: "A"}[s[i] == 'A'] + s[i+1:]
	}
	for _, v := range []struct{ class, stored string }{{"body", a}, {"number", c}, {"number", last(a)}, {"body", last(c)}, {"number", a[:HeadLength] + "AA"}, {"body", c[:HeadLength] + "AA"}} {
		if got, err := r.Open(v.class, v.stored); err == nil {
			t.Errorf("%s opens as %s: %q", v.stored, v.class, got)
		}
	}
	var missing *NoKeyError
	if _, err := other.Open("number", a); !errors.As(err, &missing) || missing.ID != r.Primary() {
		t.Errorf("without the key: %v", err)
	}
	var none *Ring
	if _, err := none.Open("number", a); !errors.As(err, &missing) {
		t.Errorf("without any key: %v", err)
	}
	if v, err := none.Open("number", text); err != nil || string(v) != text {
		t.Errorf("without any key, not sealed: %q %v", v, err)
	}
	for _, empty := range []func() (string, error){func() (string, error) { return r.Seal("number", "") }, func() (string, error) { return r.SealBlob("body", nil) }} {
		if v, err := empty(); err != nil || v != "" {
			t.Errorf("nothing is sealed as %q: %v", v, err)
		}
	}
}

// What the first version sealed with a key of 32 bytes 7.
const (
	sealedThen = "s1:48b5d2c0:j8BpJ4S8uvBvAK7z4Hwy9YmT-zSQ7vdQpB6C8Y4"
	blobThen   = "b1:48b5d2c0:L6VH3vBXHy22eIOMlyClrT9Xt_phXSLEkHp4qcm7DYNd036Zc6ZdSVk"
	tailThen   = "f81ef5e0688041dcae575b1ffa4107a5"
)

// What a version has sealed every later one opens, and finds: a change of the
// derivation, of the library or of the form that could not would fail here.
func TestFormStays(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, keyBytes)
	k, err := newKey(secret, time.Time{})
	must(t, err)
	r := &Ring{keys: []*key{k}}
	for class, stored := range map[string]string{"number": sealedThen, "body": blobThen} {
		got, err := r.Open(class, stored)
		if err != nil || string(got) != "+821012345678" {
			t.Errorf("%s of a former version opens as %q: %v", class, got, err)
		}
	}
	if v, err := r.Seal("number", "+821012345678"); err != nil || v != sealedThen {
		t.Errorf("sealed as %s, by a former version as %s: %v", v, sealedThen, err)
	}
	if v, err := r.Tail(k.id, "821012345678"); err != nil || hex.EncodeToString(v) != tailThen {
		t.Errorf("tail %x, of a former version %s: %v", v, tailThen, err)
	}
}

// Numbers that end alike have tails that begin alike, by as many digits; under
// another key they have nothing in common.
func TestTail(t *testing.T) {
	r, file := made(t)
	tail := func(digits string) []byte {
		v, err := r.Tail(r.Primary(), digits)
		must(t, err)
		return v
	}
	whole := tail("821012345678")
	for n := 1; n <= 4; n++ {
		if part := tail("821012345678"[12-n:]); len(part) != n*tailBytes || !bytes.HasPrefix(whole, part) {
			t.Errorf("the last %d digits: %x of %x", n, part, whole)
		}
	}
	if !bytes.Equal(whole, tail("5678")) || !bytes.Equal(whole, tail("15678")) {
		t.Error("more than four digits tell")
	}
	if bytes.HasPrefix(tail("5679"), whole[:1]) && bytes.HasPrefix(tail("5670"), whole[:1]) && bytes.HasPrefix(tail("5671"), whole[:1]) {
		t.Error("every number has the same tail")
	}
	old := r.Primary()
	_, err := Rotate(file)
	must(t, err)
	r, err = Load(file)
	must(t, err)
	if bytes.Equal(whole, tail("5678")) {
		t.Error("a new key gives the tails of the old one")
	}
	if v, err := r.Tail(old, "5678"); err != nil || !bytes.Equal(v, whole) {
		t.Errorf("the old key's tail is lost: %v", err)
	}
	if v := tail("119"); len(v) != 3*tailBytes {
		t.Errorf("a short number: %x", v)
	}
}

// A key file is readable by its user only, keeps every key until it is taken out, and
// is never made over another.
func TestFile(t *testing.T) {
	r, file := made(t)
	info, err := os.Stat(file)
	if must(t, err); info.Mode().Perm() != 0o600 {
		t.Errorf("rights %v", info.Mode())
	}
	if _, err := Create(file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made over another: %v", err)
	}
	must(t, os.Chmod(file, 0o640)) // readable by a group, as an administrator may want
	sealed, err := r.Seal("number", "+821012345678")
	must(t, err)
	first := r.Primary()
	second, err := Rotate(file)
	must(t, err)
	info, err = os.Stat(file)
	if must(t, err); info.Mode().Perm() != 0o640 {
		t.Errorf("rights after a rotation %v", info.Mode())
	}
	r, err = Load(file)
	must(t, err)
	if r.Primary() != second || strings.Join(r.IDs(), " ") != first+" "+second {
		t.Errorf("keys %v, %s seals", r.IDs(), r.Primary())
	}
	if v, err := r.Open("number", sealed); err != nil || string(v) != "+821012345678" {
		t.Errorf("the old key opens %q: %v", v, err)
	}
	if err := Prune(file, []string{second}); err == nil {
		t.Error("the key that seals was taken out")
	}
	must(t, Prune(file, []string{first}))
	r, err = Load(file)
	if must(t, err); r.Has(first) || !r.Has(second) {
		t.Errorf("keys %v", r.IDs())
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if must(t, err); len(left) != 1 {
		t.Errorf("files that stayed: %v", left)
	}
	if _, err := Load(file + "-none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A key is not added where a link is, which would then be a file beside the one that it
// led to.
func TestLink(t *testing.T) {
	r, file := made(t)
	link := filepath.Join(t.TempDir(), "callfloor.key")
	must(t, os.Symlink(file, link))
	if _, err := Load(link); err != nil {
		t.Errorf("read by a link: %v", err)
	}
	if _, err := Rotate(link); err == nil || !strings.Contains(err.Error(), "link") {
		t.Errorf("rotated by a link: %v", err)
	}
	info, err := os.Lstat(link)
	if must(t, err); info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is now %v", info.Mode())
	}
	same, err := Load(file)
	if must(t, err); same.Primary() != r.Primary() {
		t.Errorf("keys %v", same.IDs())
	}
}

// A key file that is not one is refused, and says in which line.
func TestBadFiles(t *testing.T) {
	r, file := made(t)
	whole, err := os.ReadFile(file)
	must(t, err)
	line := strings.TrimSpace(string(whole[bytes.LastIndexByte(bytes.TrimSpace(whole), '\n'):]))
	id, key := r.Primary(), line[strings.LastIndexByte(line, ' ')+1:]
	for text, want := range map[string]string{
		"":                                     "no key",
		"# nothing\n":                          "no key",
		"hello\n":                              "line 1",
		"\n" + id + " yesterday " + key + "\n": "line 2",
		id + " 2026-11-28 AAAA\n":              "line 1 has no key",
		"00000000 2026-11-28 " + key + "\n":    "altered",
		line + "\n" + line + "\n":              "twice",
	} {
		must(t, os.WriteFile(file, []byte(text), 0o600))
		if _, err := Load(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	must(t, os.WriteFile(file, whole, 0o600))
	must(t, os.Chmod(file, 0o644))
	if _, err := Load(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that everybody reads: %v", err)
	}
}

// Keys that are added at once are all there afterwards: none is written over.
func TestRotateAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "callfloor.key")
	if _, err := Create(file); err != nil {
		t.Fatal(err)
	}
	ids := make([]string, 16)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			id, err := Rotate(file)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	all.Wait()
	r, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if !r.Has(id) {
			t.Errorf("the key %s was written over", id)
		}
	}
}
