package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

const customerColumns = `id, name, email, birth_date, claim, memo, fields, version, created_at, created_by, updated_at, updated_by`

func scanCustomer(row interface{ Scan(...any) error }) (c desk.Customer, err error) {
	var fields string
	var created, updated int64
	err = row.Scan(&c.ID, &c.Name, &c.Email, &c.BirthDate, &c.Claim, &c.Memo, &fields, &c.Version, &created, &c.CreatedBy, &updated, &c.UpdatedBy)
	if err != nil {
		return c, err
	}
	c.Created, c.Updated = timeOf(created), timeOf(updated)
	return c, json.Unmarshal([]byte(fields), &c.Fields)
}

// found is a customer in a search, with the key of its place.
type found struct {
	desk.Brief
	key  []byte
	part int
	seal string // of a search by last digits: the key that the number is sealed with
}

// Customers searches customers: by name in the order of names, by last digits in an
// order of its own. A name that is still being typed is searched in two parts: first
// as it stands, then as it may go on.
func (db *DB) Customers(ctx context.Context, s desk.Search) (_ []desk.Brief, next string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	after, more, err := cursorOf(s.After)
	if err != nil {
		return nil, "", err
	}
	parts := 1
	if s.Name != "" && s.Typed != "" {
		parts = 2
	}
	var list []found
	if s.Last != "" {
		list, err = db.customersByTail(ctx, s, after, more)
		parts = 0
	}
	for part := after.Part; err == nil && part < parts && len(list) <= s.Limit; part++ {
		q := db.customerQuery(s, part, after, more && part == after.Part, s.Limit+1-len(list))
		err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			f, err := scanFound(rows)
			f.part = part
			list = append(list, f)
			return err
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("search customers: %w", err)
	}
	list, next = page(list, s.Limit, func(f found) cursor { return cursor{Key: f.key, ID: f.ID, Part: f.part, Seal: f.seal} })
	out := make([]desk.Brief, len(list))
	for i, f := range list {
		out[i] = f.Brief
	}
	return out, next, db.fillBriefs(ctx, out)
}

func scanFound(rows *sql.Rows) (f found, _ error) {
	var updated int64
	err := rows.Scan(&f.ID, &f.Name, &updated, &f.key)
	f.Updated = timeOf(updated)
	return f, err
}

// customerQuery is the statement of a part of a search; each walks one index.
func (db *DB) customerQuery(s desk.Search, part int, after cursor, more bool, limit int) *query {
	q := &query{}
	switch {
	case s.Number != "":
		q.WriteString(`SELECT DISTINCT c.id, c.name, c.updated_at, c.name_key FROM customer_phones p JOIN customers c ON c.id = p.customer WHERE 1 = 1`)
		q.is(`p.number`, db.forms(s.Number))
		if more {
			q.and(`(c.name_key, c.id) > (?, ?)`, after.Key, after.ID)
		}
		q.WriteString(` ORDER BY c.name_key, c.id LIMIT ` + q.arg(limit))
	case s.Name == "" && s.Typed != "" || part == 1:
		q.named("initials", s.Initials, after, more, limit, s.Typed)
	case s.Name == "" && s.Initials != "":
		q.named("initials", s.Initials, after, more, limit, "")
	default:
		q.named("name_key", s.Name, after, more, limit, "")
	}
	return q
}

// named selects customers in the order of a column, by its beginning and that of
// the name.
func (q *query) named(column, begin string, after cursor, more bool, limit int, name string) {
	q.WriteString(`SELECT id, name, updated_at, ` + column + ` FROM customers WHERE 1 = 1`)
	switch {
	case more:
		q.from(column, `id`, after, desk.After(begin))
	case begin != "":
		q.between(column, []byte(begin), desk.After(begin))
	}
	if name != "" {
		q.between(`name_key`, []byte(name), desk.After(name))
	}
	q.WriteString(` ORDER BY ` + column + `, id LIMIT ` + q.arg(limit))
}

// from narrows to what is behind a cursor; end nil: to the last. Both databases seek
// in an index for it.
func (q *query) from(column, id string, after cursor, end []byte) {
	q.and(`(`+column+`, `+id+`) > (?, ?)`, after.Key, after.ID)
	if end != nil {
		q.and(column+` < ?`, end)
	}
}

// between narrows a column of bytes; end nil: to its last.
func (q *query) between(column string, from, end []byte) {
	q.and(column+` >= ?`, from)
	if end != nil {
		q.and(column+` < ?`, end)
	}
}

// fillBriefs adds numbers and blacklist.
func (db *DB) fillBriefs(ctx context.Context, list []desk.Brief) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[string][]int{}, []string{}
	for i, b := range list {
		list[i].Numbers = []string{}
		if at[b.ID] == nil {
			ids = append(ids, b.ID)
		}
		at[b.ID] = append(at[b.ID], i)
	}
	read := func(text, order string, into func(*string) any, fn func(i int, v string)) error {
		q := &query{}
		q.WriteString(text)
		q.in("customer", ids)
		return each(ctx, db.read, q.String()+order, q.args, func(rows *sql.Rows) error {
			var id, v string
			err := rows.Scan(&id, into(&v))
			for _, i := range at[id] {
				fn(i, v)
			}
			return err
		})
	}
	err := read(`SELECT customer, number FROM customer_phones WHERE 1 = 1`, ` ORDER BY customer, position`, func(v *string) any { return db.intoNumber(v) },
		func(i int, v string) { list[i].Numbers = append(list[i].Numbers, v) })
	if err != nil {
		return fmt.Errorf("read numbers: %w", err)
	}
	err = read(`SELECT customer, effect FROM blacklist WHERE 1 = 1`, ``, func(v *string) any { return v },
		func(i int, v string) { list[i].Blacklist = desk.Effect(v) })
	if err != nil {
		return fmt.Errorf("read the blacklist: %w", err)
	}
	return nil
}

// Customer returns one customer, or fault.NotFound.
func (db *DB) Customer(ctx context.Context, id string) (_ desk.Customer, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	return db.customerOf(ctx, db.read, id)
}

func (db *DB) customerOf(ctx context.Context, from querier, id string) (desk.Customer, error) {
	c, err := scanCustomer(from.QueryRowContext(ctx, `SELECT `+customerColumns+` FROM customers WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, notFound("customer", id)
	}
	if err != nil {
		return c, fmt.Errorf("read customer: %w", err)
	}
	c.Phones = []desk.Phone{}
	err = each(ctx, from, `SELECT number, label FROM customer_phones WHERE customer = $1 ORDER BY position`, []any{id}, func(rows *sql.Rows) error {
		var p desk.Phone
		err := rows.Scan(db.intoNumber(&p.Number), &p.Label)
		c.Phones = append(c.Phones, p)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("read numbers: %w", err)
	}
	var b desk.Blacklist
	var at int64
	err = from.QueryRowContext(ctx, `SELECT effect, reason, memo, by_whom, at FROM blacklist WHERE customer = $1`, id).
		Scan(&b.Effect, &b.Reason, &b.Memo, &b.By, &at)
	switch {
	case err == nil:
		b.At = timeOf(at)
		c.Blacklist = &b
	case !errors.Is(err, sql.ErrNoRows):
		return c, fmt.Errorf("read the blacklist: %w", err)
	}
	c.Hold, err = holdOf(ctx, from, id)
	return c, err
}

// CreateCustomer adds a customer with its id.
func (db *DB) CreateCustomer(ctx context.Context, c desk.Customer, by string) (_ desk.Customer, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := time.Now()
	c.Version, c.Created, c.Updated, c.CreatedBy, c.UpdatedBy = 1, timeOf(now.UnixMilli()), timeOf(now.UnixMilli()), by, by
	err = db.change(ctx, func(t *sql.Tx) error { return db.insertCustomer(ctx, t, c) })
	return c, err
}

// CreateCustomers adds many customers with their ids: for tests and demonstrations. Where it
// fails the first ones may be there.
func (db *DB) CreateCustomers(ctx context.Context, list []desk.Customer, by string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := timeOf(time.Now().UnixMilli())
	return changeSome(ctx, db, list, func(t *sql.Tx, c desk.Customer) error {
		c.Version, c.Created, c.Updated, c.CreatedBy, c.UpdatedBy = 1, now, now, by, by
		return db.insertCustomer(ctx, t, c)
	})
}

func (db *DB) insertCustomer(ctx context.Context, t *sql.Tx, c desk.Customer) error {
	fields, err := toJSON(orEmpty(c.Fields))
	if err != nil {
		return err
	}
	folded := desk.Fold(c.Name)
	_, err = t.ExecContext(ctx, `INSERT INTO customers (`+customerColumns+`, name_key, initials) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		c.ID, c.Name, c.Email, c.BirthDate, c.Claim, c.Memo, fields, c.Version, millis(c.Created), c.CreatedBy, millis(c.Updated), c.UpdatedBy,
		[]byte(folded), []byte(desk.Initials(folded)))
	if err != nil {
		return fmt.Errorf("write customer: %w", err)
	}
	return db.insertPhones(ctx, t, c)
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

func (db *DB) insertPhones(ctx context.Context, t *sql.Tx, c desk.Customer) error {
	for i, p := range c.Phones {
		if _, err := t.ExecContext(ctx, `INSERT INTO customer_phones (customer, position, number, tail, label) VALUES ($1, $2, $3, $4, $5)`,
			c.ID, i, db.number(p.Number), db.tail(p.Number), p.Label); err != nil {
			return fmt.Errorf("write numbers: %w", err)
		}
	}
	return nil
}

// UpdateCustomer replaces what people write of a customer. c.Version must be the
// stored one, else it fails with fault.Conflict.
func (db *DB) UpdateCustomer(ctx context.Context, c desk.Customer, by string) (_ desk.Customer, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		if err := db.updateCustomer(ctx, t, c, by); err != nil {
			return err
		}
		c, err = db.customerOf(ctx, t, c.ID)
		return err
	})
	return c, err
}

func (db *DB) updateCustomer(ctx context.Context, t *sql.Tx, c desk.Customer, by string) error {
	fields, err := toJSON(orEmpty(c.Fields))
	if err != nil {
		return err
	}
	folded := desk.Fold(c.Name)
	n, err := deleted(t.ExecContext(ctx, `UPDATE customers SET name = $2, name_key = $3, initials = $4, email = $5, birth_date = $6, claim = $7, memo = $8,
		fields = $9, version = version + 1, updated_at = $10, updated_by = $11 WHERE id = $1 AND version = $12`,
		c.ID, c.Name, []byte(folded), []byte(desk.Initials(folded)), c.Email, c.BirthDate, c.Claim, c.Memo, fields, time.Now().UnixMilli(), by, c.Version))
	if err != nil {
		return fmt.Errorf("write customer: %w", err)
	}
	if n == 0 {
		if _, err := db.customerOf(ctx, t, c.ID); err != nil {
			return err
		}
		return desk.ErrChanged("customer")
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM customer_phones WHERE customer = $1`, c.ID); err != nil {
		return fmt.Errorf("write numbers: %w", err)
	}
	return db.insertPhones(ctx, t, c)
}

// SetBlacklist puts a customer on the blacklist, or takes them off where b is nil,
// and writes that into the memos.
func (db *DB) SetBlacklist(ctx context.Context, id string, b *desk.Blacklist, memo, by string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := time.Now().UnixMilli()
	return db.change(ctx, func(t *sql.Tx) error {
		c, err := db.customerOf(ctx, t, id)
		if err != nil {
			return err
		}
		if b == nil && c.Blacklist == nil {
			return nil // said twice
		}
		if was := c.Blacklist; b != nil && was != nil && was.Effect == b.Effect && was.Reason == b.Reason && was.Memo == b.Memo && was.By == by {
			return nil // said twice, as by who had no answer: it is one memo
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM blacklist WHERE customer = $1`, id); err != nil {
			return fmt.Errorf("write the blacklist: %w", err)
		}
		m := desk.Memo{Kind: "unblacklisted", Memo: memo, By: by}
		if b != nil {
			if _, err := t.ExecContext(ctx, `INSERT INTO blacklist (customer, effect, reason, memo, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6)`,
				id, b.Effect, b.Reason, b.Memo, by, now); err != nil {
				return fmt.Errorf("write the blacklist: %w", err)
			}
			m = desk.Memo{Kind: "blacklisted", Effect: b.Effect, Reason: b.Reason, Memo: b.Memo, By: by}
		}
		return insertMemo(ctx, t, id, m, now)
	})
}

func insertMemo(ctx context.Context, t *sql.Tx, customer string, m desk.Memo, at int64) error {
	_, err := t.ExecContext(ctx, `INSERT INTO customer_memos (id, customer, kind, effect, reason, memo, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		people.NewID(), customer, m.Kind, m.Effect, m.Reason, m.Memo, m.By, at)
	if err != nil {
		return fmt.Errorf("write memo: %w", err)
	}
	return nil
}

// Memos returns the memos of a customer, newest first.
func (db *DB) Memos(ctx context.Context, customer, after string, limit int) (_ []desk.Memo, next string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	at, more, err := cursorOf(after)
	if err != nil {
		return nil, "", err
	}
	q := &query{}
	q.WriteString(`SELECT id, kind, effect, reason, memo, by_whom, at FROM customer_memos WHERE 1 = 1`)
	q.and(`customer = ?`, customer)
	if more {
		q.and(`(at, id) < (?, ?)`, at.Time, at.ID)
	}
	q.WriteString(` ORDER BY at DESC, id DESC LIMIT ` + q.arg(limit+1))
	list := []desk.Memo{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var m desk.Memo
		var at int64
		err := rows.Scan(&m.ID, &m.Kind, &m.Effect, &m.Reason, &m.Memo, &m.By, &at)
		m.At = timeOf(at)
		list = append(list, m)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("read memos: %w", err)
	}
	list, next = page(list, limit, func(m desk.Memo) cursor { return cursor{Time: millis(m.At), ID: m.ID} })
	return list, next, nil
}

// CustomersOf returns whose some numbers are, by number: id and name, and only where
// exactly one customer has the number.
func (db *DB) CustomersOf(ctx context.Context, numbers []string) (_ map[string]desk.Brief, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	out, owners := map[string]desk.Brief{}, map[string]int{}
	err = chunks(numbers, func(list []string) error {
		q := &query{}
		q.WriteString(`SELECT p.number, COUNT(*), MIN(c.id), MIN(c.name) FROM customer_phones p JOIN customers c ON c.id = p.customer WHERE 1 = 1`)
		var forms []any
		for _, n := range list {
			forms = append(forms, db.forms(n)...)
		}
		q.is(`p.number`, forms)
		q.WriteString(` GROUP BY p.number`)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var number string
			var n int
			var b desk.Brief
			err := rows.Scan(db.intoNumber(&number), &n, &b.ID, &b.Name)
			owners[number] += n // a number may stand in two forms
			out[number] = b
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("find customers by number: %w", err)
	}
	maps.DeleteFunc(out, func(number string, _ desk.Brief) bool { return owners[number] != 1 })
	return out, nil
}

// Blocked returns every number on the blacklist.
func (db *DB) Blocked(ctx context.Context) (_ []desk.Blocked, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	var list []desk.Blocked
	err = each(ctx, db.read, `SELECT p.number, b.effect FROM blacklist b JOIN customer_phones p ON p.customer = b.customer`, nil, func(rows *sql.Rows) error {
		var b desk.Blocked
		err := rows.Scan(db.intoNumber(&b.Number), &b.Effect)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the blacklist: %w", err)
	}
	return list, nil
}

// exportBatch is how many customers one query of an export reads: others read in
// between.
const exportBatch = 200

// ExportCustomers calls fn with every customer that a search finds, in its order.
func (db *DB) ExportCustomers(ctx context.Context, s desk.Search, fn func(desk.Customer) error) error {
	s.After, s.Limit = "", exportBatch
	for {
		list, next, err := db.Customers(ctx, s)
		if err != nil {
			return err
		}
		whole, err := db.wholeCustomers(ctx, list)
		if err != nil {
			return err
		}
		for _, b := range list {
			if c, ok := whole[b.ID]; ok { // not deleted meanwhile
				if err := fn(c); err != nil {
					return err
				}
			}
		}
		if next == "" {
			return nil
		}
		s.After = next
	}
}

// wholeCustomers reads the customers of a page with three queries.
func (db *DB) wholeCustomers(ctx context.Context, list []desk.Brief) (_ map[string]desk.Customer, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	out, ids := map[string]desk.Customer{}, make([]string, len(list))
	if len(list) == 0 {
		return out, nil
	}
	for i, b := range list {
		ids[i] = b.ID
	}
	read := func(text, key, order string, fn func(*sql.Rows) error) {
		if err == nil {
			q := &query{}
			q.WriteString(text + ` WHERE 1 = 1`)
			q.in(key, ids)
			err = each(ctx, db.read, q.String()+order, q.args, fn)
		}
	}
	read(`SELECT `+customerColumns+` FROM customers`, `id`, ``, func(rows *sql.Rows) error {
		c, err := scanCustomer(rows)
		c.Phones = []desk.Phone{}
		out[c.ID] = c
		return err
	})
	read(`SELECT customer, number, label FROM customer_phones`, `customer`, ` ORDER BY customer, position`, func(rows *sql.Rows) error {
		var id string
		var p desk.Phone
		err := rows.Scan(&id, db.intoNumber(&p.Number), &p.Label)
		c := out[id]
		c.Phones = append(c.Phones, p)
		if c.ID != "" {
			out[id] = c
		}
		return err
	})
	read(`SELECT customer, effect, reason, memo, by_whom, at FROM blacklist`, `customer`, ``, func(rows *sql.Rows) error {
		var id string
		var at int64
		b := &desk.Blacklist{}
		err := rows.Scan(&id, &b.Effect, &b.Reason, &b.Memo, &b.By, &at)
		b.At = timeOf(at)
		if c := out[id]; c.ID != "" {
			c.Blacklist = b
			out[id] = c
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	return out, nil
}
