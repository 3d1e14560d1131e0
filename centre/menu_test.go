package centre

import (
	"fmt"
	"strings"
	"testing"
)

// Questions form a tree of three levels, whether keys lead on or pressing nothing does.
func TestQuestionsAreATree(t *testing.T) {
	to := func(id string) *Way { return &Way{Do: WayMenu, Menu: id} }
	key := func(k, id string) MenuKey { return MenuKey{Key: k, Do: WayMenu, Menu: id} }
	q := func(id string, nothing *Way, keys ...MenuKey) Question {
		return Question{ID: id, Prompt: "q.wav", Nothing: nothing, Keys: append(keys, MenuKey{Key: "0", Do: WayHangUp})}
	}
	for _, c := range []struct {
		name string
		list []Question
		want string // of the problem; "": none
	}{
		{"keys", []Question{q("a", nil, key("1", "b")), q("b", nil, key("1", "c")), q("c", &Way{Do: WayTop})}, ""},
		{"nothing leads on", []Question{q("a", to("b")), q("b", nil)}, ""},
		{"nothing and a key lead to the same", []Question{q("a", to("b"), key("1", "b")), q("b", nil)}, ""},
		{"nothing leads back", []Question{q("a", to("b")), q("b", to("a"))}, `pressing nothing leads to the question "a", which is asked elsewhere`},
		{"four levels", []Question{q("a", to("b")), q("b", to("c")), q("c", to("d")), q("d", nil)}, "at most 3 levels"},
		{"a key leads back", []Question{q("a", nil, key("1", "b")), q("b", nil, key("1", "a"))}, `key 1 leads to the question "a", which is asked elsewhere`},
		{"nobody leads there", []Question{q("a", nil), q("b", nil)}, `no key leads to the question "b"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Menu{ID: "m", Name: Names{Ko: "ㄱ"}, Questions: c.list}
			m.Fill()
			got := fmt.Sprint(m.Check("menu", func(string) bool { return true }))
			if c.want == "" && got != "[]" || !strings.Contains(got, c.want) {
				t.Errorf("%s", got)
			}
		})
	}
}
