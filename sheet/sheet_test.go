package sheet

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/xuri/excelize/v2"
)

// No cell is a formula, whatever stands in it; texts stay what they were, numbers
// stay numbers (W-12).
func TestNoFormulas(t *testing.T) {
	evil := []string{"=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠x", "\u200b=1", "\n@x", "−1"}
	fine := []string{"", "주문", "a=b", "010-1234-5678", "'=1", "1-2", "x@y.example", " plain"}
	var b bytes.Buffer
	w, err := NewCSV(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(evil, fine...) {
		if err := w.Row(s, 42, -1.5); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("\ufeff")) {
		t.Error("spreadsheets do not know that it is UTF-8")
	}
	rows, err := csv.NewReader(bytes.NewReader(b.Bytes()[3:])).ReadAll()
	if err != nil || len(rows) != len(evil)+len(fine) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, s := range evil {
		if rows[i][0][0] != '\'' {
			t.Errorf("%q is a formula: %q", s, rows[i][0])
		}
		if rows[i][1] != "42" || rows[i][2] != "-1.5" {
			t.Errorf("numbers: %v", rows[i])
		}
	}
	for i, s := range fine {
		if got := rows[len(evil)+i][0]; got != s {
			t.Errorf("%q became %q", s, got)
		}
	}

	b.Reset()
	if w, err = NewXLSX(&b, "표"); err != nil {
		t.Fatal(err)
	}
	for _, s := range evil {
		if err := w.Row(s, 42); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Row("a\x00\x01b"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range evil {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if formula, err := f.GetCellFormula("표", cell); err != nil || formula != "" {
			t.Errorf("%s: the formula %q %v", cell, formula, err)
		}
		number, err := excelize.CoordinatesToCellName(2, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if kind, err := f.GetCellType("표", number); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s: a number is %v %v", number, kind, err)
		}
	}
}
