package explore

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// parse turns the words of a line into a command.
func (s *Script) parse(w []string) (acd.Command, error) {
	switch w[0] {
	case "tick":
		return acd.Tick{}, nil
	case "restart":
		return acd.Restart{}, nil
	}
	if len(w) < 2 {
		return nil, fmt.Errorf("too short")
	}
	switch w[0] {
	case "service":
		return parseService(w[1:])
	case "agent":
		return parseAgent(w[1:])
	case "day":
		return acd.StartDay{Day: w[1]}, nil
	case "open", "close":
		return acd.SetOpen{Service: acd.ServiceID(w[1]), Open: w[0] == "open"}, nil
	case "delete-service":
		return acd.DeleteService{Service: acd.ServiceID(w[1])}, nil
	case "delete-agent":
		return acd.DeleteAgent{Agent: acd.AgentID(w[1])}, nil
	}
	for _, a := range s.floor.State().Agents {
		if string(a.Agent.ID) == w[0] {
			return s.parseAgentDoes(a, w[1:])
		}
	}
	return s.parseCallDoes(acd.CallID(w[0]), w[1:])
}

// settings are the words of a service line: key=value.
func parseService(w []string) (acd.Command, error) {
	s := acd.Service{
		ID: acd.ServiceID(w[0]), Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second,
		Ring: 15 * time.Second, WrapUp: 5 * time.Second, Misses: 1,
	}
	for _, kv := range w[1:] {
		k, v, _ := strings.Cut(kv, "=")
		if err := setService(&s, k, v); err != nil {
			return nil, fmt.Errorf("%s: %w", kv, err)
		}
	}
	return acd.PutService{Service: s}, nil
}

func setService(s *acd.Service, k, v string) (err error) {
	durations := map[string]*time.Duration{
		"service-level": &s.ServiceLevel, "ring": &s.Ring, "wrap-up": &s.WrapUp, "sticky": &s.Sticky,
		"raise-every": &s.RaiseEvery, "max-wait": &s.MaxWait,
	}
	numbers := map[string]*int{"weight": &s.Weight, "misses": &s.Misses, "raise-to": &s.RaiseTo, "max-waiting": &s.MaxWaiting}
	rules := map[string]*acd.Rule{"full": &s.Full, "closed": &s.ClosedDo, "nobody": &s.Nobody, "too-long": &s.TooLong}
	switch {
	case k == "strategy":
		s.Strategy = acd.Strategy(v)
	case k == "wrap-up" && v == "manual":
		s.WrapUp, s.WrapUpManual = 0, true
	case durations[k] != nil:
		*durations[k], err = time.ParseDuration(v)
	case numbers[k] != nil:
		*numbers[k], err = strconv.Atoi(v)
	case rules[k] != nil:
		*rules[k] = parseRule(v)
	case k == "levels":
		s.Levels, err = parseLevels(v)
	default:
		err = fmt.Errorf("unknown setting")
	}
	return err
}

// parseRule reads "message", "service:help", "number:0212345678".
func parseRule(v string) acd.Rule {
	do, arg, _ := strings.Cut(v, ":")
	r := acd.Rule{Do: acd.RuleKind(do)}
	switch r.Do {
	case acd.RuleService:
		r.Service = acd.ServiceID(arg)
	case acd.RuleNumber:
		r.Number = arg
	default:
		r.Prompt = arg
	}
	return r
}

// parseLevels reads "30s:2,60s:9": level 2 from 30 seconds, 9 from 60.
func parseLevels(v string) (list []acd.LevelOpening, err error) {
	for _, part := range strings.Split(v, ",") {
		after, level, _ := strings.Cut(part, ":")
		var o acd.LevelOpening
		if o.After, err = time.ParseDuration(after); err != nil {
			return nil, err
		}
		if o.Level, err = strconv.Atoi(level); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// parseAgent reads "kim orders help:2 sales:1:order=3": level, then extras.
func parseAgent(w []string) (acd.Command, error) {
	a := acd.Agent{ID: acd.AgentID(w[0])}
	for _, word := range w[1:] {
		parts := strings.Split(word, ":")
		m := acd.Membership{Service: acd.ServiceID(parts[0]), Level: 1}
		for _, p := range parts[1:] {
			k, v, named := strings.Cut(p, "=")
			n, err := strconv.Atoi(k)
			if named {
				n, err = strconv.Atoi(v)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", word, err)
			}
			switch {
			case !named:
				m.Level = n
			case k == "order":
				m.Order = n
			case k == "weight":
				m.Weight = n
			}
		}
		a.Services = append(a.Services, m)
	}
	return acd.PutAgent{Agent: a}, nil
}

// parseAgentDoes reads what an agent does; the offer meant is the live one of
// the call for that agent unless "offer N" ends the line. A hang-up names none
// unless the line does: "kim vanishes from c1 offer 1".
func (s *Script) parseAgentDoes(a acd.AgentStatus, w []string) (acd.Command, error) {
	id := a.Agent.ID
	if len(w) == 5 && w[0] == "vanishes" && w[1] == "from" {
		offer, err := s.offer("", id, w[3:])
		return acd.HangUp{Call: acd.CallID(w[2]), By: acd.ByAgent, Cause: acd.CauseLost, Offer: offer}, err
	}
	switch strings.Join(w, " ") {
	case "ready":
		return acd.SetState{Agent: id, State: acd.Ready, By: "agent"}, nil
	case "logs out":
		return acd.SetState{Agent: id, State: acd.LoggedOut, By: "agent"}, nil
	case "phone up":
		return acd.PhoneReachable{Agent: id}, nil
	case "phone lost":
		return acd.PhoneLost{Agent: id}, nil
	case "extends wrap-up":
		return acd.ExtendWrapUp{Agent: id, For: 30 * time.Second, By: "agent"}, nil
	case "keeps wrap-up":
		return acd.ExtendWrapUp{Agent: id, By: "agent"}, nil
	case "completes":
		return acd.Complete{Call: a.Call, By: "agent"}, nil
	case "joins", "splits":
		return acd.Join{Call: a.Call, Joined: w[0] == "joins", By: "agent"}, nil
	case "cancels":
		return acd.EndConsult{Call: a.Call, By: "agent"}, nil
	case "mutes", "unmutes":
		return acd.Mute{Call: a.Call, Muted: w[0] == "mutes", By: "agent"}, nil
	case "ends it as abusive":
		return acd.HangUp{Call: a.Call, By: acd.ByAgent, Cause: acd.CauseAbusive}, nil
	case "is released":
		return acd.ReleaseAgent{Agent: id, By: "manager:boss"}, nil
	case "hangs up":
		return acd.HangUp{Call: a.Call, By: acd.ByAgent, Cause: acd.CauseNormal}, nil
	case "vanishes":
		return acd.HangUp{Call: a.Call, By: acd.ByAgent, Cause: acd.CauseLost}, nil
	}
	if len(w) < 2 {
		return nil, fmt.Errorf("what does %s do?", id)
	}
	switch w[0] {
	case "consults":
		return s.parseConsult(a, w[1:])
	case "gives": // kim gives c1 to 02123
		return acd.Transfer{Call: acd.CallID(w[1]), Number: w[3], By: "agent"}, nil
	}
	call := acd.CallID(w[1])
	offer, err := s.offer(call, id, w[2:])
	if err != nil {
		return nil, err
	}
	results := map[string]acd.OfferResult{
		"rejects": acd.OfferRejected, "busy": acd.OfferBusy, "unreachable": acd.OfferUnreachable, "fails": acd.OfferFailed,
	}
	switch {
	case w[0] == "not-ready":
		return acd.SetState{Agent: id, State: acd.NotReady, Reason: acd.Reason(w[1]), By: "agent"}, nil
	case w[0] == "answers":
		return acd.Answer{Call: call, Agent: id, Offer: offer}, nil
	case w[0] == "dials":
		d := acd.Dial{Call: call, Agent: id, Number: "0319876"}
		switch {
		case len(w) == 4 && w[2] == "for":
			d.Service = acd.ServiceID(w[3])
		case len(w) == 4 && w[2] == "to":
			d.To, d.Number = acd.AgentID(w[3]), "1001"
		}
		return d, nil
	case results[w[0]] != "":
		return acd.Reject{Call: call, Agent: id, Offer: offer, Cause: results[w[0]]}, nil
	}
	return nil, fmt.Errorf("unknown: %s", w[0])
}

// parseConsult reads "kim consults lee by c2", "... service help by c2", "... number 02123 by c2".
func (s *Script) parseConsult(a acd.AgentStatus, w []string) (acd.Command, error) {
	cmd := acd.Consult{Call: a.Call, Second: acd.CallID(w[len(w)-1]), By: "agent"}
	switch {
	case len(w) == 3:
		cmd.Agent = acd.AgentID(w[0])
	case len(w) == 4 && w[0] == "service":
		cmd.To = acd.ServiceID(w[1])
	case len(w) == 4 && w[0] == "number":
		cmd.Number = w[1]
	default:
		return nil, fmt.Errorf("whom does %s consult?", a.Agent.ID)
	}
	return cmd, nil
}

func (s *Script) offer(id acd.CallID, a acd.AgentID, w []string) (acd.OfferID, error) {
	if len(w) == 2 && w[0] == "offer" {
		n, err := strconv.ParseUint(w[1], 10, 64)
		return acd.OfferID(n), err
	}
	if c := find(s.floor.State().Calls, id); c != nil {
		for _, o := range c.Offers {
			if o.Agent == a {
				return o.ID, nil
			}
		}
	}
	return 0, nil
}

func (s *Script) parseCallDoes(id acd.CallID, w []string) (acd.Command, error) {
	switch strings.Join(w, " ") {
	case "hangs up":
		return acd.HangUp{Call: id, By: acd.ByCaller, Cause: acd.CauseNormal}, nil
	case "is hung up there":
		return acd.HangUp{Call: id, By: acd.ByThird, Cause: acd.CauseNormal}, nil
	case "is busy there":
		return acd.HangUp{Call: id, By: acd.ByThird, Cause: acd.CauseBusy}, nil
	case "fails":
		return acd.HangUp{Call: id, By: acd.BySystem, Cause: acd.CauseFailed}, nil
	case "has heard everything":
		return acd.EndMenu{Call: id, Outcome: acd.SelfServed}, nil
	case "leaves a request":
		return acd.EndMenu{Call: id, Outcome: acd.CallbackTaken}, nil
	case "is withdrawn":
		return acd.HangUp{Call: id, By: acd.BySystem, Cause: acd.CauseCancelled}, nil
	case "takes a callback":
		return acd.Leave{Call: id, Reason: acd.LeftCallback}, nil
	case "is answered":
		return acd.DialAnswered{Call: id}, nil
	case "connects":
		if c := find(s.floor.State().Calls, id); c != nil {
			return acd.Connect{Call: id, Offer: c.Won}, nil
		}
		return acd.Connect{Call: id}, nil
	case "held by agent", "held by caller":
		return acd.Hold{Call: id, By: acd.HangUpBy(w[2])}, nil
	case "resumed by agent", "resumed by caller":
		return acd.Resume{Call: id, By: acd.HangUpBy(w[2])}, nil
	}
	if len(w) < 2 {
		return nil, fmt.Errorf("what does %s do?", id)
	}
	switch w[0] {
	case "calls":
		return parseCalls(id, w[1:])
	case "arrives": // c1 arrives for orders from 010
		return acd.Arrive{Call: id, Service: acd.ServiceID(w[2]), Caller: w[len(w)-1]}, nil
	case "presses": // c1 presses number:02123
		return acd.Exit{Call: id, Rule: parseRule(w[1])}, nil
	case "promised": // c1 promised by orders to 010 first customer since 10s priority 2
		return parsePromise(id, w[2:])
	case "moves":
		return acd.Transfer{Call: id, To: acd.ServiceID(w[1]), By: "agent"}, nil
	case "goes":
		return acd.Transfer{Call: id, Agent: acd.AgentID(w[len(w)-1]), By: "agent"}, nil
	case "occupied": // c1 occupied 30s
		d, err := time.ParseDuration(w[1])
		return acd.Occupy{Call: id, For: d}, err
	case "priority":
		n, err := strconv.Atoi(w[1])
		return acd.Reprioritise{Call: id, Priority: n, By: "manager:boss"}, err
	}
	return nil, fmt.Errorf("unknown: %s", w[0])
}

// parsePromise reads "orders to 0101234 since 10s priority 5 first customer".
func parsePromise(id acd.CallID, w []string) (acd.Command, error) {
	p := acd.Promise{Call: id, Service: acd.ServiceID(w[0])}
	for i := 1; i+1 < len(w); i += 2 {
		switch w[i] {
		case "to":
			p.Number = w[i+1]
		case "since":
			d, err := time.ParseDuration(w[i+1])
			if err != nil {
				return nil, err
			}
			p.Entered = start.Add(d)
		case "priority":
			n, err := strconv.Atoi(w[i+1])
			if err != nil {
				return nil, err
			}
			p.Priority = n
		case "first":
			p.CustomerFirst = w[i+1] == "customer"
		default:
			return nil, fmt.Errorf("unknown: %s", w[i])
		}
	}
	return p, nil
}

// parseCalls reads "c1 calls orders from 0101234 priority 5".
func parseCalls(id acd.CallID, w []string) (acd.Command, error) {
	e := acd.Enqueue{Call: id, Service: acd.ServiceID(w[0])}
	for i := 1; i+1 < len(w); i += 2 {
		switch w[i] {
		case "from":
			e.Caller = w[i+1]
		case "priority":
			n, err := strconv.Atoi(w[i+1])
			if err != nil {
				return nil, err
			}
			e.Priority = n
		default:
			return nil, fmt.Errorf("unknown: %s", w[i])
		}
	}
	return e, nil
}

func find(calls []acd.CallState, id acd.CallID) *acd.CallState {
	for i := range calls {
		if calls[i].ID == id {
			return &calls[i]
		}
	}
	return nil
}
