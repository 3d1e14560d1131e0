package widget

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"
)

// Within a time so many are taken, the next one is told how long it waits; what is counted has
// an end.
func TestRates(t *testing.T) {
	var r rates
	now := time.Unix(1_000_000, 0)
	for i := range 3 {
		if wait := r.take("a", 3, time.Minute, now.Add(time.Duration(i)*time.Second)); wait != 0 {
			t.Fatalf("use %d waits %s", i, wait)
		}
	}
	if wait := r.take("a", 3, time.Minute, now.Add(10*time.Second)); wait != 50*time.Second {
		t.Errorf("the fourth waits %s", wait)
	}
	if wait := r.take("b", 3, time.Minute, now); wait != 0 {
		t.Errorf("another one waits %s", wait)
	}
	if wait := r.take("a", 3, time.Minute, now.Add(time.Minute)); wait != 0 {
		t.Errorf("a minute later it waits %s", wait)
	}
	for i := range 2 * mostCounted {
		r.take(fmt.Sprint(i), 3, time.Minute, now)
	}
	if len(r.by) > mostCounted {
		t.Errorf("%d are counted", len(r.by))
	}
}

// What was answered is found again, the last ones of it.
func TestActed(t *testing.T) {
	var a acted
	a.note("x", acknowledged{Client: "x", At: 1})
	a.note("x", acknowledged{Client: "x", At: 2})
	if ack, ok := a.find("x"); !ok || ack.At != 1 {
		t.Errorf("%+v %v", ack, ok)
	}
	for i := range mostActed {
		a.note(fmt.Sprint(i), acknowledged{})
	}
	if _, ok := a.find("x"); ok || len(a.by) != mostActed {
		t.Errorf("%d are remembered, the oldest %v", len(a.by), ok)
	}
	if _, ok := a.find(fmt.Sprint(mostActed - 1)); !ok {
		t.Error("the newest is forgotten")
	}
}

// Files are what their content says, whatever they are called (W-11).
func TestExamine(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 5))); err != nil {
		t.Fatal(err)
	}
	f, err := Examine(`C:\photos\사진.exe`, b.Bytes())
	if err != nil || f.Type != "image/png" || f.Width != 3 || f.Height != 5 || f.Name != "사진.exe" {
		t.Errorf("%+v %v", f, err)
	}
	for name, data := range map[string]string{
		"a.png": "<svg onload=alert(1)>", "b.jpg": "<!doctype html><script>", "c.pdf": "MZ\x90\x00", "d.png": "\x89PNG\r\n\x1a\n broken", "e.gif": "",
	} {
		if f, err := Examine(name, []byte(data)); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s is %+v, %v", name, f, err)
		}
	}
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", "": "file", "a\r\nb\".png": "a__b_.png", "\u202egnp.exe": "_gnp.exe", strings.Repeat("가", 300) + ".png": strings.Repeat("가", 96) + ".png",
	} {
		if got := tidy(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
	webp := "RIFF\x24\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x1f\x00\x00\x3f\x00\x00"
	if w, h := webpSize([]byte(webp)); w != 32 || h != 64 {
		t.Errorf("a WebP image has %d by %d", w, h)
	}
}

// An address is one subscriber's: of IPv6 the first 64 bits.
func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{"192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "x": "x"} {
		if got := network(address); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
}
