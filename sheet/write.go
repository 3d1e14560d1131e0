package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/callfloor/callfloor/fault"
)

// The formats of exports.
const (
	XLSX = "xlsx"
	CSV  = "csv"
)

// Writer writes a table row by row. Cells are texts, numbers (int, int64, float64)
// and times; nothing is ever a formula.
type Writer interface {
	Row(cells ...any) error
	Close() error
}

// NewWriter returns a writer of a format.
func NewWriter(format string, w io.Writer) Writer {
	if format == CSV {
		return &csvWriter{w: csv.NewWriter(w), raw: w}
	}
	return &xlsxWriter{out: w}
}

// ContentType is the media type of a format.
func ContentType(format string) string {
	if format == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

const timeLayout = "2006-01-02 15:04:05"

type csvWriter struct {
	w     *csv.Writer
	raw   io.Writer
	begun bool
}

// Row implements Writer.
func (c *csvWriter) Row(cells ...any) error {
	if !c.begun {
		c.begun = true
		if _, err := io.WriteString(c.raw, "\uFEFF"); err != nil { // spreadsheets take it for UTF-8 then
			return fmt.Errorf("write the table: %w", err)
		}
	}
	line := make([]string, len(cells))
	for i, v := range cells {
		line[i] = csvCell(v)
	}
	if err := c.w.Write(line); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// Close implements Writer.
func (c *csvWriter) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func csvCell(v any) string {
	switch v := v.(type) {
	case string:
		if dangerous(v) {
			return "'" + v
		}
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(timeLayout)
	}
	return csvCell(fmt.Sprint(v))
}

// dangerous reports whether a spreadsheet could take a text for a formula: it
// begins, after blanks, with = + - @ (full-width ones too), a tab or a carriage
// return (W-12).
func dangerous(v string) bool {
	if strings.HasPrefix(v, "\t") || strings.HasPrefix(v, "\r") || strings.HasPrefix(v, "\n") {
		return true
	}
	v = strings.TrimLeftFunc(v, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' || r == '\u200B' })
	for _, r := range v {
		return strings.ContainsRune("=+-@＝＋－＠", r)
	}
	return false
}

// mostXLSX is how many rows a sheet can have.
const mostXLSX = 1_048_576

// mostCell is the longest text that a cell of Excel holds.
const mostCell = 32_767

// cellText is a text as a cell can hold it: so long, and without what XML cannot say.
func cellText(v string) string {
	if r := []rune(v); len(r) > mostCell {
		v = string(r[:mostCell])
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, v)
}

type xlsxWriter struct {
	out  io.Writer
	file *excelize.File
	rows *excelize.StreamWriter
	n    int
}

// Row implements Writer.
func (x *xlsxWriter) Row(cells ...any) error {
	if x.file == nil {
		x.file = excelize.NewFile()
		var err error
		if x.rows, err = x.file.NewStreamWriter("Sheet1"); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	if x.n++; x.n > mostXLSX {
		return fault.New(fault.Invalid, "a sheet has %d rows at most: narrow the search, or export as CSV", mostXLSX)
	}
	at, err := excelize.CoordinatesToCellName(1, x.n)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	line := make([]any, len(cells))
	for i, v := range cells {
		switch v := v.(type) {
		case int, int64, float64:
			line[i] = v
		case string:
			line[i] = cellText(v)
		default:
			line[i] = csvCell(v)
		}
	}
	if err := x.rows.SetRow(at, line); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// Close implements Writer.
func (x *xlsxWriter) Close() error {
	if x.file == nil {
		if err := x.Row(); err != nil {
			return err
		}
	}
	defer x.file.Close()
	if err := x.rows.Flush(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	if err := x.file.Write(x.out); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
