package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/korean"

	"github.com/callfloor/callfloor/fault"
)

var limits = Limits{Rows: 5001, Columns: 30}

func text(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d:%s|", r.Line, strings.Join(r.Cells, ","))
	}
	return b.String()
}

// CSV is read as spreadsheets write it: UTF-8 with a mark or without, EUC-KR, UTF-16,
// commas, semicolons or tabs, with lines that cells break.
func TestReadCSV(t *testing.T) {
	euckr, err := korean.EUCKR.NewEncoder().String("이름,전화\n똠방각하,010\n")
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range "a\tb\n1\t2\n" {
		utf16 = append(utf16, byte(r), 0)
	}
	for in, want := range map[string]string{
		"a,b\n1,2\n":                   "1:a,b|2:1,2|",
		"\uFEFFa;b;c\r\n\"1;x\";2\r\n": "1:a,b,c|2:1;x,2|",
		"a\tb\n\"1\n2\"\t3\n\n4\t5":    "1:a,b|2:1\n2,3|5:4,5|",
		euckr:                          "1:이름,전화|2:똠방각하,010|",
		string(utf16):                  "1:a,b|2:1,2|",
		"a,b,,,\n":                     "1:a,b|",
		"=1+1,'x\n":                    "1:=1+1,'x|",
		"name\n\"O\"Brien\"\n":         "1:name|2:O\"Brien|",
	} {
		rows, err := Read([]byte(in), limits)
		if err != nil || text(rows) != want {
			t.Errorf("%q is read as %q %v, want %q", in, text(rows), err, want)
		}
	}
}

// A workbook is read as people see it: texts, numbers, empty cells and rows, the
// first sheet.
func TestReadXLSX(t *testing.T) {
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "전화번호", "B1": "예약시간", "D1": "메모", "A2": "010-1234-5678", "B2": 46354.5, "A4": 1012345678, "D4": " 두\n줄 ", "A5": true, "A6": 821012345678.0} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellRichText("Sheet1", "B5", []excelize.RichTextRun{{Text: "굵"}, {Text: "게"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Zwei"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := Read(b.Bytes(), limits)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := text(rows), "1:전화번호,예약시간,,메모|2:010-1234-5678,46354.5|4:1012345678,,, 두\n줄 |5:1,굵게|6:821012345678|"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// What our own writer writes is read again.
	b.Reset()
	w := NewWriter(XLSX, "", &b)
	for i := range 3 {
		if err := w.Row("줄", i, 1.5, time.Date(2026, 11, 28, 9, 0, i, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if rows, err = Read(b.Bytes(), limits); err != nil || text(rows) != "1:줄,0,1.5,2026-11-28 09:00:00|2:줄,1,1.5,2026-11-28 09:00:01|3:줄,2,1.5,2026-11-28 09:00:02|" {
		t.Errorf("%q %v", text(rows), err)
	}
}

// part is one file of a workbook.
type part struct{ name, head, fill, tail string }

// packed makes a workbook; fill is repeated n times.
func packed(t *testing.T, n int, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p.head) //nolint:errcheck // memory
		block := strings.Repeat(p.fill, 1000)
		for range n / 1000 {
			io.WriteString(w, block) //nolint:errcheck // memory
		}
		io.WriteString(w, p.tail) //nolint:errcheck // memory
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	book  = `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`
	sheet = "xl/worksheets/sheet1.xml"
)

// Hostile files are refused within a second and 100 MB: bombs of every part, deep
// and endless tags, rows and cells out of order or out of bounds, entities, files
// that are none (W-13).
func TestHostileFiles(t *testing.T) {
	wb := part{name: "xl/workbook.xml", head: book}
	on := func(xml string) []byte {
		return packed(t, 0, wb, part{name: sheet, head: "<worksheet><sheetData>" + xml + "</sheetData></worksheet>"})
	}
	good := on(`<row r="1"><c r="A1"><v>1</v></c></row>`)
	if rows, err := Read(good, limits); err != nil || text(rows) != "1:1|" {
		t.Fatalf("the frame of the others: %v %v", rows, err)
	}
	big := 8 // 200 MB unpacked; the bound is 16 MiB
	if raceDetector {
		big = 1 // packing them would take minutes
	}
	lying := packed(t, 2_400_000*big, wb, part{name: sheet, head: "<worksheet><sheetData>", fill: "0123456789"})
	// The directory says that the bomb is small.
	if i := bytes.LastIndex(lying, []byte("PK\x01\x02")); i > 0 {
		copy(lying[i+24:], []byte{0xE8, 3, 0, 0})
	}
	many := []part{wb}
	for i := range mostParts + 1 {
		many = append(many, part{name: fmt.Sprint("x", i)})
	}
	for name, data := range map[string][]byte{
		"bomb of a sheet":      packed(t, 2_400_000*big, wb, part{name: sheet, head: "<worksheet><sheetData>", fill: "          "}),
		"bomb of rows":         packed(t, 4_000_000*big, wb, part{name: sheet, head: "<worksheet><sheetData>", fill: "<row/>"}),
		"bomb of cells":        packed(t, 2_000_000, wb, part{name: sheet, head: `<worksheet><sheetData><row r="1">`, fill: "<c/>"}),
		"bomb of strings":      packed(t, 1_200_000*big, wb, part{name: sheet, head: "<worksheet/>"}, part{name: "xl/sharedStrings.xml", head: "<sst><si><t>", fill: "가나다라마바사"}),
		"bomb of many strings": packed(t, 700_000, wb, part{name: sheet, head: "<worksheet/>"}, part{name: "xl/sharedStrings.xml", head: "<sst>", fill: "<si><t>x</t></si>"}),
		"bomb of a workbook":   packed(t, 3_000_000*big, part{name: "xl/workbook.xml", head: "<workbook>", fill: "<sheet/>"}),
		"bomb that lies":       lying,
		"deep":                 packed(t, 3_000_000, wb, part{name: sheet, head: "<worksheet>", fill: "<a>"}),
		"endless tag":          packed(t, 3_000_000, wb, part{name: sheet, head: "<worksheet ", fill: `a=""`}),
		"entities":             packed(t, 0, wb, part{name: sheet, head: `<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`}),
		"unknown entity":       on(`<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>`),
		"row far away":         on(`<row r="2147483647"><c r="A2147483647"><v>1</v></c></row>`),
		"row beyond numbers":   on(`<row r="99999999999999999999"/>`),
		"row zero":             on(`<row r="0"/>`),
		"rows out of order":    on(`<row r="3"/><row r="2"/>`),
		"cells out of order":   on(`<row r="1"><c r="C1"><v>1</v></c><c r="B1"><v>1</v></c></row>`),
		"column far away":      on(`<row r="1"><c r="XFD1"><v>1</v></c></row>`),
		"column beyond":        on(`<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>`),
		"no column":            on(`<row r="1"><c r="11"><v>1</v></c></row>`),
		"cell without a row":   on(`<c r="A1"><v>1</v></c>`),
		"string that is not":   on(`<row r="1"><c t="s"><v>7</v></c></row>`),
		"negative string":      on(`<row r="1"><c t="s"><v>-1</v></c></row>`),
		"unclosed":             packed(t, 0, wb, part{name: sheet, head: "<worksheet><sheetData><row>"}),
		"no sheet":             packed(t, 0, wb),
		"no workbook":          packed(t, 0, part{name: sheet, head: "<worksheet/>"}),
		"too many parts":       packed(t, 0, many...),
		"cut zip":              good[:len(good)/2],
		"zip of nothing":       []byte("PK\x03\x04"),
		"encrypted":            append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 1000)...),
		"empty":                {},
		"binary":               append([]byte("a,b\n"), 0, 1, 2),
		"one long line":        bytes.Repeat([]byte("a,"), 2_500_000),
		"many rows":            bytes.Repeat([]byte("a\n"), 2_500_000),
		"many columns":         append(bytes.Repeat([]byte("a,"), 400), '\n'),
		"open quote":           append([]byte{'"'}, bytes.Repeat([]byte("a,b\n"), 1_200_000)...),
	} {
		t.Run(name, func(t *testing.T) {
			if len(data) > 5<<20 {
				t.Skip("larger than any body that is taken") // a bomb that does not pack well
			}
			runtime.GC()
			var before, most runtime.MemStats
			runtime.ReadMemStats(&before)
			stop, seen := make(chan struct{}), make(chan uint64)
			go func() {
				peak := uint64(0)
				for {
					select {
					case <-stop:
						seen <- peak
						return
					case <-time.After(10 * time.Millisecond): // it stops everything for a moment
						runtime.ReadMemStats(&most)
						peak = max(peak, most.HeapAlloc)
					}
				}
			}()
			start := time.Now()
			rows, err := Read(data, limits)
			took := time.Since(start)
			close(stop)
			peak := <-seen
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%d rows, %v", len(rows), err)
			}
			if raceDetector {
				took /= 20
			}
			if took > time.Second {
				t.Errorf("took %v", took)
			}
			if peak > before.HeapAlloc && peak-before.HeapAlloc > 100<<20 {
				t.Errorf("took %d MB", (peak-before.HeapAlloc)>>20)
			}
		})
	}
}

// A file at the limits is read.
func TestLargestFile(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(XLSX, "", &b)
	for i := range limits.Rows {
		cells := make([]any, limits.Columns)
		for j := range cells {
			cells[j] = fmt.Sprintf("r%d %d", i, j)
		}
		if err := w.Row(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := Read(b.Bytes(), limits)
	if err != nil || len(rows) != limits.Rows || rows[5000].Cells[29] != "r5000 29" {
		t.Errorf("%d rows %v", len(rows), err)
	}
}

// Nothing that somebody wrote becomes a formula; numbers stay numbers (W-12).
func TestExportsHoldNoFormulas(t *testing.T) {
	nasty := []string{"=1+1", "+82 10", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1+1", "＋1", "－1", "＠a", "\uFEFF=1", "\u200b=1", "\n=1", "=HYPERLINK(\"http://evil\")"}
	fine := []string{"a=1", "010-1234-5678", "김하나", "'quoted", "", "a\nb"}
	var b bytes.Buffer
	w := NewWriter(CSV, "", &b)
	for _, v := range append(nasty, fine...) {
		if err := w.Row(v, 42, -1.5); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rest, ok := bytes.CutPrefix(b.Bytes(), []byte("\uFEFF"))
	if !ok {
		t.Error("no mark: spreadsheets take it for another encoding")
	}
	lines, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil || len(lines) != len(nasty)+len(fine) {
		t.Fatalf("%d lines %v", len(lines), err)
	}
	for i, line := range lines {
		if i < len(nasty) {
			if line[0] != "'"+strings.ReplaceAll(nasty[i], "\r", "\r") && !strings.HasPrefix(line[0], "'") {
				t.Errorf("%q stands as %q", nasty[i], line[0])
			}
		} else if line[0] != fine[i-len(nasty)] {
			t.Errorf("%q stands as %q", fine[i-len(nasty)], line[0])
		}
		if line[1] != "42" || line[2] != "-1.5" {
			t.Errorf("numbers stand as %v", line[1:])
		}
	}
	b.Reset()
	x := NewWriter(XLSX, "", &b)
	for _, v := range append(nasty, fine...) {
		if err := x.Row(v, 42); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes())) // our own file
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(nasty) + len(fine) {
		cell := fmt.Sprint("A", i+1)
		if v, err := f.GetCellFormula("Sheet1", cell); err != nil || v != "" {
			t.Errorf("%s is the formula %q %v", cell, v, err)
		}
		if k, err := f.GetCellType("Sheet1", fmt.Sprint("B", i+1)); err != nil || k != excelize.CellTypeNumber && k != excelize.CellTypeUnset {
			t.Errorf("a number is of type %v %v", k, err)
		}
	}
	if v, err := f.GetCellValue("Sheet1", "A1"); err != nil || v != "=1+1" {
		t.Errorf("%q %v", v, err)
	}
}

// Whatever is sent, reading it does not panic and stays in its bounds.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("PK\x03\x04"))
	var b bytes.Buffer
	w := NewWriter(XLSX, "", &b)
	w.Row("a", 1) //nolint:errcheck // memory
	w.Close()     //nolint:errcheck // memory
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := Read(data, Limits{Rows: 100, Columns: 10})
		if err == nil && len(rows) > 100 {
			t.Errorf("%d rows", len(rows))
		}
		for _, r := range rows {
			if len(r.Cells) > 10 {
				t.Errorf("%d cells", len(r.Cells))
			}
		}
	})
}

// The head of an export for Excel is bold and stays in sight, and its columns are as wide as what
// they hold, also what comes after the head; Hangul is twice as wide. However many rows there are,
// they are all there.
func TestExportsAreReadAsTheyCome(t *testing.T) {
	for _, n := range []int{0, 3, measured - 1, measured, measured + 5} {
		var b bytes.Buffer
		w := NewWriter(XLSX, "", &b)
		if err := w.Row("상담방 ID", "n", "마지막 메시지"); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if err := w.Row("r_8x7JidP9unWbTiYCEN5a", i, strings.Repeat("긴", 50)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]float64{"A": 24, "B": narrowest, "C": widest}
		if n == 0 {
			want = map[string]float64{"A": 11, "B": narrowest, "C": 15}
		}
		for column, wide := range want {
			if got, err := f.GetColWidth("Sheet1", column); err != nil || got != wide {
				t.Errorf("%d rows: column %s is %v wide (%v), want %v", n, column, got, err, wide)
			}
		}
		if p, err := f.GetPanes("Sheet1"); err != nil || !p.Freeze || p.YSplit != 1 {
			t.Errorf("%d rows: the head is not held: %+v %v", n, p, err)
		}
		bold := func(cell string) bool {
			id, err := f.GetCellStyle("Sheet1", cell)
			if err != nil {
				t.Fatal(err)
			}
			style, err := f.GetStyle(id)
			return err == nil && style.Font != nil && style.Font.Bold
		}
		if !bold("A1") || !bold("C1") || n > 0 && bold("A2") {
			t.Errorf("%d rows: the head alone is bold", n)
		}
		if rows, err := f.GetRows("Sheet1"); err != nil || len(rows) != n+1 {
			t.Errorf("%d rows and %v, want %d", len(rows), err, n+1)
		}
	}
}

// A sheet is called what is asked for, as far as a workbook can have it; without a name it is the first one.
func TestSheetsAreCalled(t *testing.T) {
	for name, want := range map[string]string{"": "Sheet1", "상담종료": "상담종료", "a/b: [c]?": "a b   c", "'x'": "x", strings.Repeat("가", 40): strings.Repeat("가", 31), "//": "Sheet1"} {
		var b bytes.Buffer
		w := NewWriter(XLSX, name, &b)
		if err := w.Row("head"); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.GetSheetList(); len(got) != 1 || got[0] != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
		if v, err := f.GetCellValue(want, "A1"); err != nil || v != "head" {
			t.Errorf("%q: %q %v", name, v, err)
		}
	}
}
