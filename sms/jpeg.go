package sms

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/callfloor/callfloor/fault"
)

// Bounds of an image (T17, W-11).
const (
	MostImageBytes = 300_000  // of the file, as it comes and as it goes
	widestRead     = 4096     // pixels of a side of what comes in
	widestSent     = 1000     // of what goes out
	mostDecoding   = 64 << 20 // bytes that decoding one may take
	mostScans      = 20       // of one file: encoders write one, progressive ones about ten
)

// Picture is a checked image.
type Picture struct {
	Data          []byte // JPEG that we encoded ourselves: nothing else of the file is left in it
	Width, Height int
}

// ReadJPEG checks a file and encodes it anew: JPEG by its first bytes and by decoding, its
// size known before it is decoded. What is larger than 1,000 pixels is made smaller. Where
// the camera was held is turned into the picture; EXIF and all else is gone (W-11).
func ReadJPEG(file []byte) (Picture, error) {
	if len(file) > MostImageBytes {
		return Picture{}, fault.New(fault.Invalid, "the image has %d bytes, and %d are the most (0.3 MB): make it smaller", len(file), MostImageBytes)
	}
	if !bytes.HasPrefix(file, []byte{0xff, 0xd8, 0xff}) {
		return Picture{}, fault.New(fault.Invalid, "the file is no JPEG: images are jpg only")
	}
	head, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return Picture{}, fault.New(fault.Invalid, "the image cannot be read: save it as jpg once more")
	}
	if head.Width > widestRead || head.Height > widestRead || head.Width < 1 || head.Height < 1 {
		return Picture{}, fault.New(fault.Invalid, "the image is %d by %d pixels, and %d a side are the most: make it smaller", head.Width, head.Height, widestRead)
	}
	if need, slow := decoding(file, head.Width, head.Height); need > mostDecoding {
		if slow {
			return Picture{}, fault.New(fault.Invalid, "the image of %d by %d pixels is a progressive jpg, which is too large to be read: save it as a baseline jpg, or make it smaller", head.Width, head.Height)
		}
		return Picture{}, fault.New(fault.Invalid, "the image is %d by %d pixels of four colours: save it in RGB, or make it smaller", head.Width, head.Height)
	}
	if n := bytes.Count(file, []byte{0xff, startOfScan}); n > mostScans {
		return Picture{}, fault.New(fault.Invalid, "the image has %d scans, and %d are the most: save it as a baseline jpg", n, mostScans)
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, fault.New(fault.Invalid, "the image cannot be read: save it as jpg once more")
	}
	pixels, ok := img.(image.RGBA64Image)
	if !ok {
		return Picture{}, fault.New(fault.Invalid, "the image has colours that are not read: save it as jpg once more")
	}
	flat := turned(smaller(pixels, widestSent), orientation(file))
	data, err := encodeWithin(flat, MostImageBytes)
	if err != nil {
		return Picture{}, err
	}
	return Picture{data, flat.Bounds().Dx(), flat.Bounds().Dy()}, nil
}

// Markers of a JPEG (ITU-T T.81, table B.1).
const (
	baseline    = 0xc0
	progressive = 0xc2
	endOfImage  = 0xd9
	startOfScan = 0xda
)

// decoding is how many bytes the decoder takes for a file, at most, by its first frame
// header, which is the only one that it takes. A progressive one is kept as coefficients of
// four bytes until its last scan; of four colours there is a second copy. A file without such
// a header takes nothing: the decoder refuses it.
func decoding(file []byte, width, height int) (need int, slow bool) {
	for at := 2; at+4 <= len(file); {
		kind := file[at+1]
		switch {
		case file[at] != 0xff || kind == 0xff: // between segments: what the decoder passes over
			at++
			continue
		case kind == 0 || kind >= 0xd0 && kind <= 0xd7: // stuffed, or a restart
			at += 2
			continue
		case kind == endOfImage:
			return 0, false
		}
		size := int(binary.BigEndian.Uint16(file[at+2:]))
		if kind >= baseline && kind <= progressive && at+9 < len(file) {
			colours := int(file[at+9])
			each := 1
			if kind == progressive {
				each += 4
			}
			if colours == 4 {
				each++
			}
			return width * height * colours * each, kind == progressive
		}
		at += 2 + max(size, 2)
	}
	return 0, false
}

// encodeWithin encodes at the best quality that stays within some bytes.
func encodeWithin(img image.Image, most int) ([]byte, error) {
	for _, quality := range []int{90, 80, 70, 55, 40} {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fault.New(fault.Invalid, "the image cannot be encoded: save it as jpg once more")
		}
		if out.Len() <= most {
			return out.Bytes(), nil
		}
	}
	return nil, fault.New(fault.Invalid, "the image is too large for an MMS: make it smaller")
}

// smaller averages an image down to at most side pixels each way. The picture keeps its
// shape; what is small enough is only copied.
func smaller(img image.RGBA64Image, side int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			out.SetRGBA(x, y, mean(img, x0, y0, max(x1, x0+1), max(y1, y0+1)))
		}
	}
	return out
}

// mean is the mean colour of a rectangle.
func mean(img image.RGBA64Image, x0, y0, x1, y1 int) color.RGBA {
	var r, g, b, n uint64
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			c := img.RGBA64At(x, y)
			r, g, b, n = r+uint64(c.R), g+uint64(c.G), b+uint64(c.B), n+1
		}
	}
	return color.RGBA{uint8(r / n >> 8), uint8(g / n >> 8), uint8(b / n >> 8), 0xff}
}

// turned is an image the way it is to be seen. how is the EXIF orientation, 1 to 8.
func turned(img *image.RGBA, how int) *image.RGBA {
	if how < 2 || how > 8 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	ow, oh := w, h
	if how >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := x, y
			switch how {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			out.SetRGBA(x, y, img.RGBAAt(sx, sy))
		}
	}
	return out
}

// orientation reads how the camera was held from the EXIF of a JPEG (Exif 2.3, tag 0x0112):
// 1, upright, where it is not said.
func orientation(file []byte) int {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		kind, size := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
		if kind == 0xda || size < 2 || at+2+size > len(file) {
			return 1
		}
		if part := file[at+4 : at+2+size]; kind == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return exifOrientation(part[6:])
		}
		at += 2 + size
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := int64(order.Uint32(tiff[4:]))
	if first < 8 || first+2 > int64(len(tiff)) {
		return 1
	}
	fields := tiff[first+2:]
	for n := int(order.Uint16(tiff[first:])); n > 0 && len(fields) >= 12; n-- {
		if order.Uint16(fields) == 0x0112 {
			if v := int(order.Uint16(fields[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		fields = fields[12:]
	}
	return 1
}
