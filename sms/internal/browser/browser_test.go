package browser

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/callfloor/callfloor/sms"
)

// scripts is where the modules of the pages lie.
const scripts = "../../../web/ui/js/sms"

// The table in the repository is the one that go generate writes.
func TestTableIsUpToDate(t *testing.T) {
	want, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(scripts, "table.js"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("table.js is old: run go generate ./sms/internal/browser")
	}
}

// The browser counts as the server does: every character of the basic plane, and texts in
// every form.
func TestBrowserCountsAlike(t *testing.T) {
	texts := []string{
		"", "가", "abc", "a\r\nb\nc", "\u1112\u1161\u11ab", "e\u0301", "é", "😀 안녕", "•–—©\u00a0\u200b", "똠방각하", "뷁a펲", "김\tb\x01", "\u2126", "豈", "👩‍👩‍👧", "①㈜…’“☎℃㎡漢",
	}
	ask, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	module, err := filepath.Abs(filepath.Join(scripts, "bytes.js"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--input-type=module", "-e", `
		const { count, widthOf } = await import(process.argv[1]);
		const strip = ({ char, at }) => ({ char, at });
		const texts = JSON.parse(process.argv[2]).map((text) => { const { bytes, bad, unsure } = count(text); return { bytes, bad: bad.map(strip), unsure: unsure.map(strip) }; });
		console.log(JSON.stringify({ widths: Array.from({ length: 0x10000 }, (_, code) => widthOf(code)), beyond: widthOf(0x1f600), texts }));`, module, string(ask))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v (scripts/install-tools installs it)", err)
	}
	var got struct {
		Widths []int
		Beyond sms.Width
		Texts  []sms.Count
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Widths) != 0x10000 || got.Beyond != sms.CannotGo {
		t.Fatalf("%d widths, beyond the plane %d", len(got.Widths), got.Beyond)
	}
	wrong := 0
	for r, w := range got.Widths {
		if sms.Width(w) != sms.WidthOf(rune(r)) {
			if wrong++; wrong < 20 {
				t.Errorf("U+%04X is %d in the browser and %d here", r, w, sms.WidthOf(rune(r)))
			}
		}
	}
	for i, text := range texts {
		want, err := json.Marshal(sms.CountText(text))
		if err != nil {
			t.Fatal(err)
		}
		have, err := json.Marshal(got.Texts[i])
		if err != nil || !bytes.Equal(want, have) {
			t.Errorf("%q: in the browser %s, here %s (%v)", text, have, want, err)
		}
	}
}
