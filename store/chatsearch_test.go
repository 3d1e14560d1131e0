package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/keyring"
)

// searched is every hit of a search, page by page: room and number.
func searched(t *testing.T, db *DB, s chat.Search) (list []string) {
	t.Helper()
	return searchedBy(t, db, s, searchSome, searchMost)
}

func searchedBy(t *testing.T, db *DB, s chat.Search, some, most int) (list []string) {
	t.Helper()
	for range 1000 {
		hits, next, err := db.search(ctx, s, some, most)
		must(t, err)
		for _, h := range hits {
			if h.Room.Room.ID != h.Message.Room {
				t.Errorf("the room of %+v is %+v", h.Message, h.Room.Room)
			}
			list = append(list, fmt.Sprint(h.Message.Room, "/", h.Message.Seq))
		}
		if s.After = next; next == "" {
			return list
		}
	}
	t.Fatal("a search has no end")
	return nil
}

func anywhere(text string) chat.Search {
	return chat.Search{Text: text, Scope: chat.Scope{All: true}, Limit: 3, Now: listNow}
}

// Words are found within words, whatever their form, blanks and case; what is not there is not.
func TestChatSearch(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		keep(t, db, []chat.Room{room("a", 0), room("b", 1, func(r *chat.Room) { r.Agent = "lee" }), room("c", 2, func(r *chat.Room) { r.Agent, r.Status = "", chat.Waiting })},
			says("a", 1, chat.ByCustomer, 0, "환불해주세요"), says("a", 2, chat.ByAgent, 1, "환 불은 3일 걸립니다"), says("b", 1, chat.ByCustomer, 2, "환\u1107\u116e\u11af 되나요?"),
			says("b", 2, chat.ByAgent, 3, "Order AB-12 를 확인했습니다"), says("c", 1, chat.ByCustomer, 4, "불환"), says("c", 2, chat.ByCustomer, 5, "네"), says("c", 3, chat.ByCustomer, 6, ""))
		for text, want := range map[string][]string{
			"환불": {"b/1", "a/2", "a/1"}, "환불해": {"a/1"}, "해주": {"a/1"}, "주세요": {"a/1"}, "환 불": {"b/1", "a/2", "a/1"}, "불환": {"c/1"}, "order ab12": {"b/2"}, "ab-12": {"b/2"}, "ER A": {"b/2"}, "취소": nil, "환불해요": nil,
		} {
			if got := searched(t, db, anywhere(text)); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", text, got, want)
			}
		}
		for _, text := range []string{"", "네", " 네! "} {
			if _, _, err := db.ChatSearch(ctx, anywhere(text)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", text, err)
			}
		}
		if got, err := db.ChatFindIn(ctx, "c", "네"); err != nil || !slices.Equal(got, []int{2}) {
			t.Errorf("in a room: %v %v", got, err)
		}
		s := anywhere("환불")
		s.Scope = chat.Scope{Agents: []acd.AgentID{"lee"}}
		if got := searched(t, db, s); !slices.Equal(got, []string{"b/1"}) {
			t.Errorf("of own rooms: %v", got)
		}
		s.Text, s.Scope = "불환", chat.Scope{Robot: true}
		if got := searched(t, db, s); !slices.Equal(got, []string{"c/1"}) {
			t.Errorf("of nobody's rooms: %v", got)
		}
		s.Scope = chat.Scope{}
		if got := searched(t, db, s); got != nil {
			t.Errorf("who may see nothing finds %v", got)
		}
		s = anywhere("환불")
		s.From, s.To = minutes(1), minutes(2)
		if got := searched(t, db, s); !slices.Equal(got, []string{"a/2"}) {
			t.Errorf("of a minute: %v", got)
		}
		s.To = s.From.Add(367 * 24 * time.Hour)
		if _, _, err := db.ChatSearch(ctx, s); !fault.Is(err, fault.Invalid) {
			t.Errorf("more than a year: %v", err)
		}
	})
}

// A search finds exactly what a look at every text finds, across weeks, and never one twice, also
// where the batch came twice and messages came with older times.
func TestChatSearchIsExact(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		rng := rand.New(rand.NewPCG(5, 6))
		letters := []rune("환불배송주문 취소ab")
		var all []chat.Message
		for i := range 12 {
			id := fmt.Sprint("r", i)
			var list []chat.Message
			for seq := 1; seq <= 30; seq++ {
				text := make([]rune, 1+rng.IntN(9))
				for j := range text {
					text[j] = letters[rng.IntN(len(letters))]
				}
				list = append(list, chat.Message{Room: chat.RoomID(id), Seq: seq, By: chat.ByCustomer, At: listNow.Add(-time.Duration(rng.IntN(300*24)) * time.Hour), Body: string(text)})
			}
			for range 2 {
				keep(t, db, []chat.Room{room(id, 0, func(r *chat.Room) { r.Seq = 30 })}, list...)
			}
			all = append(all, list...)
		}
		found := 0
		for _, text := range []string{"환불", "배송", "ab", "ba", "송주", "취소", "a환", "불배송", "주 문", "환불배"} {
			var want []string
			for _, m := range all {
				if strings.Contains(desk.Fold(m.Body), desk.Fold(text)) {
					want = append(want, fmt.Sprint(m.Room, "/", m.Seq))
				}
			}
			got := searched(t, db, anywhere(text))
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %d %v, want %d %v", text, len(got), got, len(want), want)
			}
			found += len(got)
			for _, most := range []int{1, 5, 12} { // pages that end because much was looked at
				again := searchedBy(t, db, anywhere(text), 4, most)
				slices.Sort(again)
				if !slices.Equal(again, want) {
					t.Errorf("%q, %d looked at for a page, finds %d %v, want %d %v", text, most, len(again), again, len(want), want)
				}
			}
		}
		if found < 50 {
			t.Errorf("only %d were found", found)
		}
	})
}

// While the key changes, and afterwards, messages are found; what they are found by is of the new
// key at the end.
func TestChatSearchAfterRotation(t *testing.T) {
	keyed(t, func(t *testing.T, file string, reopen func() (*DB, error), _ func() ([]string, error)) {
		db, err := reopen()
		must(t, err)
		old := db.Keys().ID
		keep(t, db, []chat.Room{room("a", 0)}, says("a", 1, chat.ByCustomer, 0, "환불해주세요"))
		_, err = keyring.Rotate(file)
		must(t, err)
		_, err = db.ReloadKeys(ctx)
		must(t, err)
		keep(t, db, []chat.Room{room("a", 0)}, says("a", 2, chat.ByCustomer, 1, "환불"))
		if got := searched(t, db, anywhere("환불")); !slices.Equal(got, []string{"a/2", "a/1"}) {
			t.Errorf("under two keys: %v", got)
		}
		must(t, db.Reseal(ctx, func(string, int) {}))
		if got := searched(t, db, anywhere("환불")); !slices.Equal(got, []string{"a/2", "a/1"}) {
			t.Errorf("sealed anew: %v", got)
		}
		must(t, db.Close())
		must(t, keyring.Prune(file, []string{old}))
		db, err = reopen()
		must(t, err)
		if got := searched(t, db, anywhere("환불")); !slices.Equal(got, []string{"a/2", "a/1"}) {
			t.Errorf("without the old key: %v", got)
		}
	})
}
