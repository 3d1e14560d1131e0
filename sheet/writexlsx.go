package sheet

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/callfloor/callfloor/fault"
)

// mostXLSX is how many rows a sheet can have.
const mostXLSX = 1_048_576

// mostCell is the longest text that a cell of Excel holds.
const mostCell = 32_767

// measured is how many rows the widths of columns are taken from: they stand before all rows.
const measured = 200

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

// firstSheet is what the sheet of a new workbook is called.
const firstSheet = "Sheet1"

// mostName is how long the name of a sheet may be, in UTF-16 units.
const mostName = 31

// sheetName is a name as a sheet can have it: so long, without the signs that references are
// written with; "" becomes that of a new workbook.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, name), " '")
	for u := utf16.Encode([]rune(name)); len(u) > mostName; u = utf16.Encode([]rune(name)) {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	return cmp.Or(name, firstSheet)
}

// xlsxWriter keeps the first rows until it knows how wide their columns are.
type xlsxWriter struct {
	out   io.Writer
	name  string  // of the sheet
	first [][]any // nil once they are written
	n     int

	file *excelize.File // nil before that
	rows *excelize.StreamWriter
}

// Row implements Writer.
func (x *xlsxWriter) Row(cells ...any) error {
	if x.n++; x.n > mostXLSX {
		return fault.New(fault.Invalid, "a sheet has %d rows at most: narrow the search, or export as CSV", mostXLSX)
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
	if x.file != nil {
		return x.put(x.n, line)
	}
	if x.first = append(x.first, line); len(x.first) < measured {
		return nil
	}
	return x.begin()
}

// begin writes the first rows: the head in bold, which stays in sight.
func (x *xlsxWriter) begin() (err error) {
	x.file = excelize.NewFile()
	if err := x.file.SetSheetName(firstSheet, x.name); err != nil {
		return fmt.Errorf("name the table: %w", err)
	}
	if x.rows, err = x.file.NewStreamWriter(x.name); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	for i, w := range widths(x.first) {
		if err := x.rows.SetColWidth(i+1, i+1, w); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	if err := x.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	for i, line := range x.first {
		if i == 0 {
			for at, v := range line {
				line[at] = excelize.Cell{StyleID: bold, Value: v}
			}
		}
		if err := x.put(i+1, line); err != nil {
			return err
		}
	}
	x.first = nil
	return nil
}

func (x *xlsxWriter) put(n int, line []any) error {
	at, err := excelize.CoordinatesToCellName(1, n)
	if err == nil {
		err = x.rows.SetRow(at, line)
	}
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// Close implements Writer.
func (x *xlsxWriter) Close() error {
	if x.file == nil {
		if err := x.begin(); err != nil {
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

// The narrowest and the widest column, in letters of Latin.
const narrowest, widest = 8, 60

// widths are how wide columns are to be that hold some rows. Hangul takes two letters' place.
func widths(rows [][]any) (list []float64) {
	for _, line := range rows {
		for i, v := range line {
			if i == len(list) {
				list = append(list, narrowest)
			}
			list[i] = min(max(list[i], places(fmt.Sprint(v))+2), widest)
		}
	}
	return list
}

// places are those of the longest line of a text.
func places(text string) (most float64) {
	for line := range strings.Lines(text) {
		n := 0.0
		for _, r := range line {
			switch {
			case r < ' ':
			case r < 0x1100:
				n++
			default:
				n += 2
			}
		}
		most = max(most, n)
	}
	return most
}
