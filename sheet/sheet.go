// Package sheet writes tables for spreadsheets, CSV and XLSX, in which no cell is
// a formula whatever stands in it (W-12).
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// Writer takes the rows of a table, the head first. Cells are texts, numbers
// (int, int64, float64) or times as texts.
type Writer interface {
	Row(cells ...any) error
	// Close writes what is left.
	Close() error
}

// NewCSV writes CSV (RFC 4180) with a byte order mark, by which spreadsheets know
// that it is UTF-8.
func NewCSV(w io.Writer) (Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	return &csvWriter{csv.NewWriter(w)}, nil
}

type csvWriter struct{ w *csv.Writer }

// Row implements Writer.
func (c *csvWriter) Row(cells ...any) error {
	row := make([]string, len(cells))
	for i, v := range cells {
		if s, ok := v.(string); ok {
			row[i] = Plain(s)
			continue
		}
		row[i] = fmt.Sprint(v)
	}
	return c.w.Write(row)
}

// Close implements Writer.
func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// Plain makes a text one that no spreadsheet takes for a formula: what begins, after
// blanks, with a sign that begins one (also in its full width) gets an apostrophe.
func Plain(s string) string {
	t := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' })
	if t == "" {
		if s != "" && (s[0] == '\t' || s[0] == '\r') {
			return "'" + s
		}
		return s
	}
	switch []rune(t)[0] {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠', '−':
		return "'" + s
	}
	if s[0] == '\t' || s[0] == '\r' {
		return "'" + s
	}
	return s
}

// NewXLSX writes an Excel workbook of one sheet; rows go to the disk while they are
// many.
func NewXLSX(w io.Writer, name string) (Writer, error) {
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return nil, fmt.Errorf("write XLSX: %w", err)
	}
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("write XLSX: %w", err)
	}
	return &xlsxWriter{w: w, f: f, s: s}, nil
}

type xlsxWriter struct {
	w   io.Writer
	f   *excelize.File
	s   *excelize.StreamWriter
	row int
}

// mostCell is the longest text that a cell of Excel holds.
const mostCell = 32_767

// Row implements Writer.
func (x *xlsxWriter) Row(cells ...any) error {
	x.row++
	row := make([]any, len(cells))
	for i, v := range cells {
		if s, ok := v.(string); ok {
			if r := []rune(s); len(r) > mostCell {
				s = string(r[:mostCell])
			}
			v = strings.Map(printable, s) // a text cell: never a formula
		}
		row[i] = v
	}
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return x.s.SetRow(at, row)
}

// printable leaves out what XML cannot hold.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' {
		return -1
	}
	return r
}

// Close implements Writer.
func (x *xlsxWriter) Close() error {
	defer x.f.Close()
	if err := x.s.Flush(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if err := x.f.Write(x.w); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}
