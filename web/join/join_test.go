package join_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callfloor/callfloor/web/join"
)

// What a page imports later is not in what it loads at once.
func TestWhatComesLaterIsAFileOfItsOwn(t *testing.T) {
	j, err := join.Join(fstest.MapFS{
		"p.html":    {Data: []byte("<link rel=\"stylesheet\" href=\"ui/a.css\">\n<script type=\"module\" src=\"ui/a.js\"></script><body></body>")},
		"icons.svg": {Data: []byte("<svg id=\"icons\"></svg>")},
		"a.css":     {Data: []byte(`b { src: url("../fonts/x.woff2") }`)},
		"a.js":      {Data: []byte(`import { c } from "./c.js"; console.log(c); import("./b.js");`)},
		"b.js":      {Data: []byte(`import { c } from "./c.js"; console.log("later", c);`)},
		"c.js":      {Data: []byte(`export const c = "shared";`)},
		"none.js":   {Data: []byte(`console.log("nobody asks for it");`)},
	}, "p.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Files) != 4 {
		t.Errorf("%d files: %q", len(j.Files), j.Files)
	}
	if !strings.Contains(string(j.HTML), `<body><svg id="icons"></svg></body>`) {
		t.Errorf("the page has no icons: %s", j.HTML)
	}
	for name, data := range j.Files {
		named := strings.Contains(string(j.HTML), "ui/joined/"+name+`"`)
		if later := strings.Contains(string(data), "later"); later == named {
			t.Errorf("%s is named: %v\n%s\n%s", name, named, data, j.HTML)
		}
		if strings.HasSuffix(name, ".css") && !strings.Contains(string(data), "../fonts/x.woff2") {
			t.Errorf("%s: %s", name, data)
		}
	}
}
