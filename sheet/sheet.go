// Package sheet reads tables that strangers send (CSV, XLSX) within hard bounds,
// and writes tables for people who open them in a spreadsheet.
//
// Reading never opens a workbook with a spreadsheet library: a small reader of our
// own takes the texts of the first sheet, and gives up at once on what is too large,
// too deep or out of order (W-13). Writing never makes a formula of what somebody
// wrote (W-12).
package sheet

import (
	"bytes"
	"unicode/utf8"

	"github.com/callfloor/callfloor/fault"
)

// Row is one row of a table.
type Row struct {
	Line  int // as people see it, from 1
	Cells []string
}

// Limits bound what is read.
type Limits struct {
	Rows    int
	Columns int
}

// longestCell bounds one cell, in bytes: what a spreadsheet holds in one.
const longestCell = 4 * 32_767

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
)

// Read reads a table: XLSX or CSV, whatever the file is. What cannot be read is
// fault.Invalid and says what to do.
func Read(data []byte, limits Limits) ([]Row, error) {
	switch {
	case len(data) == 0:
		return nil, fault.New(fault.Invalid, "the file is empty")
	case bytes.HasPrefix(data, zipMagic):
		return readXLSX(data, limits)
	case bytes.HasPrefix(data, oleMagic):
		return nil, fault.New(fault.Invalid, "the file is encrypted, or of an old Excel (.xls): save it as .xlsx without a password, or as CSV")
	case bytes.IndexByte(data, 0) >= 0 && !utf16Mark(data):
		return nil, fault.New(fault.Invalid, "the file is neither a CSV nor an XLSX file")
	}
	return readCSV(data, limits)
}

func utf16Mark(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})
}

func tooMany(what string, limit int) error {
	return fault.New(fault.Invalid, "the table has more than %d %s: split the file", limit, what)
}

// trimmed cuts the empty cells at the end of a row.
func trimmed(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// clean makes a cell valid text.
func clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string(bytes.ToValidUTF8([]byte(s), []byte("\uFFFD")))
}
