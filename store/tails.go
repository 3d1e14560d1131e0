package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/keyring"
)

// tailAtOnce is how many numbers are read at once for more digits than a tail covers:
// most of them end otherwise.
const tailAtOnce = 500

// customersByTail searches by last digits. A tail covers four of them: the index gives
// who may be meant, and the opened numbers decide. Customers come in the order of
// tails, by each key that numbers may be sealed with: what has not been sealed anew
// first, so that one who is sealed anew between two pages comes twice rather than not
// at all.
func (db *DB) customersByTail(ctx context.Context, s desk.Search, after cursor, more bool) (list []found, _ error) {
	now := db.sealing.Load()
	from := 0
	if more {
		if from = slices.Index(now.ids, after.Seal); from < 0 { // nothing is sealed with that any more
			from, more = 0, false
		}
	}
	atOnce := s.Limit + 1
	if len(s.Last) > 4 {
		atOnce = tailAtOnce
	}
	for i := from; i < len(now.ids) && len(list) <= s.Limit; i++ {
		at := cursor{}
		if more && i == from {
			at = after
		}
		for end := false; !end && len(list) <= s.Limit; {
			q, err := tailQuery(now.ring, now.ids[i], s.Last, at, atOnce)
			if err != nil {
				return nil, err
			}
			var read []found
			err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
				f, err := scanFound(rows)
				f.seal = now.ids[i]
				read = append(read, f)
				return err
			})
			if err != nil {
				return nil, err
			}
			if end = len(read) < atOnce; !end {
				at = cursor{Key: read[len(read)-1].key, ID: read[len(read)-1].ID}
			}
			if read, err = db.endingIn(ctx, s.Last, now.ids, read); err != nil {
				return nil, err
			}
			list = append(list, read...)
		}
	}
	return list, nil
}

// tailQuery is the statement for numbers whose tail begins like that of last under a
// key; "": that are not sealed. It walks an index.
func tailQuery(ring *keyring.Ring, id, last string, after cursor, limit int) (*query, error) {
	begin := []byte(desk.Reversed(last))
	if id != "" {
		var err error
		if begin, err = ring.Tail(id, last); err != nil {
			return nil, err
		}
	}
	q := &query{}
	q.WriteString(`SELECT c.id, c.name, c.updated_at, p.tail FROM customer_phones p JOIN customers c ON c.id = p.customer WHERE 1 = 1`)
	if after.ID != "" {
		q.from(`p.tail`, `p.customer`, after, desk.After(string(begin)))
	} else {
		q.between(`p.tail`, begin, desk.After(string(begin)))
	}
	q.WriteString(` ORDER BY p.tail, p.customer LIMIT ` + q.arg(limit))
	return q, nil
}

// endingIn leaves of what was found the customers with a number that ends so, each at
// its first such number only.
func (db *DB) endingIn(ctx context.Context, last string, seals []string, list []found) ([]found, error) {
	type place struct {
		seal int // of seals
		tail []byte
	}
	first, ids := map[string]place{}, make([]string, len(list))
	for i, f := range list {
		ids[i] = f.ID
	}
	slices.Sort(ids)
	err := chunks(slices.Compact(ids), func(part []string) error {
		q := &query{}
		q.WriteString(`SELECT customer, number, number, tail FROM customer_phones WHERE 1 = 1`)
		q.in(`customer`, part)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var id, stored, number string
			var p place
			if err := rows.Scan(&id, &stored, db.intoNumber(&number), &p.tail); err != nil {
				return err
			}
			p.seal = slices.Index(seals, keyring.KeyOf(stored))
			was, known := first[id]
			if p.seal >= 0 && strings.HasSuffix(number, last) && (!known || p.seal < was.seal || p.seal == was.seal && bytes.Compare(p.tail, was.tail) < 0) {
				first[id] = p
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read numbers: %w", err)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(f found) bool {
		p, ends := first[f.ID]
		if !ends || seals[p.seal] != f.seal || !bytes.Equal(p.tail, f.key) || seen[f.ID] {
			return true
		}
		seen[f.ID] = true
		return false
	}), nil
}
