package web

import (
	"testing"
	"time"
)

// Rows are remembered for five to ten minutes, those of another log-in or action are
// others, and memory is bounded whatever is shown.
func TestShownRows(t *testing.T) {
	var s shownRows
	at := time.Now()
	one, two := s.rows("kim", "callbacks_searched", []string{"a", "b"}), s.rows("kim", "callbacks_searched", []string{"b", "c"})
	if s.has(one, at) {
		t.Error("nothing has been shown")
	}
	s.add(one, at)
	if !s.has(one, at) || s.has(two, at) || s.has(s.rows("lee", "callbacks_searched", []string{"a"}), at) || s.has(s.rows("kim", "callback_viewed", []string{"a"}), at) {
		t.Error("other rows are taken for those that were shown")
	}
	if s.has(s.rows("kim", "callbacks_searched", nil), at) {
		t.Error("a list with nothing in it was not shown yet")
	}
	if at = at.Add(shownFor + time.Second); !s.has(one, at) {
		t.Error("forgotten within five minutes")
	}
	if at = at.Add(6 * shownFor); s.has(one, at) {
		t.Error("never forgotten")
	}
	for i := range 2 * mostRows {
		s.add([]uint64{uint64(i)}, at)
	}
	if n := len(s.now) + len(s.old); n > mostRows {
		t.Errorf("%d rows are remembered", n)
	}
}
