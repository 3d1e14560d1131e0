package store

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"regexp"
)

// rowKeys gives SQLite the migrations with its own word for a number that is the
// key: under any other type it keeps a second tree for the key, which doubles the
// pages that an append writes (https://www.sqlite.org/lang_createtable.html#rowid). And
// without the name of an order of texts that it has anyway (binary). Where the two
// databases have nothing in common, a line that ends in "-- postgres" is left out and one
// that begins with "-- sqlite:" counts.
type rowKeys struct{ fs.FS }

var (
	notForSQLite = regexp.MustCompile(`(?m)^.* -- postgres$`)
	onlyForIt    = regexp.MustCompile(`(?m)^-- sqlite: `)
)

// Open implements fs.FS.
func (r rowKeys) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err != nil || path.Ext(name) != ".sql" {
		return f, err
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	data = bytes.ReplaceAll(data, []byte("BIGINT PRIMARY KEY"), []byte("INTEGER PRIMARY KEY"))
	data = bytes.ReplaceAll(data, []byte(` COLLATE "C"`), nil)
	data = onlyForIt.ReplaceAll(notForSQLite.ReplaceAll(data, nil), nil)
	return sqlFile{f, bytes.NewReader(data)}, nil
}

// sqlFile is a file with another content. Its Stat tells the old size.
type sqlFile struct {
	fs.File
	data io.Reader
}

// Read implements fs.File.
func (f sqlFile) Read(p []byte) (int, error) { return f.data.Read(p) }
