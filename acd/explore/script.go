package explore

import (
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Script plays a conversation on the floor: lines "time command", then "----",
// then what they must make happen, up to an empty line. Play writes the text
// again with what really happened; when both are equal the scenario holds.
//
//	10s  c1 calls orders
//	----
//	10s  c1 waits in orders
//	10s  kim: ready -> ringing until 25s for c1
//	10s  c1 offered to kim (offer 1; idle 10s; 1 eligible)
//
// Times count from the start of the script. Lines that begin with # are kept.
type Script struct {
	floor  *acd.Floor
	ledger *Ledger
}

// Play plays text on an empty floor.
func Play(text string) (string, error) {
	s := &Script{floor: acd.New(1)}
	s.ledger = NewLedger(s.floor.State())
	if _, err := s.step(0, acd.StartDay{Day: "2026-01-01"}); err != nil {
		return "", err
	}
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
	words = words[1:]
	at := start.Add(d)
	switch words[0] {
	case "state":
		if _, err := s.step(at, acd.Tick{}); err != nil {
			return nil, err
		}
		return renderState(s.floor.State()), nil
	case "why":
		return s.why(words)
	}
	due, err := s.step(at, acd.Tick{}) // so that the line means the offers that are live then
	if err != nil {
		return nil, err
	}
	cmd, err := s.parse(words)
	if err != nil {
		return nil, err
	}
	lines, err := s.step(at, cmd)
	return append(due, lines...), err
}

// start is when scripts start.
var start = acd.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// step steps the floor, holds every invariant and renders the events.
func (s *Script) step(at acd.Time, cmd acd.Command) ([]string, error) {
	at = max(at, start)
	var lines []string
	events := s.floor.Step(at, cmd)
	for _, e := range events {
		lines = append(lines, renderEvent(e))
	}
	if err := s.floor.Check(); err != nil {
		return nil, err
	}
	if err := s.ledger.Take(at, events); err != nil {
		return nil, err
	}
	return lines, s.ledger.Compare(s.floor.State())
}

// why answers "why c1 kim": why kim has or has not got c1.
func (s *Script) why(words []string) ([]string, error) {
	if len(words) != 3 {
		return nil, fmt.Errorf("want: why call agent")
	}
	code, detail := s.floor.Explain(acd.CallID(words[1]), acd.AgentID(words[2]))
	return []string{fmt.Sprintf("%s: %s", code, detail)}, nil
}
