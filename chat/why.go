package chat

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// mostVerdicts is how many agents the timeline tells of one decision; of the others it counts
// the reasons.
const mostVerdicts = 20

// Decided is an Explanation as the timeline keeps it: who might have taken the room first, in the
// order of distribution.
type Decided struct {
	Agents []Verdict       `json:"agents"`
	Others map[Against]int `json:"others,omitempty"` // the further ones, by the reason against them
}

// Decided returns the explanation as the timeline keeps it.
func (x Explanation) Decided() (d Decided) {
	list := slices.Clone(x.Agents)
	slices.SortStableFunc(list, func(a, b Verdict) int {
		switch mayA, mayB := a.Against == "", b.Against == ""; {
		case mayA && mayB:
			return byTurn(a, b)
		case mayA:
			return -1
		case mayB:
			return 1
		}
		return 0 // as they came, by id
	})
	d.Agents = list[:min(len(list), mostVerdicts)]
	for _, v := range list[len(d.Agents):] {
		if d.Others == nil {
			d.Others = map[Against]int{}
		}
		d.Others[v.Against]++
	}
	return d
}

// byTurn orders agents by who comes first (C88): with fewest open rooms, then longest without a new
// one, then by id.
func byTurn(a, b Verdict) int {
	return cmp.Or(cmp.Compare(a.Open, b.Open), cmp.Compare(a.NewAt, b.NewAt), cmp.Compare(a.Agent, b.Agent))
}

// Grounds are what decided for an agent.
type Grounds string

// The grounds.
const (
	OfBefore  Grounds = "before"  // the customer came back to the agent of before
	OnlyOne   Grounds = "only"    // nobody else might have taken it
	Fewest    Grounds = "fewest"  // fewest open rooms of those who might
	LongestAt Grounds = "longest" // as few as others, and longest without a new one
	FirstByID Grounds = "first"   // alike in both
)

// Why says why a decision led to an agent, of whom it knew Open and NewAt.
type Why struct {
	By    Grounds  `json:"by" enum:"before,only,fewest,longest,first"`
	Able  int      `json:"able" doc:"how many agents might have taken it" example:"3"`
	Open  int      `json:"open" doc:"open rooms of the agent then" example:"1"`
	NewAt acd.Time `json:"new_at,omitempty" doc:"when the agent had got the last new room; absent: none yet"`
}

// Why says why a room that was assigned came to its agent; nil where people did it, or where the
// line knows too little.
func (e Entry) Why() *Why {
	var d Decided
	if e.Kind != "assigned" || e.More == "" || json.Unmarshal([]byte(e.More), &d) != nil {
		return nil
	}
	able := slices.DeleteFunc(slices.Clone(d.Agents), func(v Verdict) bool { return v.Against != "" })
	slices.SortFunc(able, byTurn)
	w := Why{Able: len(able) + d.Others[""]}
	i := slices.IndexFunc(able, func(v Verdict) bool { return v.Agent == e.To })
	if i >= 0 {
		w.Open, w.NewAt = able[i].Open, able[i].NewAt
	}
	switch {
	case How(e.How) == ByReturn:
		w.By = OfBefore
	case i != 0:
		return nil
	case w.Able == 1:
		w.By = OnlyOne
	case able[1].Open > w.Open:
		w.By = Fewest
	case able[1].NewAt > w.NewAt:
		w.By = LongestAt
	default:
		w.By = FirstByID
	}
	return &w
}
