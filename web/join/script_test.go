package join_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callfloor/callfloor/web/join"
	"github.com/callfloor/callfloor/web/ui"
)

// A script for other sites is one file: styles are text in it, names stay inside.
func TestScriptIsOneFile(t *testing.T) {
	js, err := join.Script(fstest.MapFS{
		"w/main.js": {Data: []byte(`import text from "./a.css"; import { hello } from "./b.js"; console.log(text, hello);`)},
		"w/a.css":   {Data: []byte("/* for people */\nb { color: #ffffff; }\n")},
		"w/b.js":    {Data: []byte(`export const hello = "안녕";`)},
	}, "w/main.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`b{color:#fff}`, "안녕", "(()=>{"} {
		if !strings.Contains(string(js), want) {
			t.Errorf("%q is not in %s", want, js)
		}
	}
	if strings.Contains(string(js), "for people") || strings.Contains(string(js), "import") {
		t.Errorf("%s", js)
	}
}

// A style that cannot be read is an error, not a widget without styles.
func TestScriptWithABrokenStyle(t *testing.T) {
	if _, err := join.Script(fstest.MapFS{"main.js": {Data: []byte(`import "./none.css";`)}}, "main.js"); err == nil {
		t.Error("no error")
	}
}

// The chat of other sites' pages costs their visitors less than 40 KB, all of it.
func TestWidgetIsSmall(t *testing.T) {
	js, err := join.Script(ui.Files(), "widget/main.js")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := z.Write(js); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d over the wire", len(js), b.Len())
	if b.Len() >= 40_000 {
		t.Errorf("%d bytes over the wire, of which 40,000 are allowed", b.Len())
	}
	for _, bad := range []string{"eval(", "Function(", "import(", "document.write", "setAttribute(\"style\""} { // what strict pages do not allow
		if bytes.Contains(js, []byte(bad)) {
			t.Errorf("%q is in it", bad)
		}
	}
}
