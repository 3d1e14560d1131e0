package centre

import (
	"fmt"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// Reason is a not-ready reason as people see it. Which there are is fixed; what
// they are called, in which order and which are in use is the centre's to say.
type Reason struct {
	ID     acd.Reason `json:"id" enum:"preparing,meal,rest,away,training,interview,meeting,other,no_answer,unreachable"`
	Name   Names      `json:"name" doc:"what people read"`
	Used   bool       `json:"used" doc:"agents may choose it"`
	System bool       `json:"system,omitempty" readOnly:"true" doc:"the system sets it; agents never choose it"`
}

// DefaultReasons are the house's, in order.
func DefaultReasons() []Reason {
	r := func(id acd.Reason, ko, en string) Reason {
		return Reason{ID: id, Name: Names{Ko: ko, En: en}, Used: true}
	}
	list := []Reason{
		r(acd.Preparing, "상담준비", "Preparing"), r(acd.Meal, "식사중", "Meal"), r(acd.Rest, "휴식중", "Break"), r(acd.Away, "자리비움", "Away"),
		r(acd.Training, "교육중", "Training"), r(acd.Interview, "면담중", "Interview"), r(acd.Meeting, "회의중", "Meeting"), r(acd.OtherWork, "타업무", "Other work"),
	}
	for _, s := range []Reason{r(acd.NoAnswer, "부재중", "No answer"), r(acd.Unreachable, "단말 끊김", "Phone unreachable")} {
		s.System, s.Used = true, false
		list = append(list, s)
	}
	return list
}

// FillReasons completes a list: what it does not name stands after it as the house
// has it, and what the system sets is nobody's to choose.
func FillReasons(list []Reason) []Reason {
	out := slices.Clone(list)
	for _, d := range DefaultReasons() {
		i := slices.IndexFunc(out, func(r Reason) bool { return r.ID == d.ID })
		if i < 0 {
			out = append(out, d)
			continue
		}
		if out[i].Name.Ko == "" && out[i].Name.En == "" {
			out[i].Name = d.Name
		}
		out[i].Name.fill(string(d.ID))
		if out[i].System = d.System; d.System {
			out[i].Used = false
		}
	}
	return out
}

// CheckReasons returns what is wrong with a filled list.
func CheckReasons(list []Reason) []Problem {
	var p problems
	var known []acd.Reason
	for _, d := range DefaultReasons() {
		known = append(known, d.ID)
	}
	seen := map[acd.Reason]bool{}
	for i, r := range list {
		at := fmt.Sprintf("reasons[%d]", i)
		oneOf(&p, at+".id", r.ID, known)
		if seen[r.ID] {
			p.add(at+".id", "%s stands here twice", r.ID)
		}
		seen[r.ID] = true
		p.names(at+".name", r.Name)
		if (r.ID == acd.Preparing || r.ID == acd.OtherWork) && !r.Used {
			p.add(at+".used", "%s cannot be taken out of use: it is what an agent is after log-in, or without a reason", r.ID)
		}
	}
	return p.list
}
