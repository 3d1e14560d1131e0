package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/internal/wallclock"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// hoursRig is a centre with a real core and a clock of the test's.
type hoursRig struct {
	*Centre
	t    *testing.T
	keep hoursKeeper

	began time.Time // as a program reads it: with the clock that nobody sets
	mu    sync.Mutex
	now   time.Time
	core  *acd.Floor
	full  bool // the floor has no room
	opens int  // SetOpen commands that the floor got
}

func (h *hoursRig) clockNow() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func newHoursRig(t *testing.T, db *store.DB, now time.Time, core *acd.Floor) *hoursRig {
	t.Helper()
	cfg, err := config.Parse("f.yaml", fmt.Appendf(nil, testFile, "data", ports()))
	if err != nil {
		t.Fatal(err)
	}
	h := &hoursRig{t: t, began: time.Now(), now: now, core: core}
	c, err := openCentre(t.Context(), db, cfg, "", newMusic(t.TempDir()), zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	h.Centre, h.keep = c, hoursKeeper{c: c}
	c.clock = h.clockNow
	stop, err := c.connect(t.Context(), func(context.Context) (acd.State, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		return core.State(), nil
	}, func(_ context.Context, cmds ...acd.Command) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.full {
			return fault.New(fault.Overloaded, "no room")
		}
		for _, cmd := range cmds {
			if _, ok := cmd.(acd.SetOpen); ok {
				h.opens++
			}
			core.Step(2, cmd)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return h
}

func (h *hoursRig) put(kind, id string, v any) {
	h.t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		h.t.Fatal(err)
	}
	err = h.Change(h.t.Context(), people.Author{Actor: "test"}, "test", "test", func() ([]web.Edit, error) {
		return []web.Edit{{Kind: kind, ID: id, After: data}}, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// at sets the clock, has the keeper look, and reports whether orders is open.
func (h *hoursRig) at(now time.Time) bool {
	h.t.Helper()
	h.mu.Lock()
	h.now = wallclock.Set(h.began, now.Sub(h.began.Round(0)))
	h.mu.Unlock()
	changed := false
	select {
	case <-h.wake:
		changed = true
	default:
	}
	h.keep.look(h.t.Context(), changed)
	return h.open()
}

func (h *hoursRig) open() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.core.State().Services {
		if s.Service.ID == "orders" {
			return !s.Service.Closed
		}
	}
	h.t.Fatal("orders is not there")
	return false
}

func newCore() *acd.Floor {
	core := acd.New(1)
	core.Step(1, acd.StartDay{Day: "2026-11-20"})
	return core
}

func daily(from, to string) centre.Hours {
	return centre.Hours{ID: "office", Name: centre.Names{Ko: "x"}, Holidays: true, Week: []centre.WeekSpan{{
		Days: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, Span: centre.Span{From: from, To: to},
	}}}
}

func openStore(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir(), "", filepath.Join(t.TempDir(), "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// A service opens and closes exactly on the minute of the centre's clock; a holiday
// and another time zone count at once; a clock that is set, back or ahead, too; who
// closed it by hand keeps it closed.
func TestServicesFollowTheirHours(t *testing.T) {
	seoul := time.FixedZone("", 9*3600)
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, seoul)
	h := newHoursRig(t, openStore(t), nine.Add(-time.Hour), newCore())
	if !h.at(nine.Add(-time.Hour)) {
		t.Fatal("without hours it is closed")
	}
	h.put(web.KindHours, "office", daily("09:00", "18:00"))
	orders := h.directory().Services[0]
	orders.Hours = "office"
	h.put(web.KindServices, "orders", orders)
	if h.open() {
		t.Error("it is open at 8:00, before anybody looked at the clock")
	}
	for _, tc := range []struct {
		at   time.Time
		open bool
	}{
		{nine.Add(-time.Millisecond), false}, {nine, true}, {nine.Add(9*time.Hour - time.Millisecond), true}, {nine.Add(9 * time.Hour), false},
		{nine.Add(time.Hour), true},      // the clock was set back
		{nine.Add(30 * time.Hour), true}, // and ahead, over a night
		{nine.Add(39 * time.Hour), false},
		{nine.Add(48 * time.Hour), true},
	} {
		if got := h.at(tc.at); got != tc.open {
			t.Errorf("%s: open %v", tc.at, got)
		}
	}
	h.put(web.KindSettings, web.SettingHolidays, []centre.Holiday{{Date: "2026-11-25", Name: centre.Names{Ko: "휴일"}}})
	if h.open() {
		t.Error("a holiday of today does not close at once")
	}
	if h.at(nine.Add(49 * time.Hour)) {
		t.Error("it opens again on the holiday")
	}
	h.put(web.KindSettings, web.SettingHolidays, []centre.Holiday{})
	if !h.open() {
		t.Error("taking the holiday away does not open at once")
	}
	h.put(web.KindSettings, web.SettingProfile, web.Profile{Name: "x", TimeZone: "America/New_York", Language: "ko"})
	if h.open() { // 10:00 in Seoul is the evening before in New York
		t.Error("another time zone does not count at once")
	}
	h.put(web.KindSettings, web.SettingProfile, web.Profile{Name: "x", TimeZone: "Asia/Seoul", Language: "ko"})
	orders.Closed = true
	h.put(web.KindServices, "orders", orders)
	if h.at(nine.Add(50*time.Hour)) || h.at(nine.Add(73*time.Hour)) {
		t.Error("its hours open what was closed by hand")
	}
	orders.Closed = false
	h.put(web.KindServices, "orders", orders)
	if !h.at(nine.Add(73 * time.Hour)) {
		t.Error("it does not follow its hours again")
	}
	before := h.opens
	for i := range 1000 {
		h.at(nine.Add(73*time.Hour + time.Duration(i)*250*time.Millisecond))
	}
	if h.opens != before {
		t.Errorf("the floor was told %d times that nothing changed", h.opens-before)
	}
}

// After a restart at another time of the day the service is as its hours say from
// the first moment on, whatever it was; a floor without room is told later.
func TestHoursAfterARestart(t *testing.T) {
	seoul := time.FixedZone("", 9*3600)
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, seoul)
	db, core := openStore(t), newCore()
	h := newHoursRig(t, db, nine, core)
	h.put(web.KindHours, "office", daily("09:00", "18:00"))
	orders := h.directory().Services[0]
	orders.Hours = "office"
	h.put(web.KindServices, "orders", orders)
	if !h.at(nine.Add(time.Hour)) {
		t.Fatal("closed in its hours")
	}
	night := newHoursRig(t, db, nine.Add(12*time.Hour), core) // as after a stop at noon
	night.Centre.clock = night.clockNow
	if err := night.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if night.open() {
		t.Error("open at night, right after the start")
	}
	night.mu.Lock()
	night.full = true
	night.mu.Unlock()
	if night.at(nine.Add(24 * time.Hour)) {
		t.Fatal("the floor took it although it had no room")
	}
	night.mu.Lock()
	night.full = false
	night.mu.Unlock()
	if !night.at(nine.Add(24*time.Hour + time.Second)) {
		t.Error("the floor is not told again")
	}
}

// In the running program hours count by themselves, and change at once.
func TestHoursInTheProgram(t *testing.T) {
	r := start(t, t.TempDir())
	if st := r.api("POST", "/opening-hours", `{"id":"past","name":{"ko":"x"},"week":[],"holidays":false}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"hours":"past"}`, nil); st != 200 {
		t.Fatal(st)
	}
	closed := func() bool {
		st, _, err := r.floor.Snapshot(t.Context())
		return err == nil && st.Services[0].Service.Closed
	}
	until(t, "it is closed", closed)
	var v struct{ Open bool }
	if st := r.api("GET", "/opening-hours/past/now", "", &v); st != 200 || v.Open {
		t.Errorf("%d %+v", st, v)
	}
	if st := r.api("PUT", "/opening-hours/past", `{"name":{"ko":"x"},"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}],"holidays":false}`, nil); st != 200 {
		t.Fatal(st)
	}
	until(t, "it is open", func() bool { return !closed() })
}
