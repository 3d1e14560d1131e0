package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/fault"
)

// Bounds of a workbook (ECMA-376 part 1, section 18 describes the parts).
const (
	mostParts    = 500
	mostUnpacked = 16 << 20 // bytes of all parts that are read
	mostShared   = 200_000  // shared strings
	longestTag   = 64 << 10
	deepest      = 64
)

var (
	errTooLarge = fault.New(fault.Invalid, "the workbook is too large when unpacked: remove what is not needed, or save it as CSV")
	errBroken   = fault.New(fault.Invalid, "the workbook cannot be read: save it once more as .xlsx, or as CSV")
)

// workbook is a file that is being read; left is how many bytes may still be
// unpacked.
type workbook struct {
	parts map[string]*zip.File
	left  int64
}

// readXLSX reads the texts and numbers of the first sheet.
func readXLSX(data []byte, limits Limits) ([]Row, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errBroken
	}
	if len(z.File) > mostParts {
		return nil, errTooLarge
	}
	w := &workbook{parts: map[string]*zip.File{}, left: mostUnpacked}
	for _, f := range z.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	sheet, err := w.firstSheet()
	if err != nil {
		return nil, err
	}
	shared, err := w.sharedStrings()
	if err != nil {
		return nil, err
	}
	return w.rows(sheet, shared, limits)
}

// walk reads a part token by token.
func (w *workbook) walk(name string, fn func(xml.Token) error) error {
	f := w.parts[name]
	if f == nil {
		return errBroken
	}
	if f.UncompressedSize64 > uint64(w.left) {
		return errTooLarge
	}
	r, err := f.Open()
	if err != nil {
		return errBroken
	}
	defer r.Close()
	d := xml.NewDecoder(&bounded{r: r, left: &w.left})
	for depth := 0; ; {
		t, err := d.RawToken()
		var known *fault.Error
		switch {
		case errors.Is(err, io.EOF):
			if depth != 0 {
				return errBroken
			}
			return nil
		case errors.As(err, &known):
			return known
		case err != nil:
			return errBroken
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return errBroken
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return errBroken
			}
		case xml.Directive: // a document type: no spreadsheet writes one
			return errBroken
		}
		if err := fn(t); err != nil {
			return err
		}
	}
}

// bounded fails with errTooLarge past a number of bytes, or within a tag that does
// not end: the decoder would gather its attributes first.
type bounded struct {
	r    io.Reader
	left *int64
	tag  int // bytes since '<', 0 outside a tag
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p[:min(len(p), 32<<10)])
	if *b.left -= int64(n); *b.left < 0 {
		return 0, errTooLarge
	}
	for _, c := range p[:n] {
		switch {
		case c == '>':
			b.tag = 0
		case c == '<' || b.tag > 0:
			if b.tag++; b.tag > longestTag {
				return 0, errBroken
			}
		}
	}
	return n, err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// firstSheet returns the part of the first sheet of the workbook.
func (w *workbook) firstSheet() (string, error) {
	rel := ""
	err := w.walk("xl/workbook.xml", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheet" && rel == "" {
			for _, a := range e.Attr {
				if a.Name.Space != "" && a.Name.Local == "id" {
					rel = a.Value
				}
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	target := ""
	if w.parts["xl/_rels/workbook.xml.rels"] != nil {
		err = w.walk("xl/_rels/workbook.xml.rels", func(t xml.Token) error {
			if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && attr(e, "Id") == rel && rel != "" {
				target = attr(e, "Target")
			}
			return nil
		})
	}
	switch {
	case err != nil:
		return "", err
	case target == "":
		target = "xl/worksheets/sheet1.xml"
	case strings.HasPrefix(target, "/"):
		target = strings.TrimPrefix(target, "/")
	default:
		target = path.Join("xl", target)
	}
	return target, nil
}

// sharedStrings reads the texts that cells refer to by number.
func (w *workbook) sharedStrings() ([]string, error) {
	if w.parts["xl/sharedStrings.xml"] == nil {
		return nil, nil
	}
	var list []string
	var text textOf
	err := w.walk("xl/sharedStrings.xml", func(t xml.Token) error {
		if e, ok := t.(xml.EndElement); ok && e.Name.Local == "si" {
			if len(list) >= mostShared {
				return errTooLarge
			}
			list = append(list, text.take())
			return nil
		}
		text.token(t)
		return nil
	})
	return list, err
}

// textOf gathers what stands in t elements, without phonetic readings (rPh).
type textOf struct {
	b       strings.Builder
	in, rph bool
}

func (x *textOf) token(t xml.Token) {
	switch e := t.(type) {
	case xml.StartElement:
		x.in = e.Name.Local == "t" && !x.rph
		x.rph = x.rph || e.Name.Local == "rPh"
	case xml.EndElement:
		x.in = false
		x.rph = x.rph && e.Name.Local != "rPh"
	case xml.CharData:
		if x.in {
			x.b.Write(e)
		}
	}
}

func (x *textOf) take() string {
	s := x.b.String()
	x.b.Reset()
	return s
}

// cells gathers the rows of a sheet.
type cells struct {
	limits Limits
	shared []string
	rows   []Row
	line   int // of the row that is being read
	column int // of the cell that is being read, from 1
	kind   string
	value  strings.Builder
	inV    bool
	inline textOf
}

func (w *workbook) rows(part string, shared []string, limits Limits) ([]Row, error) {
	c := &cells{limits: limits, shared: shared}
	err := w.walk(part, c.token)
	return c.rows, err
}

func (c *cells) token(t xml.Token) error {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "row":
			return c.beginRow(attr(e, "r"))
		case "c":
			return c.beginCell(attr(e, "r"), attr(e, "t"))
		case "v":
			c.inV = true
		}
		c.inline.token(t)
	case xml.EndElement:
		switch e.Name.Local {
		case "row":
			last := &c.rows[len(c.rows)-1]
			last.Cells = trimmed(last.Cells)
		case "c":
			return c.endCell()
		case "v":
			c.inV = false
		}
		c.inline.token(t)
	case xml.CharData:
		if c.inV {
			c.value.Write(e)
		}
		c.inline.token(t)
	}
	return nil
}

func (c *cells) beginRow(ref string) error {
	line := c.line + 1
	if ref != "" {
		n, err := strconv.Atoi(ref)
		if err != nil || n <= c.line {
			return errBroken
		}
		line = n
	}
	if line > 2*c.limits.Rows || len(c.rows) >= c.limits.Rows {
		return tooMany("rows", c.limits.Rows)
	}
	c.line, c.column = line, 0
	c.rows = append(c.rows, Row{Line: line})
	return nil
}

func (c *cells) beginCell(ref, kind string) error {
	if len(c.rows) == 0 {
		return errBroken
	}
	column := c.column + 1
	if ref != "" {
		if column = columnOf(ref); column <= c.column {
			return errBroken
		}
	}
	c.column, c.kind = column, kind
	c.value.Reset()
	c.inline.take()
	return nil
}

// columnOf returns the number of the column in a reference such as AB12; 0 where it
// is none.
func columnOf(ref string) int {
	n := 0
	for i, r := range ref {
		if r < 'A' || r > 'Z' {
			if i == 0 || n > 16384 {
				return 0
			}
			return n
		}
		if n = n*26 + int(r-'A') + 1; n > 16384 {
			return 0
		}
	}
	return 0
}

func (c *cells) endCell() error {
	v := c.value.String()
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(c.shared) {
			return errBroken
		}
		v = c.shared[i]
	case "inlineStr":
		v = c.inline.take()
	case "e":
		v = ""
	case "", "n":
		v = plainNumber(v)
	}
	if v == "" {
		return nil
	}
	if c.column > c.limits.Columns {
		return tooMany("columns", c.limits.Columns)
	}
	if len(v) > longestCell {
		return errBroken
	}
	row := &c.rows[len(c.rows)-1]
	for len(row.Cells) < c.column-1 {
		row.Cells = append(row.Cells, "")
	}
	row.Cells = append(row.Cells, clean(v))
	return nil
}

// plainNumber writes 8.21012345678E11 as people would.
func plainNumber(v string) string {
	v = strings.TrimSpace(v)
	if !strings.ContainsAny(v, "eE") {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return v
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
