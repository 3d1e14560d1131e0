package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// What anybody can send has an end before a message names it: so many files of one sender, so many
// bytes of all. A file that was sent makes room; one of an agent does not count.
func TestChatUnsent(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		most := chat.UnsentLimits{Files: 2, Bytes: 35}
		file := func(id, by string) chat.StoredFile {
			return chat.StoredFile{File: chat.File{ID: id, Name: "a.png", Type: "image/png", Size: 10}, At: 5, By: by, Data: make([]byte, 10)}
		}
		add := func(id, by string, want error) {
			t.Helper()
			if err := db.ChatAddUnsent(ctx, file(id, by), most); !errors.Is(err, want) {
				t.Errorf("%s of %s: %v, want %v", id, by, err, want)
			}
		}
		agents := file("agents", "user:kim")
		agents.Room = "r9"
		must(t, db.ChatAddFile(ctx, agents))
		add("a1", "visitor:a", nil)
		add("a2", "visitor:a", nil)
		add("a3", "visitor:a", chat.ErrUnsentFiles)
		add("b1", "visitor:b", nil)
		add("c1", "visitor:c", chat.ErrUnsentBytes)
		m := says("r1", 1, chat.ByCustomer, 0, "")
		m.Files = []chat.File{file("a1", "").File}
		keep(t, db, []chat.Room{room("r1", 0)}, m)
		add("a3", "visitor:a", nil)
		for id, there := range map[string]bool{"a1": true, "a2": true, "a3": true, "b1": true, "c1": false} {
			if f, err := db.ChatFile(ctx, id); (err == nil) != there || there && len(f.Data) != 10 {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// A file that could not be written to its end leaves nothing: neither a row that counts nor parts
// that nothing counts.
func TestChatFileBroken(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		f := chat.StoredFile{File: chat.File{ID: "f1", Name: "a.png", Type: "image/png"}, At: 5, By: "visitor:a", Data: bytes.Repeat([]byte("x"), 2*fileParts+1)}
		_, err := db.exec(ctx, `INSERT INTO chat_file_parts (id, part, data, at) VALUES ('f1', 2, '', 5)`) // in the way of the last part
		must(t, err)
		if err := db.ChatAddUnsent(ctx, f, chat.UnsentLimits{Files: 1, Bytes: 1 << 30}); err == nil {
			t.Error("it was kept")
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.ChatAddUnsent(gone, f, chat.UnsentLimits{Files: 1, Bytes: 1 << 30}); err == nil {
			t.Error("it was kept for who has gone")
		}
		for _, table := range []string{"chat_files", "chat_file_parts"} {
			var n int
			if must(t, db.read.QueryRow(fmt.Sprintf(`SELECT COUNT(*) FROM %s`, table)).Scan(&n)); n != 0 {
				t.Errorf("%s: %d rows are left", table, n)
			}
		}
	})
}
