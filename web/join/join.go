// Package join makes of each page and the many modules and styles that it names a few
// files (decision 9).
package join

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Page is a page whose modules and styles are joined, with the icons in its body: each
// one a request would be some ninety of them. Its files have a name made of what is in them, so that
// browsers keep them for ever.
type Page struct {
	HTML  []byte
	Files map[string][]byte // by name below ui/joined/, all beginning with the page's
}

// Path is where joined files are served, below ui/. It lies as deep as css/, so that
// what styles name is found from both.
const Path = "joined/"

var (
	moduleOfPage = regexp.MustCompile(`<script type="module" src="ui/([^"]+)"></script>`)
	styleOfPage  = regexp.MustCompile(`<link rel="stylesheet" href="ui/([^"]+)">\n`)
)

// Join joins what a page names: its modules into one and, for each import() in them,
// another that comes later; its styles into one. Files are read from files, as the
// browser would find them. It fails where a module is missing or cannot be read.
func Join(files fs.FS, name string) (Page, error) {
	page, err := fs.ReadFile(files, name)
	if err != nil {
		return Page{}, err
	}
	module, styles := moduleOfPage.FindSubmatch(page), styleOfPage.FindAllSubmatch(page, -1)
	if module == nil || styles == nil {
		return Page{HTML: page}, nil
	}
	short := strings.TrimSuffix(name, path.Ext(name))
	var sheet strings.Builder
	for _, m := range styles {
		fmt.Fprintf(&sheet, "@import %q;\n", "/"+string(m[1]))
	}
	built := api.Build(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{{InputPath: "/" + string(module[1]), OutputPath: short}, {InputPath: sheetOfPage, OutputPath: short}},
		Bundle:              true,
		Splitting:           true,
		Format:              api.FormatESModule,
		Target:              api.ES2023,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		Charset:             api.CharsetUTF8,
		LegalComments:       api.LegalCommentsEndOfFile, // whose the vendored modules are, and where their licence is
		EntryNames:          "[name]-[hash]",
		ChunkNames:          short + "-[hash]",
		AbsWorkingDir:       "/",
		TsconfigRaw:         "{}", // none is looked for
		Outdir:              "/" + Path,
		Metafile:            true,
		LogLevel:            api.LogLevelSilent,
		Plugins:             []api.Plugin{embedded(files, sheet.String())},
	})
	if len(built.Errors) > 0 {
		return Page{}, errors.New(strings.Join(api.FormatMessages(built.Errors, api.FormatMessagesOptions{}), ""))
	}
	j := Page{Files: map[string][]byte{}}
	for _, f := range built.OutputFiles {
		j.Files[path.Base(f.Path)] = f.Contents
	}
	var report struct{ Outputs outputs }
	if err := json.Unmarshal([]byte(built.Metafile), &report); err != nil {
		return Page{}, fmt.Errorf("the report on joined modules: %w", err)
	}
	script, style := report.Outputs.entry("/"+string(module[1])), report.Outputs.entry(sheetOfPage)
	tags := fmt.Appendf(nil, "<link rel=\"stylesheet\" href=\"ui/%s\">\n<script type=\"module\" src=\"ui/%s\"></script>", style, script)
	for _, other := range report.Outputs.atOnce(script) {
		tags = fmt.Appendf(tags, "\n<link rel=\"modulepreload\" href=\"ui/%s\">", other)
	}
	j.HTML, err = withIcons(files, bytes.Replace(styleOfPage.ReplaceAll(page, nil), module[0], tags, 1))
	return j, err
}

// Unjoined is a page as it is written, with its icons.
func Unjoined(files fs.FS, name string) (Page, error) {
	page, err := fs.ReadFile(files, name)
	if err != nil {
		return Page{}, err
	}
	page, err = withIcons(files, page)
	return Page{HTML: page}, err
}

func withIcons(files fs.FS, page []byte) ([]byte, error) {
	icons, err := fs.ReadFile(files, iconsOfPages)
	return bytes.Replace(page, []byte("<body>"), append([]byte("<body>"), icons...), 1), err
}

// iconsOfPages are drawn by reference: in the page itself they are there while its
// modules come.
const iconsOfPages = "icons.svg"

// sheetOfPage stands for all styles of a page, in their order.
const sheetOfPage = "/page.css"

// embedded lets esbuild read modules and styles from files, and nothing else from
// anywhere: not from the disk, and no packages.
func embedded(files fs.FS, sheet string) api.Plugin {
	return api.Plugin{Name: "embedded", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			switch {
			case a.Kind == api.ResolveCSSURLToken: // fonts
				return api.OnResolveResult{Path: a.Path, External: true}, nil
			case path.IsAbs(a.Path):
				return api.OnResolveResult{Path: a.Path, Namespace: "ui"}, nil
			case strings.HasPrefix(a.Path, "."):
				return api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: "ui"}, nil
			}
			return api.OnResolveResult{}, fmt.Errorf("%s is no file of the pages", a.Path)
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "ui"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			if a.Path == sheetOfPage {
				return api.OnLoadResult{Contents: &sheet, Loader: api.LoaderCSS}, nil
			}
			data, err := fs.ReadFile(files, strings.TrimPrefix(a.Path, "/"))
			if err != nil {
				return api.OnLoadResult{}, err
			}
			text, loader := string(data), api.LoaderJS
			if path.Ext(a.Path) == ".css" {
				loader = api.LoaderCSS
			}
			return api.OnLoadResult{Contents: &text, Loader: loader}, nil
		})
	}}
}

// outputs is esbuild's report on the files that it made, by path.
type outputs map[string]struct {
	EntryPoint string
	Imports    []struct{ Path, Kind string }
}

// entry returns the file that was made of an entry point, "" without one.
func (o outputs) entry(of string) string {
	for name, out := range o {
		if out.EntryPoint == "ui:"+of {
			return name
		}
	}
	return ""
}

// atOnce lists the files that a file imports before it runs, and what they import.
func (o outputs) atOnce(file string) []string {
	var list []string
	for _, i := range o[file].Imports {
		if i.Kind == "import-statement" && !slices.Contains(list, i.Path) {
			list = append(list, i.Path)
			list = append(list, o.atOnce(i.Path)...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
