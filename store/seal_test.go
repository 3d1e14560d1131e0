package store

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/keyring"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// victim is a caller of the tests; a whole number that occurs nowhere by chance.
const victim = "+821073951846"

// spellings are the forms in which a number may stand somewhere.
func spellings(number string) []string {
	list := append(desk.Spellings(number, "KR"), desk.National(number, "KR"), strings.TrimPrefix(desk.Dial(number, "KR"), "0"))
	for _, s := range slices.Clone(list) {
		list = append(list, desk.Reversed(s))
	}
	return list
}

// The secrets of a centre in the tests.
var secrets = map[string]string{
	"totp": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "trunk": "trunk-password-7395", "phone": "b7f1c0a2d4e68795b7f1c0a2d4e68795", "oidc": "client-secret-of-the-provider", "hook": "whsec-0123456789-webhook",
	"memo": "what-the-customer-wrote-7395", "voice": "the-key-of-a-spoken-message-7395",
	"written": "9d2c41f07ab3e6589d2c41f07ab3e658", // hash of what the configuration file says, with its passwords
}

// life is what a day leaves.
type life struct {
	customer, note, reservation, callback, message string
}

// live writes a day of a centre: something into every sealed column.
func live(t *testing.T, db *DB, number string) life {
	t.Helper()
	now := time.Now()
	l := life{people.NewID(), people.NewID(), people.NewID(), people.NewID(), ""}
	call := acd.CallID(people.NewID())
	_, err := db.CreateCustomer(ctx, desk.Customer{ID: l.customer, Name: "김하나", Phones: []desk.Phone{{Number: number, Label: "휴대폰"}}}, "kim")
	must(t, err)
	must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: string(call), Service: "orders", Channel: desk.In, Number: number, Customer: l.customer, Created: now}},
		[]desk.Part{{Call: string(call), Agent: "kim", Answered: now}}))
	_, err = db.PutDraft(ctx, string(call), "kim", desk.DraftNote{Note: desk.Note{Text: "배송"}})
	must(t, err)
	_, err = db.SaveConsultation(ctx, desk.Consultation{ID: l.note, Call: string(call), Agent: "kim", Ticket: "20261128-1", Service: "orders", Channel: desk.In, Number: number,
		Saved: now, Customer: l.customer, Text: "배송 지연"}, "kim")
	must(t, err)
	must(t, db.CreateReservations(ctx, []desk.Reservation{{ID: l.reservation, Type: desk.Callback, State: "open", Agent: "kim", Due: now, Number: number, Customer: l.customer, Name: "김하나"}}, "kim"))
	must(t, db.AddCallbacks(ctx, []callback.Request{{ID: l.callback, Number: number, Name: "김하나", Memo: secrets["memo"], Created: now, State: callback.Registered, Voice: &callback.Voice{File: "f.wav", Key: []byte(secrets["voice"])}}}))
	done, err := db.Callback(ctx, l.callback)
	must(t, err)
	done.Result = secrets["memo"]
	_, err = db.UpdateCallback(ctx, callback.Change{Request: done})
	must(t, err)
	_, _, err = db.BarNumber(ctx, callback.Barred{ID: people.NewID(), Number: "+8210" + number[len(number)-4:] + "0000", Reason: secrets["memo"], At: now}, callback.Event{})
	must(t, err)
	l.message = text(t, db, "{이름}님, 배송이 늦습니다 "+l.customer, []string{number}, func(m *sms.Make) {
		m.Send.Title, m.Batches[0].Title = "배송 안내", "배송 안내"
	}).ID + "-0001"
	must(t, db.change(ctx, func(t *sql.Tx) error {
		_, err := t.ExecContext(ctx, `UPDATE sms_messages SET fields = $1 WHERE id = $2`, db.blob("sms_messages.fields", []byte(`{"주문":"A-1"}`)), l.message)
		return err
	}))
	must(t, db.AddSMSImage(ctx, sms.StoredImage{ID: people.NewID(), Name: "a.jpg", Created: now, Data: []byte("a picture")}))
	_, err = db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: l.customer, Body: "언제 오나요", Media: []string{"https://example.com/a.jpg"}, At: now}, Number: number, Ours: "15880000", Now: now, OptOut: true})
	must(t, err)
	chatLife(t, db, l.customer, number)
	rows, err := db.Rows(ctx)
	must(t, err)
	for i, ev := range []acd.Event{
		acd.CallQueued{Call: call, Service: "orders", Caller: number}, acd.CallOffered{Call: call, Agent: "kim"},
	} {
		rows.Apply(rows.Seq()+uint64(i+1), acd.At(now), ev)
	}
	must(t, rows.Flush(ctx, true))
	must(t, db.tx(ctx, func(tx *sql.Tx) error {
		return db.insertCalls(ctx, tx, []calls.Call{{ID: call, Direction: "in", Started: acd.At(now), Ended: acd.At(now), Day: "2026-11-28", Service: "orders", Caller: desk.Dial(number, "KR"), Called: "15880001", Outcome: "completed"}})
	}))
	must(t, db.PutQuality(ctx, []calls.Quality{{Call: call, Leg: "leg", Role: "caller"}}))
	must(t, db.PutEntity(ctx, Trunks, Entity{ID: "carrier", Data: []byte(`{"name":"carrier","password":"` + secrets["trunk"] + `"}`), FileHash: secrets["written"]}))
	must(t, db.PutEntity(ctx, Agents, Entity{ID: "kim", Data: []byte(`{"id":"kim","credentials":[{"md5":"` + secrets["phone"] + `"}]}`)}))
	must(t, db.Commit(ctx, Commit{Settings: map[string]string{"centre.oidc.client_secret": secrets["oidc"]}, Change: people.Change{
		ID: people.NewID(), At: now, Action: "trunk_changed", Target: "trunk:carrier", Edits: []people.Edit{{Kind: "trunks", ID: "carrier", After: []byte(`{"password":"` + secrets["trunk"] + `"}`)}},
	}}))
	user := people.User{ID: people.NewID(), Login: "kim" + l.customer, Name: "김하나", Role: people.AgentRole, Language: "ko"}
	must(t, db.CreateUser(ctx, user))
	must(t, db.PutSecondFactor(ctx, people.SecondFactor{UserID: user.ID, Secret: secrets["totp"]}))
	hook := people.NewID()
	must(t, db.PutHook(ctx, cti.Hook{ID: hook, URL: "https://crm.example.com/hook", Secret: secrets["hook"], Active: true, Created: now, By: "kim"}, true, "", people.Change{}))
	must(t, db.Enqueue(ctx, 1, []cti.Delivery{{Hook: hook, EventID: "e1", Type: "call.queued", At: now, Body: []byte(`{"caller":"` + number + `"}`)}}))
	var next int64
	must(t, db.journal.QueryRowContext(ctx, `SELECT COALESCE(MAX(first_lsn), 0) + 1 FROM journal_batches`).Scan(&next))
	r, err := journal.Encode(acd.At(now), acd.Enqueue{Call: call, Service: "orders", Caller: number})
	must(t, err)
	must(t, db.Journal().Append(ctx, batch(t, uint64(next), []journal.Record{r})))
	must(t, db.Journal().Save(ctx, journal.Snapshot{LSN: uint64(next), Seq: uint64(next), At: acd.At(now), State: []byte(`{"calls":[{"caller":"` + number + `"}]}`)}))
	must(t, db.Journal().Skip(ctx, uint64(next), "panic: caller "+number))
	must(t, db.PutRegistration(ctx, Stored{ID: "kim " + l.customer, Owner: "kim", Data: []byte(`{"contact":"sip:` + number + `@10.0.0.1"}`), Expires: now.Add(time.Hour)}))
	must(t, db.WriteDialogs(ctx, []Stored{{ID: l.customer, Data: []byte(`{"remote":"<sip:` + number + `@carrier>"}`)}}, nil))
	must(t, db.LogAccess(ctx, people.Access{ID: people.NewID(), At: now, Actor: "kim", Action: "card_viewed", Target: "number:" + acd.MaskNumber(number)}))
	return l
}

// findAgain looks a life up again in every way in which numbers are looked up, and reads
// every sealed column.
func findAgain(t *testing.T, db *DB, number string, l life) {
	t.Helper()
	for _, s := range []desk.Search{{Number: number}, {Last: number[len(number)-4:]}, {Last: number[len(number)-8:]}, {Last: number[len(number)-2:]}} {
		s.Limit = 10
		list, _, err := db.Customers(ctx, s)
		must(t, err)
		if !slices.ContainsFunc(list, func(b desk.Brief) bool { return b.ID == l.customer && slices.Equal(b.Numbers, []string{number}) }) {
			t.Errorf("search %+v: %+v", s, list)
		}
	}
	of, err := db.CustomersOf(ctx, []string{number, "+82212345678"})
	if must(t, err); of[number].ID != l.customer || len(of) != 1 {
		t.Errorf("whose the number is: %+v", of)
	}
	c, err := db.Customer(ctx, l.customer)
	if must(t, err); len(c.Phones) != 1 || c.Phones[0].Number != number {
		t.Errorf("customer %+v", c)
	}
	notes, _, err := db.Consultations(ctx, desk.ConsultationFilter{Number: number, Limit: 10})
	if must(t, err); len(notes) != 1 || notes[0].Number != number {
		t.Errorf("consultations of the number: %+v", notes)
	}
	ticket, err := db.Ticket(ctx, notes[0].Call)
	if must(t, err); ticket.Number != number {
		t.Errorf("ticket %+v", ticket)
	}
	res, err := db.Reservation(ctx, l.reservation)
	if must(t, err); res.Number != number {
		t.Errorf("reservation %+v", res)
	}
	for _, f := range []callback.Filter{{Number: number}, {Last: number[len(number)-4:]}, {Last: number[len(number)-8:]}, {Last: number[len(number)-2:]}} {
		f.Scope.All, f.Limit = true, 10
		list, _, err := db.Callbacks(ctx, f)
		must(t, err)
		i := slices.IndexFunc(list, func(r callback.Request) bool { return r.ID == l.callback })
		if i < 0 || list[i].Number != number || list[i].Name != "김하나" || list[i].Memo != secrets["memo"] || list[i].Result != secrets["memo"] || list[i].Voice == nil || string(list[i].Voice.Key) != secrets["voice"] {
			t.Errorf("callbacks of %+v: %+v", f, list)
		}
	}
	if barred, err := db.BarredAmong(ctx, []string{"+8210" + number[len(number)-4:] + "0000", "+821000000009"}); err != nil || len(barred) != 1 {
		t.Errorf("the number is not barred any more: %v", err)
	}
	ended, err := db.Calls(ctx, calls.Filter{Limit: 100})
	must(t, err)
	if !slices.ContainsFunc(ended, func(c calls.Call) bool { return c.Caller == desk.Dial(number, "KR") && c.Called == "15880001" }) {
		t.Errorf("calls %+v", ended)
	}
	for _, f := range []sms.Filter{{Number: number}, {Last: number[len(number)-4:]}} {
		f.Limit = 10
		list, _, err := db.SMSMessages(ctx, f)
		if must(t, err); len(list) != 1 || list[0].ID != l.message || list[0].Number != number {
			t.Errorf("messages %+v: %+v", f, list)
		}
	}
	if _, title, body, err := db.SMSMessage(ctx, l.message); err != nil || title != "배송 안내" || !strings.HasSuffix(body, l.customer) {
		t.Errorf("message %q %q %v", title, body, err)
	}
	if out, err := db.OptedOutSMS(ctx, []string{number}); err != nil || !out[number] {
		t.Errorf("opt-outs %v %v", out, err)
	}
	chatAgain(t, db, l.customer, number)
	talks, _, err := db.Conversations(ctx, sms.ConversationFilter{Number: number, Limit: 10})
	if must(t, err); len(talks) != 1 {
		t.Fatalf("conversations %+v", talks)
	}
	if lines, _, err := db.Lines(ctx, talks[0], "", 10); err != nil || len(lines) != 2 || lines[0].Body+lines[1].Body == "" {
		t.Errorf("lines %+v %v", lines, err)
	}
	hooks, err := db.Hooks(ctx)
	if must(t, err); hooks[0].Secret != secrets["hook"] {
		t.Errorf("webhook %+v", hooks)
	}
	posts := false
	for _, h := range hooks {
		due, err := db.DueDeliveries(ctx, h.ID, time.Now().Add(time.Minute), 10)
		must(t, err)
		posts = posts || len(due) == 1 && bytes.Contains(due[0].Body, []byte(number))
	}
	if !posts {
		t.Error("the delivery is lost")
	}
	trunk, err := db.Entity(ctx, Trunks, "carrier")
	if must(t, err); !bytes.Contains(trunk.Data, []byte(secrets["trunk"])) {
		t.Errorf("trunk %s", trunk.Data)
	}
	written, err := db.FileHashes(ctx, Trunks)
	if must(t, err); trunk.FileHash != secrets["written"] || written["carrier"] != secrets["written"] {
		t.Errorf("of the configuration file: %q %v", trunk.FileHash, written)
	}
	set, err := db.SettingsOf(ctx, "centre.")
	if must(t, err); set["centre.oidc.client_secret"] != secrets["oidc"] {
		t.Errorf("settings %v", set)
	}
	changes, err := db.ChangeLog(ctx, []string{"trunk:carrier"}, 0, 10)
	if must(t, err); !bytes.Contains(changes[0].Edits[0].After, []byte(secrets["trunk"])) {
		t.Errorf("changes %+v", changes)
	}
	users, err := db.Users(ctx)
	must(t, err)
	for _, u := range users {
		f, err := db.SecondFactor(ctx, u.ID)
		if must(t, err); f.Secret != secrets["totp"] {
			t.Errorf("second factor %+v", f)
		}
	}
	n := 0
	for b, err := range db.Journal().After(ctx, 0) {
		must(t, err)
		rs, err := b.Decode()
		must(t, err)
		n += len(rs)
	}
	if n == 0 {
		t.Error("the journal is empty")
	}
	snap, ok, err := db.Journal().Latest(ctx, 1<<62)
	if must(t, err); !ok || !bytes.Contains(snap.State, []byte(`"caller"`)) {
		t.Errorf("snapshot %s", snap.State)
	}
	phones, err := db.Registrations(ctx)
	if must(t, err); !slices.ContainsFunc(phones, func(s Stored) bool { return bytes.Contains(s.Data, []byte(number)) }) {
		t.Errorf("registrations %+v", phones)
	}
	dialogs, err := db.Dialogs(ctx)
	if must(t, err); !slices.ContainsFunc(dialogs, func(s Stored) bool { return bytes.Contains(s.Data, []byte(number)) }) {
		t.Errorf("dialogs %+v", dialogs)
	}
	chain, err := db.CheckAccess(ctx)
	if must(t, err); !chain.Whole {
		t.Errorf("the chain of the access log: %+v", chain)
	}
}

// disk is everything of a store that who takes the disk has: every byte of every file
// of SQLite, every row of every table of PostgreSQL as text.
func disk(t *testing.T, db *DB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	if !db.postgres {
		files, err := os.ReadDir(db.dir)
		must(t, err)
		for _, f := range files {
			out[f.Name()], err = os.ReadFile(filepath.Join(db.dir, f.Name()))
			must(t, err)
		}
		return out
	}
	var tables []string
	must(t, each(ctx, db.read, `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`, nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		tables = append(tables, name)
		return err
	}))
	for _, name := range tables {
		must(t, each(ctx, db.read, `SELECT x::text FROM `+name+` x`, nil, func(rows *sql.Rows) error {
			var row string
			err := rows.Scan(&row)
			out[name] = append(append(out[name], row...), '\n')
			return err
		}))
	}
	return out
}

// leaks are the places of a disk where something can be read.
func leaks(disk map[string][]byte, what ...string) (list []string) {
	for name, data := range disk {
		for _, v := range what {
			for _, form := range []string{v, hex.EncodeToString([]byte(v))} { // PostgreSQL shows bytes in hex
				if i := bytes.Index(data, []byte(form)); i >= 0 {
					list = append(list, fmt.Sprintf("%s: %q in %q", name, v, data[max(0, i-40):min(len(data), i+len(form)+20)]))
				}
			}
		}
	}
	return list
}

func allSecrets() (list []string) {
	for _, v := range secrets {
		list = append(list, v)
	}
	return list
}

// Who takes the disk, with the write-ahead logs and without the key, reads no number
// in any usual form and no secret (P-06).
func TestStolenDisk(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		l := live(t, db, victim)
		findAgain(t, db, victim, l)
		want := append(spellings(victim), allSecrets()...)
		if got := leaks(disk(t, db), want...); len(got) > 0 {
			t.Errorf("while it runs the disk shows:\n%s", strings.Join(got, "\n"))
		}
		seen := disk(t, db)
		if got := leaks(seen, "2026-11-28", "orders"); len(got) == 0 {
			t.Error("this test reads nothing: not even what is not sealed is found")
		}
		must(t, db.Close())
		db = reopen()
		findAgain(t, db, victim, l)
		if got := leaks(disk(t, db), want...); len(got) > 0 {
			t.Errorf("after a restart the disk shows:\n%s", strings.Join(got, "\n"))
		}
	})
}

// keyed opens a store with a key file of its own.
func keyed(t *testing.T, test func(t *testing.T, file string, reopen func() (*DB, error), inUse func() ([]string, error))) {
	t.Helper()
	run := func(t *testing.T, dir, dsn string) {
		file := filepath.Join(t.TempDir(), "callfloor.key")
		test(t, file, func() (*DB, error) {
			db, err := Open(ctx, dir, dsn, file)
			if err == nil {
				db.settle = 0
				t.Cleanup(func() { db.Close() })
			}
			return db, err
		}, func() ([]string, error) { return KeysInUse(ctx, dir, dsn) })
	}
	t.Run("sqlite", func(t *testing.T) { run(t, t.TempDir(), "") })
	t.Run("postgres", func(t *testing.T) { run(t, "", postgres(t)) })
}

// sealedBy counts the sealed values of a disk by key.
func sealedBy(db *DB, t *testing.T, id string) int {
	t.Helper()
	n := 0
	for _, k := range sealedTables {
		for _, c := range k.columns {
			var rows int
			must(t, db.of(k.part, false).QueryRowContext(ctx, `SELECT COUNT(*) FROM `+k.name+` WHERE substr(`+c.name+`, 4, 8) = $1`, id).Scan(&rows))
			n += rows
		}
	}
	return n
}

// A key is changed while the centre runs: everything is found before, during and after,
// at the end nothing is sealed with the old key, and it opens nothing any more (P-06).
func TestRotation(t *testing.T) {
	keyed(t, func(t *testing.T, file string, reopen func() (*DB, error), inUse func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		old := db.Keys().ID
		l := live(t, db, victim)
		columns := sealedBy(db, t, old)
		if columns < len(sealedTables)-3 { // teams, hours and sounds have nothing
			t.Fatalf("only %d values are sealed", columns)
		}
		next, err := keyring.Rotate(file)
		must(t, err)
		changed, err := db.ReloadKeys(ctx)
		if must(t, err); !changed || db.Keys().ID != next || !slices.Equal(db.Keys().Left, []string{old}) {
			t.Fatalf("after reading the key file again: %v %+v", changed, db.Keys())
		}
		const second = "+821073951847"
		findAgain(t, db, victim, l)
		l2 := life{customer: people.NewID()}
		_, err = db.CreateCustomer(ctx, desk.Customer{ID: l2.customer, Name: "이둘", Phones: []desk.Phone{{Number: victim}, {Number: second}}}, "kim")
		must(t, err)
		if of, err := db.CustomersOf(ctx, []string{victim, second}); err != nil || len(of) != 1 || of[second].ID != l2.customer {
			t.Errorf("a number that two have, each under another key, is one's: %v %v", of, err)
		}
		if list, _, err := db.Customers(ctx, desk.Search{Number: victim, Limit: 10}); err != nil || len(list) != 2 {
			t.Errorf("of the number under both keys: %+v %v", list, err)
		}
		if list := everyPage(t, db, desk.Search{Last: victim[len(victim)-4:], Limit: 1}); len(list) != 2 {
			t.Errorf("by last digits under both keys: %v", list)
		}
		out, err := db.DeleteCustomer(ctx, l2.customer, "KR")
		must(t, err)
		if out.Calls != 0 {
			t.Errorf("the calls of a number that somebody else has too were changed: %+v", out)
		}
		// Ended in the middle, it goes on after a restart.
		must(t, db.sealSome(t))
		findAgain(t, db, victim, l)
		must(t, db.Close())
		db, err = reopen()
		must(t, err)
		if !slices.Equal(db.Keys().Left, []string{old}) {
			t.Fatalf("after a restart: %+v", db.Keys())
		}
		findAgain(t, db, victim, l)
		told := map[string]int{}
		must(t, db.Reseal(ctx, func(table string, rows int) { told[table] += rows }))
		if len(db.Keys().Left) != 0 || told["consultations"] != 1 || db.Keys().Rewritten == 0 {
			t.Errorf("at the end: %+v, told %v", db.Keys(), told)
		}
		if n := sealedBy(db, t, old); n != 0 {
			t.Errorf("%d values are still sealed with the old key", n)
		}
		if db.postgres { // its rows are every column, also one that sealedTables forgets
			if got := leaks(disk(t, db), "1:"+old+":"); len(got) > 0 {
				t.Errorf("still sealed with the old key:\n%s", strings.Join(got, "\n"))
			}
		}
		findAgain(t, db, victim, l)
		must(t, db.Close())
		used, err := inUse()
		if must(t, err); !slices.Equal(used, []string{next}) {
			t.Errorf("keys in use: %v", used)
		}
		must(t, keyring.Prune(file, []string{old}))
		db, err = reopen()
		must(t, err)
		findAgain(t, db, victim, l)
		gone, err := db.DeleteCustomer(ctx, l.customer, "KR")
		if must(t, err); gone.Consultations != 1 || gone.Reservations != 1 || gone.Calls == 0 {
			t.Errorf("deleting a person found %+v", gone)
		}
	})
}

// everyPage is a search to its end, page by page.
func everyPage(t *testing.T, db *DB, s desk.Search) (ids []string) {
	t.Helper()
	for {
		list, next, err := db.Customers(ctx, s)
		must(t, err)
		for _, b := range list {
			ids = append(ids, b.ID)
		}
		if next == "" {
			return ids
		}
		s.After = next
	}
}

// sealSome rewrites the first table only.
func (db *DB) sealSome(t *testing.T) error {
	t.Helper()
	page, _, err := db.sealPage(ctx, sealedTables[0], db.sealing.Load(), nil)
	if err != nil {
		return err
	}
	return db.sealRows(ctx, sealedTables[0], db.sealing.Load(), page)
}

// A write that was sealed with the key of before and is committed late is sealed anew
// too: the old key is given up only when a whole look finds nothing to do.
func TestLateWrite(t *testing.T) {
	keyed(t, func(t *testing.T, file string, reopen func() (*DB, error), _ func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		live(t, db, victim)
		old := db.sealing.Load()
		_, err = keyring.Rotate(file)
		must(t, err)
		_, err = db.ReloadKeys(ctx)
		must(t, err)
		late := sealed{ring: old.ring, class: numbers, text: "+821011112222"}
		once := true
		must(t, db.Reseal(ctx, func(table string, _ int) {
			if table == "dialogs" && once { // everything before it was looked at
				once = false
				_, err := db.write.ExecContext(ctx, `UPDATE tickets SET number = $1`, late)
				must(t, err)
			}
		}))
		if n := sealedBy(db, t, old.ring.Primary()); once || n != 0 {
			t.Errorf("%d values are sealed with a key that was given up", n)
		}
	})
}

// When the old key is forgotten the edge's rows are on the disk, though its commits do
// not wait for that: without what was in its write-ahead log they need the new key.
func TestPowerLossAfterRotation(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "callfloor.key")
	db, err := Open(ctx, dir, "", file)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	db.settle = 0
	live(t, db, victim)
	next, err := keyring.Rotate(file)
	must(t, err)
	_, err = db.ReloadKeys(ctx)
	must(t, err)
	must(t, db.Reseal(ctx, func(string, int) {}))
	data, err := os.ReadFile(filepath.Join(dir, "edge.db"))
	must(t, err)
	left := filepath.Join(t.TempDir(), "edge.db")
	must(t, os.WriteFile(left, data, 0o600))
	d, err := sql.Open("sqlite", left)
	must(t, err)
	defer d.Close()
	var rows int
	must(t, d.QueryRowContext(ctx, `SELECT COUNT(*) FROM registrations JOIN dialogs ON substr(dialogs.data, 4, 8) = substr(registrations.data, 4, 8) WHERE substr(dialogs.data, 4, 8) = $1`, next).Scan(&rows))
	if rows != 1 {
		t.Errorf("%d rows of the edge are on the disk with the new key", rows)
	}
}

// A key that comes while rows are sealed with the one before it is what they end with:
// what it has sealed meanwhile does not stop that.
func TestKeyAfterKey(t *testing.T) {
	keyed(t, func(t *testing.T, file string, reopen func() (*DB, error), inUse func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		l := live(t, db, victim)
		rekey := func() (id string) {
			id, err := keyring.Rotate(file)
			must(t, err)
			_, err = db.ReloadKeys(ctx)
			must(t, err)
			return id
		}
		last := rekey()
		once := true
		must(t, db.Reseal(ctx, func(string, int) {
			if once {
				once = false
				last = rekey()
				live(t, db, "+821073951849")
			}
		}))
		if k := db.Keys(); once || k.ID != last || len(k.Left) != 0 {
			t.Errorf("keys %+v, the last is %s", k, last)
		}
		findAgain(t, db, victim, l)
		if used, err := inUse(); err != nil || !slices.Equal(used, []string{last}) {
			t.Errorf("keys in use: %v %v, want %s", used, err, last)
		}
	})
}

// Without its key, or with another, a store is refused and says what to do; no key is
// made and nothing is changed. Once the key is back everything is there (P-06).
func TestLostKey(t *testing.T) {
	keyed(t, func(t *testing.T, file string, reopen func() (*DB, error), _ func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		if !db.Keys().Made {
			t.Error("the first start does not say that it made a key")
		}
		id := db.Keys().ID
		l := live(t, db, victim)
		must(t, db.Close())
		refused := func(why string) {
			t.Helper()
			db, err := reopen()
			if err == nil {
				db.Close()
				t.Fatalf("%s: the store was opened", why)
			}
			for _, word := range []string{id, file, "docs/operate.md", "lost", "encryption.key_file"} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%s: %q does not say %q", why, err, word)
				}
			}
		}
		must(t, os.Rename(file, file+".copy"))
		refused("without the key file")
		if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a new key was made: %v", err)
		}
		_, err = keyring.Create(file)
		must(t, err)
		refused("with another key")
		must(t, os.Rename(file+".copy", file))
		db, err = reopen()
		must(t, err)
		findAgain(t, db, victim, l)
		if db.Keys().Made {
			t.Error("a later start says that it made a key")
		}
	})
}

// Where only the journal was left of a sealed store, a new key would make it
// unreadable in silence: the start is refused too.
func TestLostKeyOfJournal(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "callfloor.key")
	db, err := Open(ctx, dir, "", file)
	must(t, err)
	live(t, db, victim)
	must(t, db.Close())
	for _, name := range []string{"callfloor.db", "edge.db"} {
		must(t, os.Remove(filepath.Join(dir, name)))
	}
	must(t, os.Remove(file))
	if db, err := Open(ctx, dir, "", file); err == nil {
		db.Close()
		t.Error("the store was opened with a new key")
	}
	if reader, err := OpenJournal(ctx, dir, "", file); err != nil {
		t.Errorf("open the journal alone: %v", err)
	} else {
		defer reader.Close()
		var missing *keyring.NoKeyError
		for _, err := range reader.Journal().After(ctx, 0) {
			if !errors.As(err, &missing) {
				t.Errorf("the journal without its key: %v", err)
			}
			break
		}
	}
}

// A store from before there were keys is read, searched and written as before while it
// is being sealed, and at the end nothing of it can be read from the disk.
func TestPlainStore(t *testing.T) {
	keyed(t, func(t *testing.T, _ string, reopen func() (*DB, error), _ func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		l := live(t, db, victim)
		unseal(t, db)
		if got := leaks(disk(t, db), victim); len(got) == 0 {
			t.Fatal("the store is not one from before")
		}
		must(t, db.Close())
		db, err = reopen()
		must(t, err)
		if !slices.Equal(db.Keys().Left, []string{""}) {
			t.Fatalf("keys %+v", db.Keys())
		}
		findAgain(t, db, victim, l)
		const second = "+821073951848"
		l2 := live(t, db, second)
		findAgain(t, db, second, l2)
		if list := everyPage(t, db, desk.Search{Last: "7395184" + "6", Limit: 1}); !slices.Equal(list, []string{l.customer}) {
			t.Errorf("by eight digits %v", list)
		}
		must(t, db.Reseal(ctx, func(string, int) {}))
		findAgain(t, db, victim, l)
		findAgain(t, db, second, l2)
		if n := len(db.Keys().Left); n != 0 {
			t.Errorf("%+v", db.Keys())
		}
		if got := leaks(disk(t, db), append(spellings(victim), allSecrets()...)...); len(got) > 0 {
			t.Errorf("after sealing the disk shows:\n%s", strings.Join(got, "\n"))
		}
	})
}

// Pages of SQLite that were split while a large store from before there were keys was
// sealed keep some numbers in their free room. VACUUM takes them out, as
// docs/operate.md tells operators to do.
func TestVacuumAfterSealing(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "callfloor.key")
	old, err := sql.Open("sqlite", filepath.Join(dir, "callfloor.db")+"?_pragma=journal_mode(WAL)")
	must(t, err)
	p, err := (&DB{}).schema("main", "schema_version", old)
	must(t, err)
	_, err = p.UpTo(ctx, 4)
	must(t, err)
	tx, err := old.BeginTx(ctx, nil)
	must(t, err)
	for i := range 3000 {
		id, number := fmt.Sprintf("c%05d", i*7919%3000), fmt.Sprintf("+8210739%05d", i)
		_, err := tx.ExecContext(ctx, `INSERT INTO customers (id, name, name_key, initials, version, created_at, created_by, updated_at, updated_by) VALUES ($1, 'x', 'x', 'x', 1, 0, '', 0, '')`, id)
		must(t, err)
		_, err = tx.ExecContext(ctx, `INSERT INTO customer_phones (customer, position, number, reversed) VALUES ($1, 0, $2, $3)`, id, number, []byte(desk.Reversed(number)))
		must(t, err)
	}
	must(t, tx.Commit())
	must(t, old.Close())
	want := []string{"8210739", "9370128"}
	if got := leaks(disk(t, &DB{dir: dir}), want...); len(got) != 2 {
		t.Fatalf("the store is not one from before: %v", got)
	}
	db, err := Open(ctx, dir, "", file)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	db.settle = 0
	must(t, db.Reseal(ctx, func(string, int) {}))
	if list := everyPage(t, db, desk.Search{Last: "73901234", Limit: 3}); len(list) != 1 {
		t.Errorf("by last digits: %v", list)
	}
	must(t, db.Close())
	for _, name := range []string{"callfloor.db", "journal.db", "edge.db"} {
		d, err := sql.Open("sqlite", filepath.Join(dir, name))
		must(t, err)
		_, err = d.ExecContext(ctx, `VACUUM`)
		must(t, err)
		must(t, d.Close())
	}
	if got := leaks(disk(t, db), want...); len(got) > 0 {
		t.Errorf("after VACUUM the disk shows:\n%s", strings.Join(got, "\n"))
	}
}

// unseal makes a store one of the version before: nothing is sealed.
func unseal(t *testing.T, db *DB) {
	t.Helper()
	ring := db.ring()
	for _, k := range sealedTables {
		page, _, err := db.sealPage(ctx, kept{k.part, k.name, k.keys, k.columns, 1000}, &sealing{ring: foreign(t)}, nil)
		must(t, err)
		for _, r := range page {
			for i, c := range k.columns {
				text, err := ring.Open(c.class, r.stored[i])
				must(t, err)
				q := &query{}
				q.WriteString(`UPDATE ` + k.name + ` SET ` + c.name + ` = ` + q.arg(string(text)))
				if k.name == "customer_phones" {
					q.WriteString(`, tail = ` + q.arg([]byte(desk.Reversed(string(text)))))
				}
				q.WriteString(` WHERE 1 = 1`)
				for j, key := range k.keys {
					q.and(key+` = ?`, r.keys[j])
				}
				_, err = db.of(k.part, true).ExecContext(ctx, q.String(), q.args...)
				must(t, err)
			}
		}
	}
	_, err := db.write.ExecContext(ctx, `DELETE FROM seal_keys`)
	must(t, err)
	_, err = db.write.ExecContext(ctx, `INSERT INTO seal_keys (id, created_at) VALUES ('', 0)`)
	must(t, err)
}

// foreign is a ring that has nothing to do with any store.
func foreign(t *testing.T) *keyring.Ring {
	t.Helper()
	r, err := keyring.Create(filepath.Join(t.TempDir(), "callfloor.key"))
	must(t, err)
	return r
}

// The last digits find who they found before, page by page and each once, however many
// there are, whatever number of digits is asked for and whoever has several numbers.
func TestLastDigits(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var all []desk.Customer
		for i := range 300 {
			c := desk.Customer{ID: fmt.Sprintf("c%03d", i), Name: fmt.Sprint("고객", i)}
			for k := range 1 + i%3 {
				c.Phones = append(c.Phones, desk.Phone{Number: fmt.Sprintf("+8210%04d%04d", (i*37+k*11)%10000, (i*7+k*(i%2))%40)})
			}
			all = append(all, c)
		}
		all = append(all, desk.Customer{ID: "short", Name: "단축", Phones: []desk.Phone{{Number: "119"}}})
		must(t, db.CreateCustomers(ctx, all, "kim"))
		for _, last := range []string{"1", "21", "021", "0021", "0007", "10021", "0370021", "119", "8210", "9999", "821000370001"} {
			var want []string
			for _, c := range all {
				if slices.ContainsFunc(c.Phones, func(p desk.Phone) bool { return strings.HasSuffix(p.Number, last) }) {
					want = append(want, c.ID)
				}
			}
			for _, limit := range []int{1, 3, 50, 1000} {
				got := everyPage(t, db, desk.Search{Last: last, Limit: limit})
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s, %d a page: %v, want %v", last, limit, got, want)
				}
			}
		}
	})
}

// A store that an earlier version made does not know keys: what looks into it says so and
// what to do, in place of the database's words.
func TestKeysOfAnEarlierStore(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		if _, err := db.write.ExecContext(ctx, `DROP TABLE seal_keys`); err != nil {
			t.Fatal(err)
		}
		err := each(ctx, db.read, `SELECT id FROM seal_keys`, nil, func(rows *sql.Rows) error { return rows.Err() })
		if !lacks(err) {
			t.Errorf("not known as lacking: %v", err)
		}
		if err := each(ctx, db.read, `SELECT nowhere_there FROM api_keys`, nil, func(rows *sql.Rows) error { return rows.Err() }); !lacks(err) {
			t.Errorf("not known as lacking: %v", err)
		}
		if err := each(ctx, db.read, `SELEKT`, nil, func(rows *sql.Rows) error { return rows.Err() }); err == nil || lacks(err) {
			t.Errorf("known as lacking: %v", err)
		}
		if db.postgres {
			return
		}
		if _, err := KeysInUse(ctx, db.dir, ""); !errors.Is(err, errBehind) {
			t.Errorf("said: %v", err)
		}
	})
}
