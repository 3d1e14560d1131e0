package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/keyring"
)

// Messages are found by their pairs of letters: every two that follow each other in the folded
// text. A pair is kept as a keyed hash together with the week in which the message was written
// (docs/decisions/0014-chat-search.md), in a number of 32 bits:
//
//	 31       18 17        0
//	+-----------+-----------+
//	|   week    |   hash    |
//	+-----------+-----------+
const (
	pairBits = 18
	pairWeek = int64(7 * 24 * time.Hour / time.Millisecond)
)

// weekOf is the number of the week of a time in milliseconds.
func weekOf(at int64) int64 { return at / pairWeek }

// pairer makes the pairs of texts under one key. It is for one goroutine.
type pairer struct {
	hasher *keyring.Hasher
	seen   map[[2]rune]bool
	buf    []byte
}

func (db *DB) pairer(key string) (*pairer, error) {
	h, err := db.ring().Hasher(key, "chat_pairs")
	if err != nil {
		return nil, fmt.Errorf("search in messages: %w", err)
	}
	return &pairer{hasher: h, seen: map[[2]rune]bool{}}, nil
}

// of returns the numbers of a folded text that was written in a week, each once.
func (p *pairer) of(folded string, week int64) []int32 {
	clear(p.seen)
	var list []int32
	var before rune
	for i, r := range folded {
		pair := [2]rune{before, r}
		before = r
		if i == 0 || p.seen[pair] {
			continue
		}
		p.seen[pair] = true
		p.buf = strconv.AppendInt(p.buf[:0], week, 10)
		p.buf = append(p.buf, ':')
		p.buf = append(append(p.buf, string(pair[0])...), string(pair[1])...)
		code := p.hasher.Code(p.buf) >> (32 - pairBits)
		list = append(list, int32(uint32(week)<<pairBits|code))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// indexed is a message that is to be found by its text.
type indexed struct {
	id   int64
	at   int64
	body string
}

// keepPairs writes what messages are found by, in place of what was there.
func (db *DB) keepPairs(ctx context.Context, t *sql.Tx, p *pairer, list []indexed) error {
	var rows []indexed
	var pairs [][]int32
	for _, m := range list {
		if of := p.of(desk.Fold(m.body), weekOf(m.at)); len(of) > 0 {
			rows, pairs = append(rows, m), append(pairs, of)
		}
	}
	ctx = db.patient(ctx)
	for from := 0; from < len(rows); from += chunk {
		q := &query{}
		verb, end := `INSERT OR REPLACE INTO chat_pairs (rowid, pairs) VALUES `, ``
		if db.postgres {
			verb, end = `INSERT INTO chat_pairs (message, pairs) VALUES `, ` ON CONFLICT (message) DO UPDATE SET pairs = excluded.pairs`
		}
		q.WriteString(verb)
		for i := from; i < min(from+chunk, len(rows)); i++ {
			if i > from {
				q.WriteString(`, `)
			}
			q.WriteString(`(` + q.arg(rows[i].id) + `, ` + q.arg(db.pairsText(pairs[i])) + `)`)
		}
		q.WriteString(end)
		if _, err := t.ExecContext(ctx, q.String(), q.args...); err != nil {
			return fmt.Errorf("write what messages are found by: %w", err)
		}
	}
	return nil
}

// pairsText is how a database takes pairs: words for SQLite, an array for PostgreSQL.
func (db *DB) pairsText(list []int32) string {
	var b strings.Builder
	for i, v := range list {
		switch {
		case db.postgres && i > 0:
			b.WriteByte(',')
		case i > 0:
			b.WriteByte(' ')
		}
		if db.postgres {
			b.WriteString(strconv.FormatInt(int64(v), 10))
		} else {
			b.WriteString(strconv.FormatUint(uint64(uint32(v)), 36))
		}
	}
	if db.postgres {
		return "{" + b.String() + "}"
	}
	return b.String()
}

// pairsID is the column of chat_pairs with the message's id.
func (db *DB) pairsID() string {
	if db.postgres {
		return `message`
	}
	return `rowid`
}
