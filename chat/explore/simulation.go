package explore

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Simulation is a centre at work over days: customers come, write and leave, agents answer or
// let rooms lie, managers give and block, supervisors watch and lose their connection; hours,
// meals and settings change, programs restart and clocks step back. Everything follows from
// the seed.
type Simulation struct {
	Agents, Visitors int
	Days             int
	Pace             time.Duration // at most between two things in working hours

	rng    *rand.Rand
	cast   *Cast
	house  *chat.House
	quiet  *chat.House // the same without supervisors, and built from rows again and again
	kept   *rows
	ledger *Ledger
	model  *Model
	now    acd.Time
	hour   int // of the calendar, since the start

	Steps, Rooms, Backlog, Restarts int
}

// Run plays the simulation of seed. After every step it asserts House.Check, the grammar of
// the events and the laws, the events against the state, the model against both, and that a
// House without supervisors, restored from rows at random points, tells the same.
func (s *Simulation) Run(seed uint64) error {
	s.rng = rand.New(rand.NewPCG(seed, 2))
	s.cast = NewCast(s.Agents, s.Visitors)
	s.house, s.quiet, s.kept, s.model = chat.New(), chat.New(), newRows(), NewModel()
	s.ledger = NewLedger(s.house.State())
	s.now, s.hour = start, -1
	for _, cmd := range s.cast.SetUp(s.rng) {
		if err := s.step(cmd); err != nil {
			return fmt.Errorf("seed %d, set-up %s %+v: %w", seed, name(cmd), cmd, err)
		}
	}
	for end := start.Add(time.Duration(s.Days) * 24 * time.Hour); s.now < end; {
		cmd := s.next()
		if err := s.step(cmd); err != nil {
			return fmt.Errorf("seed %d at %s, %s %+v: %w", seed, at(s.now), name(cmd), cmd, err)
		}
		if s.rng.IntN(40) == 0 {
			if err := s.restart(); err != nil {
				return fmt.Errorf("seed %d at %s, restart: %w", seed, at(s.now), err)
			}
		}
	}
	s.Rooms, s.Backlog = s.ledger.Ended, s.ledger.Backlog
	if n := len(s.house.State().Rooms); n > s.Visitors {
		return fmt.Errorf("seed %d: %d rooms are left of %d visitors", seed, n, s.Visitors)
	}
	return nil
}

// next lets time pass and makes something happen: what the calendar says by the hour, else
// what somebody does, at times exactly when something is due, at times with a clock that
// stepped back.
func (s *Simulation) next() chat.Command {
	pace := s.Pace
	if h := s.hour % 24; h < 8 || h > 19 {
		pace *= 10
	}
	to := s.now.Add(time.Duration(s.rng.Int64N(int64(pace))))
	switch s.rng.IntN(12) {
	case 0:
		to = s.now - 5000
	case 1, 2:
		to = s.now
	case 3:
		if due, ok := s.house.NextDeadline(); ok && due < s.now.Add(24*time.Hour) {
			to = due
		}
	}
	if whole := start.Add(time.Duration(s.hour+1) * time.Hour); to >= whole {
		s.hour++
		s.now = whole
		return s.calendar(s.hour/24, s.hour%24)
	}
	s.now = to
	return s.cast.Next(s.rng, s.house)
}

// calendar: work from 9 to 18 on six days of the week, the meal of all at noon; at weekends
// nobody comes.
func (s *Simulation) calendar(day, hour int) chat.Command {
	switch {
	case hour == 9 && day%7 != 6:
		return chat.SetHours{Open: true, Began: s.now}
	case hour == 18:
		return chat.SetHours{}
	case hour == 12 || hour == 13:
		return chat.SetMealTime{On: hour == 12}
	}
	return chat.Tick{}
}

func (s *Simulation) step(cmd chat.Command) error {
	events := s.house.Step(s.now, cmd)
	s.kept.take(s.now, events)
	if err := judge(s.house, s.ledger, s.model, s.now, cmd, events); err != nil {
		return err
	}
	s.Steps++
	if supervises(cmd) {
		cmd = chat.Tick{}
	}
	told, want := butSupervision(s.quiet.Step(s.now, cmd)), butSupervision(events)
	if len(told)+len(want) > 0 && !reflect.DeepEqual(told, want) {
		return fmt.Errorf("without supervisors, restored: %+v, the House: %+v", told, want)
	}
	return nil
}

// restart builds the quiet House from rows, which must be as it was, byte for byte; and at
// times the House itself, whose supervisors then begin anew.
func (s *Simulation) restart() error {
	was, err := json.Marshal(s.quiet.State())
	if err != nil {
		return err
	}
	if s.quiet, err = s.kept.house(); err != nil {
		return err
	}
	is, err := json.Marshal(s.quiet.State())
	if err != nil {
		return err
	}
	if string(is) != string(was) {
		return fmt.Errorf("restored otherwise:\n%s\n%s", was, is)
	}
	s.Restarts++
	if s.rng.IntN(5) > 0 {
		return nil
	}
	if s.house, err = s.kept.house(); err != nil {
		return err
	}
	ended, backlog := s.ledger.Ended, s.ledger.Backlog
	s.ledger = NewLedger(s.house.State())
	s.ledger.Ended, s.ledger.Backlog = ended, backlog
	s.model.forgetSupervisors()
	return nil
}
