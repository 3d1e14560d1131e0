package chat

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// Who might have taken a room comes first, by whose turn it is (C88); then the others by id,
// whatever is against them.
func TestDecidedInOrder(t *testing.T) {
	d := Explanation{[]Verdict{{Agent: "a", Against: AgainstLoggedOut}, {Agent: "b", Open: 2}, {Agent: "c", Against: AgainstOff}, {Agent: "d", Open: 1, NewAt: 9}, {Agent: "e", Against: AgainstFull}, {Agent: "f", Open: 1, NewAt: 4}}}.Decided()
	got := ""
	for _, v := range d.Agents {
		got += string(v.Agent)
	}
	if got != "fdbace" {
		t.Errorf("the order is %s", got)
	}
}

// The line of the timeline says why an agent got a room, in the order of distribution (C88), however
// many agents there are.
func TestWhyAnAgent(t *testing.T) {
	kim, lee, han := Verdict{Agent: "kim", Open: 1, NewAt: 50}, Verdict{Agent: "lee", Open: 1, NewAt: 70}, Verdict{Agent: "han", Open: 2, NewAt: 10}
	rests := Verdict{Agent: "rest", Against: AgainstResting}
	many := []Verdict{}
	for i := range 40 {
		many = append(many, Verdict{Agent: acd.AgentID(fmt.Sprintf("a%02d", i)), Open: 5})
	}
	many = append(many, Verdict{Agent: "z", Open: 4}) // the best one is the last by id
	for name, c := range map[string]struct {
		agents []Verdict
		to     acd.AgentID
		how    How
		want   Why
	}{
		"alone":               {[]Verdict{kim, rests}, "kim", ByBacklog, Why{OnlyOne, 1, 1, 50}},
		"fewest":              {[]Verdict{han, kim, rests}, "kim", ByBacklog, Why{Fewest, 2, 1, 50}},
		"longest without one": {[]Verdict{lee, kim, han}, "kim", ByTakeBack, Why{LongestAt, 3, 1, 50}},
		"by id":               {[]Verdict{{Agent: "b"}, {Agent: "a"}}, "a", ByRequest, Why{FirstByID, 2, 0, 0}},
		"of before":           {[]Verdict{kim, han}, "han", ByReturn, Why{OfBefore, 2, 2, 10}},
		"of many":             {many, "z", ByBacklog, Why{Fewest, 41, 4, 0}},
	} {
		more, err := json.Marshal(Explanation{c.agents}.Decided())
		if err != nil {
			t.Fatal(err)
		}
		e := Entry{Kind: "assigned", To: c.to, How: string(c.how), More: string(more)}
		if got := e.Why(); got == nil || *got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	for name, e := range map[string]Entry{
		"by hand": {Kind: "assigned", To: "kim", How: string(ByGive)}, "another line": {Kind: "waits", More: `{"agents":[{"agent":"kim"}]}`},
		"of a version that kept others first": {Kind: "assigned", To: "z", How: string(ByBacklog), More: `{"agents":[{"agent":"a","open":5}],"others":{"":1}}`},
	} {
		if got := e.Why(); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
