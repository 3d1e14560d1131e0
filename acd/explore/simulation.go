package explore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Simulation is a centre at work in virtual time: callers call, give up or are
// served, agents answer or not, take breaks, lose phones; settings change, the
// day rolls, the machine restarts. Everything follows from the seed.
type Simulation struct {
	Agents, Services int
	Length           time.Duration

	rng    *rand.Rand
	floor  *acd.Floor
	twin   *acd.Floor // a restored copy that must go on alike
	twinOK int        // steps until the twin is let go
	model  *Model
	ledger *Ledger
	now    acd.Time
	calls  int
	day    int
	Steps  int
	Offers int
}

// Run plays the simulation of seed. After every step it asserts Floor.Check,
// the grammar of the events, the events against the snapshot, and the model
// against both.
func (s *Simulation) Run(seed uint64) error {
	s.rng = rand.New(rand.NewPCG(seed, 1))
	s.floor, s.model = acd.New(seed), NewModel()
	s.ledger = NewLedger(s.floor.State())
	s.now, s.calls, s.day, s.twin = start, 0, 0, nil
	for _, cmd := range s.setUp() {
		if err := s.step(cmd); err != nil {
			return fmt.Errorf("seed %d, set-up %+v: %w", seed, cmd, err)
		}
	}
	for end := start.Add(s.Length); s.now < end; {
		s.now = s.later()
		cmd := s.next()
		if err := s.step(cmd); err != nil {
			return fmt.Errorf("seed %d at %s, %s %+v: %w", seed, at(s.now), acd.Name(cmd), cmd, err)
		}
	}
	return nil
}

// later lets a little time pass: often none, mostly under a second, sometimes
// exactly to the next deadline.
func (s *Simulation) later() acd.Time {
	switch s.rng.IntN(10) {
	case 0:
		return s.now
	case 1:
		if at, ok := s.floor.NextDeadline(); ok && at < s.now.Add(time.Minute) {
			return at
		}
	}
	return s.now.Add(time.Duration(s.rng.IntN(1500)) * time.Millisecond)
}

func (s *Simulation) step(cmd acd.Command) error {
	events := s.floor.Step(s.now, cmd)
	if err := s.floor.Check(); err != nil {
		return err
	}
	if err := s.ledger.Take(s.now, events); err != nil {
		return err
	}
	var offered []acd.AgentID
	for _, e := range events {
		if o, ok := chosen(e); ok {
			offered = append(offered, o.agent)
		}
	}
	s.model.Choose = func(n int) acd.AgentID {
		if n >= len(offered) {
			return ""
		}
		return offered[n]
	}
	s.model.Step(s.now, cmd)
	state := s.floor.State()
	if err := s.ledger.Compare(state); err != nil {
		return err
	}
	if err := s.model.Compare(state, events); err != nil {
		return err
	}
	s.Steps++
	s.Offers += len(offered)
	return s.restoreNowAndThen(cmd, events)
}

// restoreNowAndThen: a floor restored from a snapshot has the same snapshot,
// byte for byte, and does the same from then on.
func (s *Simulation) restoreNowAndThen(cmd acd.Command, events []acd.Event) error {
	if s.twin != nil {
		if told := s.twin.Step(s.now, cmd); !reflect.DeepEqual(told, events) && len(told)+len(events) > 0 {
			return fmt.Errorf("the restored floor says %+v, the floor %+v", told, events)
		}
		if s.twinOK--; s.twinOK > 0 {
			return nil
		}
		s.floor, s.twin = s.twin, nil // the copy lives on
	}
	if s.rng.IntN(50) != 0 {
		return nil
	}
	before, err := json.Marshal(s.floor.State())
	if err != nil {
		return err
	}
	var state acd.State
	if err := json.Unmarshal(before, &state); err != nil {
		return err
	}
	if s.twin, err = acd.Restore(state); err != nil {
		return err
	}
	after, err := json.Marshal(s.twin.State())
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return fmt.Errorf("restored otherwise:\n%s\n%s", before, after)
	}
	s.twinOK = 20
	return nil
}

func (s *Simulation) agentID() acd.AgentID {
	return acd.AgentID("a" + strconv.Itoa(s.rng.IntN(s.Agents)))
}

func (s *Simulation) serviceID() acd.ServiceID {
	return acd.ServiceID("s" + strconv.Itoa(s.rng.IntN(s.Services)))
}
