package ui

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	inPage   = regexp.MustCompile(`(?:href|src)="ui/([^"]+)"`)
	inModule = regexp.MustCompile(`(?:from|import)\s*\(?\s*"(\.[^"]+)"`)
	inStyle  = regexp.MustCompile(`url\("(\.[^"]+)"\)`)
)

// Everything that a page, module or style names is embedded with it: a file
// that is missing from the binary would break a screen far from any test.
func TestEveryNamedFileIsEmbedded(t *testing.T) {
	named := 0
	check := func(from, file string) {
		named++
		if _, err := fs.Stat(Files(), file); err != nil {
			t.Errorf("%s names %s: %v", from, file, err)
		}
	}
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Files(), name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".html":
			for _, m := range inPage.FindAllStringSubmatch(string(data), -1) {
				check(name, m[1])
			}
		case ".js":
			for _, m := range inModule.FindAllStringSubmatch(string(data), -1) {
				check(name, path.Join(path.Dir(name), m[1]))
			}
		case ".css":
			for _, m := range inStyle.FindAllStringSubmatch(string(data), -1) {
				check(name, path.Join(path.Dir(name), m[1]))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if named < 50 {
		t.Fatalf("only %d names found: the test reads nothing", named)
	}
}

// Each icon that a module draws by its name is drawn.
func TestEveryNamedIconIsDrawn(t *testing.T) {
	icons, err := fs.ReadFile(Files(), "icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	inIcon, named := regexp.MustCompile(`(?:Icon\} name|\sicon)="([^"]+)"`), 0
	err = fs.WalkDir(Files(), "js", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Files(), name)
		for _, m := range inIcon.FindAllStringSubmatch(string(data), -1) {
			named++
			if !strings.Contains(string(icons), `<symbol id="i-`+m[1]+`" `) {
				t.Errorf("%s draws the icon %q, which is not in icons.svg", name, m[1])
			}
		}
		return err
	})
	if err != nil || named < 50 {
		t.Fatalf("%d names of icons found: %v", named, err)
	}
}

// The pages hold under a policy without inline code: no inline script, handler
// or style attribute, and nothing from another host.
func TestPagesHaveNoInlineCode(t *testing.T) {
	pages, err := fs.Glob(Files(), "*.html")
	if err != nil || len(pages) != 14 {
		t.Fatalf("pages %v, %v", pages, err)
	}
	bad := regexp.MustCompile(`(?i)<script>|<style|\sstyle=|\son[a-z]+=|https?://|//[a-z]`)
	for _, name := range pages {
		data, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		if m := bad.FindString(strings.ReplaceAll(string(data), "<!doctype html>", "")); m != "" {
			t.Errorf("%s contains %q", name, m)
		}
	}
}
