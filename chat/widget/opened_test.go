package widget

import (
	"fmt"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// Those of an address who have an open room count, but for who asks; who has none is forgotten,
// and where very many are remembered, at every address.
func TestOpened(t *testing.T) {
	var o opened
	open := map[chat.VisitorID]bool{"a": true, "b": true, "x": true}
	is := func(v chat.VisitorID) bool { return open[v] }
	for _, v := range []chat.VisitorID{"a", "b", "c", "a"} {
		o.add("one", v)
	}
	o.add("two", "x")
	if n := o.others("one", "d", is); n != 2 {
		t.Errorf("%d beside d", n)
	}
	if n := o.others("one", "a", is); n != 1 {
		t.Errorf("%d beside a", n)
	}
	open["b"] = false
	if n := o.others("one", "d", is); n != 1 || o.n != 2 {
		t.Errorf("%d beside d, %d remembered", n, o.n)
	}
	for i := range mostCounted {
		o.add(fmt.Sprint(i), chat.VisitorID(fmt.Sprint("v", i)))
	}
	if o.others("three", "d", is); o.n != 2 || len(o.by) != 2 {
		t.Errorf("%d at %d addresses are remembered of those who have no room", o.n, len(o.by))
	}
}
