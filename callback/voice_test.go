package callback

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// A spoken message is read with the key that its row has, from its folder alone, and
// lies on the disk unreadable (P-06, W-16).
func TestVoices(t *testing.T) {
	dir := t.TempDir()
	v, err := OpenVoices(filepath.Join(dir, "voices"))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	wav := append([]byte("RIFF....WAVE"), bytes.Repeat([]byte("spoken"), 1000)...)
	one, err := v.Keep(wav, 9*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile(filepath.Join(dir, "voices", one.File))
	if err != nil || bytes.Contains(stored, []byte("spoken")) || one.Length != 9*time.Second {
		t.Fatalf("on the disk: %.20q %v", stored, err)
	}
	if got, err := v.Read(one); err != nil || !bytes.Equal(got, wav) {
		t.Errorf("read: %d bytes %v", len(got), err)
	}
	other := *one
	other.Key = make([]byte, 32)
	if _, err := v.Read(&other); err == nil {
		t.Error("read with another key")
	}
	if err := os.WriteFile(filepath.Join(dir, "secret.wav"), stored, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "secret.wav"), filepath.Join(dir, "voices", "00000000000000000000000000000000.wav")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../secret.wav", "..\\secret.wav", "%2e%2e/secret.wav", "/etc/passwd", "", "a\x00.wav", filepath.Join(dir, "secret.wav"), "nothing.wav", "ffffffffffffffffffffffffffffffff.wav"} {
		if _, err := v.Read(&Voice{File: name, Key: one.Key}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := v.Read(&Voice{File: "00000000000000000000000000000000.wav", Key: one.Key}); err == nil {
		t.Error("a link out of the folder is followed")
	}
	if _, err := v.Read(nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("none: %v", err)
	}
	if _, err := v.Keep(make([]byte, MostVoice+1), 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("too long: %v", err)
	}

	// What no row names goes, but not what is just being written.
	kept, err := v.Keep(wav, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := func(files []string) (map[string]bool, error) { return map[string]bool{kept.File: true}, nil }
	if n, err := v.Sweep(time.Now(), named); n != 0 || err != nil {
		t.Errorf("swept at once: %d %v", n, err)
	}
	if err := os.Remove(filepath.Join(dir, "voices", "00000000000000000000000000000000.wav")); err != nil {
		t.Fatal(err)
	}
	if n, err := v.Sweep(time.Now().Add(2*time.Hour), named); n != 1 || err != nil {
		t.Errorf("swept: %d %v", n, err)
	}
	if _, err := v.Read(one); !fault.Is(err, fault.NotFound) {
		t.Errorf("it is there still: %v", err)
	}
	if _, err := v.Read(kept); err != nil {
		t.Errorf("swept although it is named: %v", err)
	}
	if err := v.Remove(kept.File); err != nil {
		t.Error(err)
	}
	if err := v.Remove(kept.File); err != nil {
		t.Errorf("removed twice: %v", err)
	}
}
