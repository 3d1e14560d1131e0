package explore

import (
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Script plays a day in the House: lines "time command", then "----", then what they must
// make happen, up to an empty line. Play writes the text again with what really happened;
// when both are equal the scenario holds.
//
//	9h  r1 opens by ann
//	----
//	9h  r1 opened by ann
//	9h  r1 asks for an agent
//	9h  r1 to kim (request; kim 0)
//
// Times count from the start of the script. Lines that begin with # are kept.
type Script struct {
	house  *chat.House
	ledger *Ledger
	model  *Model
}

// Play plays text in an empty House.
func Play(text string) (string, error) {
	s := &Script{house: chat.New(), model: NewModel()}
	s.ledger = NewLedger(s.house.State())
	var out strings.Builder
	var happened []string
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			out.WriteString(line + "\n")
		case line == "----":
			for i+1 < len(lines) && lines[i+1] != "" {
				i++ // what was expected is written anew
			}
			out.WriteString("----\n")
			for _, h := range happened {
				out.WriteString(h + "\n")
			}
			happened = nil
		default:
			out.WriteString(line + "\n")
			h, err := s.line(line)
			if err != nil {
				return "", fmt.Errorf("line %d, %q: %w", i+1, line, err)
			}
			happened = append(happened, h...)
		}
	}
	return out.String(), nil
}

// line plays one line and returns what happened.
func (s *Script) line(line string) ([]string, error) {
	words := strings.Fields(line)
	d, err := time.ParseDuration(words[0])
	if err != nil || len(words) < 2 {
		return nil, fmt.Errorf("want: time command")
	}
	at, words := start.Add(d), words[1:]
	due, err := s.step(at, chat.Tick{}) // so that the line means the rooms of then
	if err != nil {
		return nil, err
	}
	switch words[0] {
	case "tick":
		return due, nil
	case "rooms":
		return append(due, renderRooms(s.house)...), nil
	case "agents":
		return append(due, renderAgents(s.house)...), nil
	case "why":
		x, _ := s.house.Explain(chat.RoomID(words[1]))
		return append(due, words[1]+": "+renderWhy(x)), nil
	case "restart":
		return due, s.restart()
	}
	cmd, err := s.parse(words)
	if err != nil {
		return nil, err
	}
	lines, err := s.step(at, cmd)
	return append(due, lines...), err
}

// start is when scripts and simulations start.
var start = acd.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// step steps the House, holds every invariant and renders the events.
func (s *Script) step(at acd.Time, cmd chat.Command) ([]string, error) {
	var lines []string
	events := s.house.Step(at, cmd)
	for _, e := range events {
		if l := renderEvent(e); l != "" {
			lines = append(lines, l)
		}
	}
	return lines, judge(s.house, s.ledger, s.model, at, cmd, events)
}

// judge holds everything that must be true after a step.
func judge(h *chat.House, l *Ledger, m *Model, at acd.Time, cmd chat.Command, events []chat.Event) error {
	if err := h.Check(); err != nil {
		return err
	}
	if err := l.Take(at, events); err != nil {
		return err
	}
	state := h.State()
	if err := l.Compare(state); err != nil {
		return err
	}
	m.Step(at, cmd)
	return m.Compare(state, events)
}

// restart builds the House again as its owner does, from rows: nobody monitors any more.
func (s *Script) restart() error {
	state := s.house.State()
	state.Supervisors, state.Monitors = nil, nil
	house, err := chat.Restore(state)
	if err != nil {
		return err
	}
	s.house, s.ledger = house, NewLedger(house.State())
	s.model.forgetSupervisors()
	return nil
}
