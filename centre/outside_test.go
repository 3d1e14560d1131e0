package centre

import (
	"fmt"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// A rule, a key or a menu that gives callers to a number of the centre itself is refused
// in every spelling: the call would go round over the trunk. Others are not.
func TestNumbersOutsideAreOutside(t *testing.T) {
	with := func(number string) []Problem {
		s := Service{ID: "orders", Numbers: []Number{{Number: "15880001"}, {Number: "0215440000"}},
			WhenFull: &Rule{Do: acd.RuleNumber, Number: number}, WhenClosed: &Rule{Do: acd.RuleNumber, Number: number}, WhenNobody: &Rule{Do: acd.RuleMessage, Number: number}, WhenTooLong: nil,
			Announce: &Announce{Keys: []WaitKey{{Key: "1", Do: WayNumber, Number: number}}}}
		m := Menu{ID: "main", Then: &Way{Do: WayNumber, Number: number}, Questions: []Question{{ID: "first", Nothing: &Way{Do: WayNumber, Number: number}, Keys: []MenuKey{{Key: "1", Do: WayMenu, Number: number}, {Key: "2", Do: WayNumber, Number: number}}}}}
		return CheckOutside([]Service{s}, []Menu{m}, func(i int) string { return fmt.Sprintf("services[%d]", i) }, func(i int) string { return fmt.Sprintf("menus[%d]", i) })
	}
	want := "services[0].when_full.number services[0].when_closed.number services[0].announce.keys[0].number menus[0].then.number menus[0].questions[0].nothing.number menus[0].questions[0].keys[1].number"
	for _, number := range []string{"15880001", "+8215880001", "0215440000", "+82215440000", "82215440000"} {
		var paths []string
		for _, p := range with(number) {
			paths = append(paths, p.Path)
		}
		if got := strings.Join(paths, " "); got != want {
			t.Errorf("%s: %s", number, got)
		}
	}
	for _, number := range []string{"", "01012345678", "0215440001", "+15880001", "+821588000"} {
		if got := with(number); len(got) != 0 {
			t.Errorf("%q: %+v", number, got)
		}
	}
}
