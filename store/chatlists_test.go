package store

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

var seoul = time.FixedZone("KST", 9*3600)

// listNow is when lists are asked for, and someDay the beginning of a day so many days before.
var listNow = acd.At(time.Date(2026, 11, 30, 15, 0, 0, 0, seoul))

func someDay(before int) acd.Time { return acd.At(time.Date(2026, 11, 30-before, 0, 0, 0, 0, seoul)) }

// listed is a room with what lists know of it besides.
type listed struct {
	chat.Room
	title       string
	visitorTags []string
	tags        []string
}

// someRooms fills a store with rooms of every status, and names.
func someRooms(t *testing.T, db *DB, n int) (all []listed, names map[string]string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	names = map[string]string{"": "", "kim": "김하나", "lee": "이둘", "park": "Park", "gone": "나간이"}
	must(t, db.ChatPutAgents(ctx, []chat.AgentLabel{{ID: "kim", Name: "김하나", NameEn: "Hana Kim", Manager: "박팀장"}, {ID: "lee", Name: "이둘", NameEn: "Bo Lee"}, {ID: "park", Name: "Park"}, {ID: "gone", Name: "나간이", NameEn: "Gone One", State: chat.AgentDeleted}}))
	must(t, db.ChatPutCategories(ctx, []chat.NamedCategory{{Category: chat.Category{ID: "buy"}, Name: "구매"}, {Category: chat.Category{ID: "refund", Parent: "buy"}, Name: "환불"},
		{Category: chat.Category{ID: "late", Parent: "buy", Unused: true}, Name: "배송", NameEn: "Delivery", Position: 1}, {Category: chat.Category{ID: "etc"}, Name: "기타"}, {Category: chat.Category{ID: "other", Parent: "etc"}, Name: "그 외"}}))
	agents, tagged := []acd.AgentID{"kim", "lee", "park", "gone"}, []string{"vip", "paid user", "Paid"}
	var b chat.Batch
	for i := range n {
		opened := listNow.Add(-time.Duration(rng.IntN(60*24)) * time.Hour)
		if i%3 == 0 {
			opened = listNow.Add(-time.Duration(rng.IntN(24*60)) * time.Minute)
		}
		if i%7 == 0 {
			opened = listNow.Add(-time.Duration(rng.IntN(500*24)) * time.Hour)
		}
		r := chat.Room{ID: chat.RoomID(fmt.Sprintf("r%04d", i)), Channel: []chat.ChannelKind{chat.Web, chat.SMS, chat.Kakao}[rng.IntN(3)], Account: []string{"shop", "app"}[i%2], Visitor: chat.VisitorID(fmt.Sprintf("v%02d", rng.IntN(30))),
			Status: chat.Statuses[rng.IntN(6)], Category: []chat.CategoryID{"refund", "late", "other"}[rng.IntN(3)], Opened: opened, Held: rng.IntN(4) == 0, Seq: 1}
		r.LastAt = opened + acd.Time(rng.IntN(int(listNow-opened)+1))
		if r.Status.Taken() || r.Status == chat.Ended && i%4 > 0 {
			r.Agent = agents[rng.IntN(4)]
		}
		if r.Status.Over() {
			r.EndedAt, r.EndType = r.LastAt, []chat.EndType{chat.EndByAgent, chat.EndIdle, chat.EndByManager}[rng.IntN(3)]
			if i%5 > 0 {
				r.EndedAt = min(listNow, opened.Add(time.Duration(rng.IntN(600))*time.Minute))
			}
		}
		if r.Agent != "" && i%2 == 0 {
			r.Assigned, r.Answered, r.AgentAt = r.Opened, r.Opened+1, r.Opened+1
			if i%6 == 0 { // handed over since
				r.Assigned += 2
			}
		}
		l := listed{Room: r, title: fmt.Sprint("제목", rng.IntN(20))}
		if i%6 == 0 {
			l.tags = [][]string{{"a"}, {"a", "b"}, {"ab"}}[rng.IntN(3)]
		}
		all = append(all, l)
		b.Rooms, b.Titles = append(b.Rooms, r), append(b.Titles, chat.Titling{Room: r.ID, Title: l.title})
		b.Messages = append(b.Messages, chat.Message{Room: r.ID, Seq: 1, By: chat.ByCustomer, At: r.LastAt, Body: "말 " + string(r.ID)})
	}
	must(t, db.ChatKeep(ctx, b))
	visitorTags := map[chat.VisitorID][]string{}
	for i := range 30 {
		id := chat.VisitorID(fmt.Sprintf("v%02d", i))
		name := nameOf(i * 31)
		names[string(id)] = name
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: id, Channel: chat.Web, Name: name, Created: 1, Seen: 1})
		must(t, err)
		if i%3 == 0 {
			visitorTags[id] = []string{tagged[i/3%3]}
			must(t, db.ChatTagVisitor(ctx, id, visitorTags[id]))
		}
	}
	for i, l := range all {
		all[i].visitorTags = visitorTags[l.Visitor]
		if l.tags != nil {
			must(t, db.ChatTagRoom(ctx, l.ID, l.tags))
		}
	}
	return all, names
}

// expected is a list as the requirements tell it.
func expected(f chat.Filter, all []listed, names map[string]string) (ids []string) {
	var list []listed
	for _, r := range all {
		dated := r.Opened
		if f.Status.Over() {
			dated = r.EndedAt
		}
		parent := map[chat.CategoryID]chat.CategoryID{"refund": "buy", "late": "buy", "other": "etc"}[r.Category]
		mine := f.Scope.All || r.Agent == "" && f.Scope.Robot || r.Agent != "" && slices.Contains(f.Scope.Agents, r.Agent)
		fits := r.Status == f.Status && mine && (f.To == 0 || dated >= f.From && dated < f.To) && (f.Agents == nil || slices.Contains(f.Agents, r.Agent)) && (f.Channel == "" || f.Channel == r.Channel) && (f.Account == "" || f.Account == r.Account) &&
			(f.Large == "" || f.Large == parent) && (f.Category == "" || f.Category == r.Category) && (f.EndType == "" || f.EndType == r.EndType) && (!f.Held || r.Held) && (f.Visitor == "" || f.Visitor == r.Visitor) && r.Opened >= f.Opened && (!f.Answered || r.Answered > 0 && r.Assigned == r.Opened)
		for _, tag := range f.RoomTags {
			fits = fits && slices.Contains(r.tags, tag)
		}
		if f.VisitorTag != "" {
			fits = fits && slices.ContainsFunc(r.visitorTags, func(tag string) bool { return strings.Contains(strings.ToLower(tag), strings.ToLower(f.VisitorTag)) })
		}
		if fits {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b listed) int {
		at, text := func(r listed) acd.Time { return r.Opened }, func(listed) string { return "" }
		switch f.Sort {
		case chat.SortRecent:
			if !f.Status.Over() {
				at = func(r listed) acd.Time { return r.LastAt }
			}
		case chat.SortEnd:
			at = func(r listed) acd.Time { return r.EndedAt }
		case chat.SortCustomer:
			text = func(r listed) string { return desk.Fold(names[string(r.Visitor)]) }
		case chat.SortAgent:
			text = func(r listed) string { return desk.Fold(names[string(r.Agent)]) }
		case chat.SortTitle:
			text = func(r listed) string { return r.title }
		case chat.SortChannel:
			text = func(r listed) string { return string(r.Channel) }
		}
		c := cmp.Or(cmp.Compare(text(a), text(b)), cmp.Compare(at(a), at(b)), cmp.Compare(a.ID, b.ID))
		if f.Up {
			return c
		}
		return -c
	})
	for _, r := range list {
		ids = append(ids, string(r.ID))
	}
	return ids
}

// pages is a list to its end, page by page.
func pages(t *testing.T, db *DB, f chat.Filter) (ids []string) {
	t.Helper()
	for {
		list, next, err := db.ChatRooms(ctx, f)
		must(t, err)
		for _, r := range list {
			ids = append(ids, string(r.Room.ID))
		}
		if next == "" {
			return ids
		}
		f.After = next
	}
}

// chatFilters are filters of every kind for a status (C10 to C14, C69, C77, C83 to C86).
func chatFilters(status chat.Status) map[string]chat.Filter {
	list := map[string]chat.Filter{
		"all": {}, "manager": {Scope: chat.Scope{Agents: []acd.AgentID{"kim", "lee"}, Robot: true}}, "agent": {Scope: chat.Scope{Agents: []acd.AgentID{"kim"}}}, "robot": {Scope: chat.Scope{Robot: true}},
		"of an agent": {Agents: []acd.AgentID{"gone"}}, "of nobody": {Agents: []acd.AgentID{""}}, "of another's agent": {Scope: chat.Scope{Agents: []acd.AgentID{"kim"}}, Agents: []acd.AgentID{"kim", "lee"}},
		"channel": {Channel: chat.SMS}, "site": {Account: "shop"}, "site of an agent": {Account: "shop", Agents: []acd.AgentID{"kim"}}, "large": {Large: "buy"}, "middle": {Category: "late"}, "end type": {EndType: chat.EndIdle}, "held": {Held: true}, "opened since": {Opened: someDay(25)}, "answered": {Answered: true}, "answered, of an agent, opened since": {Agents: []acd.AgentID{"kim"}, Opened: someDay(25), Answered: true}, "customer": {Visitor: "v03"}, "days": {From: someDay(20), To: someDay(5)},
		"customer tag": {VisitorTag: "paid"}, "room tag": {RoomTags: []string{"a"}}, "room tags": {RoomTags: []string{"b", "a"}},
		"many": {Scope: chat.Scope{Agents: []acd.AgentID{"kim", "park"}, Robot: true}, Large: "buy", Channel: chat.Web, EndType: chat.EndByAgent, From: someDay(30), To: someDay(-1)},
	}
	if status.Over() {
		list["a year"] = chat.Filter{From: someDay(400), To: someDay(100)}
	}
	for name, f := range list {
		f.Status, f.Now, f.Zone, f.Limit = status, listNow, seoul, 20
		if len(f.Scope.Agents) == 0 && !f.Scope.Robot {
			f.Scope.All = true
		}
		list[name] = f
	}
	return list
}

// chatSorts are the orders that a status has.
func chatSorts(status chat.Status) []chat.Sort {
	if status.Over() {
		return []chat.Sort{chat.SortRecent, chat.SortStart, chat.SortEnd}
	}
	return []chat.Sort{chat.SortRecent, chat.SortStart, chat.SortCustomer, chat.SortTitle, chat.SortAgent, chat.SortChannel}
}

// Whichever way a part of a customer's tag is looked for, by the few customers who have it, along
// the rooms, or among too many different tags, it finds the same (C85).
func TestChatCustomerTags(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		all, names := someRooms(t, db, 300)
		for _, way := range []struct {
			name                 string
			tags, tagged, fewest int
		}{{"by customers", 100, 1000, 40}, {"along the rooms", 100, 0, 40}, {"too many tags", 1, 1000, 40}} {
			db.tagging = tagLimits{way.tags, 200, way.tagged}
			found := 0
			for _, status := range chat.Statuses {
				for _, f := range []chat.Filter{{VisitorTag: "paid"}, {VisitorTag: "AID"}, {VisitorTag: "nobody has it"}, {VisitorTag: "paid", Scope: chat.Scope{Agents: []acd.AgentID{"kim", "lee"}, Robot: true}}, {VisitorTag: "paid", Large: "buy"}, {VisitorTag: "paid", RoomTags: []string{"a"}}} {
					f.Status, f.Now, f.Zone, f.Limit = status, listNow, seoul, 7
					f.Scope.All = f.Scope.Agents == nil
					for _, f.Sort = range chatSorts(status) {
						checked, err := f.Checked()
						must(t, err)
						want, got := expected(checked, all, names), pages(t, db, f)
						if !slices.Equal(got, want) {
							t.Errorf("%s, %s, %+v:\n%v\nwant\n%v", way.name, status, f, got, want)
						}
						found += len(got)
					}
					f.Sort = ""
					if n, err := db.ChatCount(ctx, f); err != nil || n != len(pages(t, db, f)) {
						t.Errorf("%s, %s, %+v: counted %d, %v", way.name, status, f, n, err)
					}
				}
			}
			if found < way.fewest {
				t.Errorf("%s: only %d rooms were found", way.name, found)
			}
		}
	})
}

// Every list in every order, both ways, page by page, is what the requirements tell; the count is
// that of the list.
func TestChatLists(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		all, names := someRooms(t, db, 300)
		found := 0
		for _, status := range chat.Statuses {
			for name, f := range chatFilters(status) {
				for _, f.Sort = range chatSorts(status) {
					for _, f.Up = range []bool{false, true} {
						checked, err := f.Checked()
						must(t, err)
						want, got := expected(checked, all, names), pages(t, db, f)
						if !slices.Equal(got, want) {
							t.Errorf("%s, %s, by %s, up %v:\n%v\nwant\n%v", status, name, f.Sort, f.Up, got, want)
						}
						found += len(got)
					}
				}
				f.Sort, f.Up = "", false
				if n, err := db.ChatCount(ctx, f); err != nil || n != len(pages(t, db, f)) {
					t.Errorf("%s, %s: counted %d, listed %d (%v)", status, name, n, len(pages(t, db, f)), err)
				}
			}
		}
		if found < 2500 {
			t.Errorf("only %d rooms were found in all", found)
		}
		scope := chat.Scope{Agents: []acd.AgentID{"kim"}, Robot: true}
		for _, status := range chat.Statuses {
			f, err := chat.Filter{Status: status, Scope: scope, Now: listNow, Zone: seoul}.Checked()
			must(t, err)
			n, err := db.ChatCount(ctx, f)
			must(t, err)
			if want := len(expected(f, all, names)); n != want || want == 0 {
				t.Errorf("%d rooms of %s are counted, want %d", n, status, want)
			}
		}
		if _, _, err := db.ChatRooms(ctx, chat.Filter{Status: chat.Ended, Scope: chat.Scope{All: true}, From: someDay(400), To: someDay(0), Now: listNow, Zone: seoul, Limit: 5}); !fault.Is(err, fault.Invalid) || !errors.As(err, new(*chat.WindowError)) {
			t.Errorf("more than a year: %v", err)
		}
		if n, err := db.ChatCount(ctx, chat.Filter{Status: chat.Ended, Now: listNow, Zone: seoul}); err != nil || n != 0 {
			t.Errorf("who may see nothing sees %d (%v)", n, err)
		}
	})
}

// Who reads English has rooms in the order of the English names of their agents; who has none is
// among them by the Korean one.
func TestChatListInEnglish(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		all, _ := someRooms(t, db, 300)
		english := map[string]string{"": "", "kim": "Hana Kim", "lee": "Bo Lee", "park": "Park", "gone": "Gone One"}
		f := chat.Filter{Status: chat.InProgress, Scope: chat.Scope{All: true}, Now: listNow, Zone: seoul, Limit: 20, Sort: chat.SortAgent, Language: "en"}
		for _, f.Up = range []bool{false, true} {
			checked, err := f.Checked()
			must(t, err)
			if want, got := expected(checked, all, english), pages(t, db, f); !slices.Equal(got, want) || len(got) < 20 {
				t.Errorf("up %v:\n%v\nwant\n%v", f.Up, got, want)
			}
		}
		agents, err := db.ChatAgents(ctx)
		must(t, err)
		for _, a := range agents {
			if a.ID != "park" && a.NameEn != english[string(a.ID)] {
				t.Errorf("%+v", a)
			}
		}
		categories, err := db.ChatCategories(ctx)
		must(t, err)
		if i := slices.IndexFunc(categories, func(c chat.NamedCategory) bool { return c.ID == "late" }); categories[i].NameEn != "Delivery" {
			t.Errorf("%+v", categories[i])
		}
	})
}

// A row names everything that it shows, also who is gone and what is not used any more (C52, C78,
// C79); the latest message is no note; rooms that come meanwhile do not move a page.
func TestChatRow(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		someRooms(t, db, 1)
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "v-a", Channel: chat.Kakao, External: "K-1", Name: "손님", Given: true, Grade: "vip", Created: 1, Seen: 1})
		must(t, err)
		a := room("a", 0, func(r *chat.Room) { r.Agent, r.Category, r.Channel = "gone", "late", chat.Kakao })
		must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{a}, Titles: []chat.Titling{{Room: "a", Title: "배송 문의"}},
			Messages: []chat.Message{says("a", 1, chat.ByCustomer, 0, "언제 오나요"), says("a", 2, chat.ByNote, 1, "확인 중")}}))
		keep(t, db, []chat.Room{a}) // another change keeps the title and what is shown
		f := chat.Filter{Status: chat.InProgress, Scope: chat.Scope{All: true}, Now: listNow, Zone: seoul, Limit: 1, Agents: []acd.AgentID{"gone"}}
		list, next, err := db.ChatRooms(ctx, f)
		if must(t, err); len(list) != 1 || next != "" {
			t.Fatalf("%+v %q", list, next)
		}
		r := list[0]
		if !reflect.DeepEqual(r.Room, a) || r.Title != "배송 문의" || r.Agent != (chat.AgentLabel{ID: "gone", Name: "나간이", NameEn: "Gone One", State: chat.AgentDeleted}) || r.Visitor != (chat.RowVisitor{ID: "v-a", Name: "손님", External: "K-1", Given: true, Grade: "vip"}) ||
			r.Middle.Name != "배송" || r.Middle.NameEn != "Delivery" || r.Large.NameEn != "" || !r.Middle.Unused || r.Large.Name != "구매" || r.Latest == nil || r.Latest.Body != "언제 오나요" {
			t.Errorf("%+v", r)
		}
		for i := range 4 {
			keep(t, db, []chat.Room{room(fmt.Sprint("b", i), 10+i)})
		}
		f.Agents = []acd.AgentID{"kim"}
		f.Sort, f.Limit = chat.SortStart, 2
		one, next, err := db.ChatRooms(ctx, f)
		must(t, err)
		keep(t, db, []chat.Room{room("b9", 60)})
		f.After = next
		two, _, err := db.ChatRooms(ctx, f)
		if must(t, err); len(one) != 2 || len(two) != 2 || one[1].Room.ID != "b2" || two[0].Room.ID != "b1" {
			t.Errorf("%v, then %v", one, two)
		}
		tags, err := db.ChatVisitorTags(ctx, []chat.VisitorID{"v00"})
		if must(t, err); !slices.Equal(tags["v00"], []string{"vip"}) {
			t.Errorf("tags %v", tags)
		}
	})
}
