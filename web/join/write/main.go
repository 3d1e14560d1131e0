// Write writes the joined pages into a folder, as the program serves them: the HTML
// beside joined/, and the script of the chat. The tests of the pages use it.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/callfloor/callfloor/web/join"
	"github.com/callfloor/callfloor/web/ui"
)

// widget is the name of the script that other sites load, beside the pages.
const widget = "widget.js"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: write FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	pages, err := fs.Glob(ui.Files(), "*.html")
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, name := range pages {
		p, err := join.Join(ui.Files(), name)
		if err != nil {
			return err
		}
		files[name] = p.HTML
		for file, data := range p.Files {
			files[path.Join(join.Path, file)] = data
		}
	}
	if files[widget], err = join.Script(ui.Files(), "widget/main.js"); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, join.Path), 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
