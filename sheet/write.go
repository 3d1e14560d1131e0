package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The formats of exports.
const (
	XLSX = "xlsx"
	CSV  = "csv"
)

// Writer writes a table row by row; the first one is its head. Cells are texts, numbers (int, int64, float64)
// and times; nothing is ever a formula.
type Writer interface {
	Row(cells ...any) error
	Close() error
}

// NewWriter returns a writer of a format. name is what the sheet is called in a workbook; a CSV has none.
func NewWriter(format, name string, w io.Writer) Writer {
	if format == CSV {
		return &csvWriter{w: csv.NewWriter(w), raw: w}
	}
	return &xlsxWriter{out: w, name: sheetName(name)}
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
