package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"

	"github.com/callfloor/callfloor/fault"
)

// longestLine bounds one line, before it is split.
const longestLine = 1 << 20

// readCSV reads a table with commas, semicolons or tabs. Text that is not UTF-8 is
// taken for CP949 (EUC-KR), as Korean spreadsheets write it.
func readCSV(data []byte, limits Limits) ([]Row, error) {
	text, err := decoded(data)
	if err != nil {
		return nil, err
	}
	for rest := text; len(rest) > longestLine; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 || i > longestLine {
			return nil, fault.New(fault.Invalid, "a line is longer than 1 MiB: this is no table")
		}
		rest = rest[i+1:]
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma(text), -1, true
	var rows []Row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "the CSV file cannot be read: %w", err)
		}
		cells = trimmed(cells)
		if len(cells) > limits.Columns {
			return nil, tooMany("columns", limits.Columns)
		}
		if len(rows) >= limits.Rows {
			return nil, tooMany("rows", limits.Rows)
		}
		line, _ := r.FieldPos(0)
		for i := range cells {
			if len(cells[i]) > longestCell {
				return nil, fault.New(fault.Invalid, "a cell of line %d is longer than %d bytes: is a quotation mark missing?", line, longestCell)
			}
			cells[i] = clean(cells[i])
		}
		rows = append(rows, Row{Line: line, Cells: cells})
	}
}

// decoded returns the text of a file as UTF-8, without its mark.
func decoded(data []byte) ([]byte, error) {
	if rest, ok := bytes.CutPrefix(data, []byte("\uFEFF")); ok {
		return rest, nil
	}
	var err error
	switch {
	case utf16Mark(data):
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case !utf8.Valid(data):
		data, err = korean.EUCKR.NewDecoder().Bytes(data)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "the text of the file cannot be read: save it as UTF-8")
	}
	return data, nil
}

// comma is what separates the cells of the first line.
func comma(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', bytes.Count(first, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
