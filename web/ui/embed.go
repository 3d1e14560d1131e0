// Package ui holds the browser's files: pages, modules, styles, fonts and the
// vendored libraries with their licences. There is no build step: package web joins
// the modules and styles of a page when it is first asked for.
//
// The pages are the .html files at the top (home, wallboard, desk, floor,
// callbacks, sms, chat, monitor, supervise, admin, login, setup); everything they load is below the path /ui/.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed *.html icon.svg icons.svg css js embed widget fonts vendor/*.js vendor/*.txt
var files embed.FS

// Files returns the tree as it is served: "wallboard.html", "js/board/main.js".
func Files() fs.FS { return files }
