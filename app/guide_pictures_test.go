package app

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pictures are where the guides' pictures lie.
const pictures = "../docs/guide/images"

// Limits of the guides' pictures.
const (
	pictureBytes     = 120_000
	allPicturesBytes = 3_400_000
)

// guideFile is the centre of the guides. Everybody in it is made up.
const guideFile = `data: %s
name: 온마루 고객센터
time_zone: Asia/Seoul
http:    {listen: "%s"}
metrics: {listen: "off"}
sip:     {udp: "127.0.0.1:0", tcp: "off", realm: callfloor}
media:   {address: 127.0.0.1, ports: %s}
api_keys:
  - {name: rig, key: "` + testKey + `", role: administrator}
trunks:
  - {name: carrier, sources: ["127.0.0.0/8"]}
services:
  - {id: orders, name: {ko: 주문·결제, en: Orders}, numbers: ["15880001"], service_level: 20s, target: 80, ring: 20s, wrap_up: 1s}
  - {id: delivery, name: {ko: 배송문의, en: Delivery}, numbers: ["15880002"], service_level: 20s, target: 80, ring: 20s, wrap_up: 1s}
  - {id: returns, name: {ko: 교환·반품, en: Returns}, numbers: ["15880003"], service_level: 20s, target: 80, ring: 20s, wrap_up: 1s}
  - {id: repairs, name: {ko: A/S 접수, en: Repairs}, numbers: ["15880004"], service_level: 20s, target: 80, ring: 20s, wrap_up: 1s}
agents:
`

// guideAgents are those of the guides' centre: id, name, English name, services.
var guideAgents = [][4]string{
	{"kim", "김서연", "Seoyeon Kim", "orders: 1, delivery: 2"},
	{"lee", "이도윤", "Doyun Lee", "orders: 1, returns: 2"},
	{"park", "박하은", "Haeun Park", "delivery: 1, orders: 2"},
	{"choi", "최지호", "Jiho Choi", "returns: 1, delivery: 3"},
	{"jung", "정수아", "Sua Jung", "repairs: 1, returns: 2"},
	{"kang", "강민준", "Minjun Kang", "repairs: 1, orders: 3"},
	{"yoon", "윤채원", "Chaewon Yoon", "delivery: 1, returns: 3"},
}

// shots takes pictures of one scene in both languages.
type shots struct {
	t    *testing.T
	only string
	size int
}

// take writes the picture of a tab, as docs/guide/images/NAME.LANGUAGE.png.
func (s *shots) take(p *tab, name, language string) {
	s.t.Helper()
	if name == "" || s.only != "all" && !strings.HasPrefix(name, s.only) {
		return
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.fonts.ready.then(() => 0)`))
	time.Sleep(400 * time.Millisecond) // what fades in has
	p.complete()
	if wide, _ := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		s.t.Errorf("%s.%s: the page is %d px wider than the window", name, language, wide)
	}
	shot, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng})
	if err != nil {
		s.t.Fatal(err)
	}
	data, err := quantise(shot.Data)
	if err != nil {
		s.t.Fatal(err)
	}
	s.size += len(data)
	if len(data) > pictureBytes {
		s.t.Errorf("%s.%s: %d bytes", name, language, len(data))
	}
	if err := os.WriteFile(filepath.Join(pictures, name+"."+language+".png"), data, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// quantise makes a picture one of 256 colours by median cut.
func quantise(data []byte) ([]byte, error) {
	in, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	type shade struct {
		c [3]uint8
		n int
	}
	b, count := in.Bounds(), map[[3]uint8]int{}
	at := func(x, y int) [3]uint8 {
		r, g, b, _ := in.At(x, y).RGBA()
		return [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	all := make([]shade, 0, len(count))
	for c, n := range count {
		all = append(all, shade{c, n})
	}
	slices.SortFunc(all, func(a, b shade) int { return slices.Compare(a.c[:], b.c[:]) })
	// spread is the widest channel of a box, and how wide it is, by the root of its pixels.
	spread := func(box []shade) (channel int, weight float64) {
		pixels := 0
		for _, s := range box {
			pixels += s.n
		}
		for ch := range 3 {
			low, high := uint8(255), uint8(0)
			for _, s := range box {
				low, high = min(low, s.c[ch]), max(high, s.c[ch])
			}
			if w := float64(high-low) * float64(min(pixels, 4000)); len(box) > 1 && w > weight {
				channel, weight = ch, w
			}
		}
		return channel, weight
	}
	boxes := [][]shade{all}
	for len(boxes) < 256 {
		best, channel, weight := -1, 0, 0.0
		for i, box := range boxes {
			if ch, w := spread(box); w > weight {
				best, channel, weight = i, ch, w
			}
		}
		if best < 0 {
			break
		}
		box := boxes[best]
		slices.SortStableFunc(box, func(a, b shade) int { return cmp.Compare(a.c[channel], b.c[channel]) })
		middle := (int(box[0].c[channel]) + int(box[len(box)-1].c[channel])) / 2
		cut := max(1, slices.IndexFunc(box, func(s shade) bool { return int(s.c[channel]) > middle }))
		boxes[best] = box[:cut]
		boxes = append(boxes, box[cut:])
	}
	place, colours := map[[3]uint8]uint8{}, color.Palette{}
	for i, box := range boxes {
		var most shade // the colour that the box has most of: surfaces keep theirs exactly
		for _, s := range box {
			place[s.c] = uint8(i)
			if s.n > most.n {
				most = s
			}
		}
		colours = append(colours, color.RGBA{most.c[0], most.c[1], most.c[2], 255})
	}
	out := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), colours)
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.SetColorIndex(x, y, place[at(b.Min.X+x, b.Min.Y+y)])
		}
	}
	var buf bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, out)
	return buf.Bytes(), err
}

// window gives a tab the size of the pictures.
func (p *tab) window() *tab {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(1366, 768))
	return p
}

// enter logs a person in, in a window of the pictures' size.
func (s *shots) enter(r *rig, p *tab, login, next string) *tab {
	p.window()
	p.open("/login?lang=ko&next=" + next)
	p.logIn(login, goodPassword)
	p.holds(`location.pathname !== "/login"`)
	return p
}

// TestTakeTheGuidesPictures makes docs/guide/images: scripts/screenshots runs it.
func TestTakeTheGuidesPictures(t *testing.T) {
	only := os.Getenv("CALLFLOOR_SCREENSHOTS")
	if only == "" {
		t.Skip("makes the pictures of the guides: scripts/screenshots")
	}
	s := &shots{t: t, only: only}
	b := browser(t)
	s.setup(t, b)
	s.centre(t, b)
	if only == "all" && s.size > allPicturesBytes {
		t.Errorf("the pictures are %d bytes together", s.size)
	}
}
