package acd

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// The names under which commands and events are stored and sent are their Go
// type names; they are a format and do not change.
var (
	commandTypes = byName([]Command{
		PutService{}, DeleteService{}, SetOpen{}, PutAgent{}, DeleteAgent{}, Tick{}, StartDay{},
		SetState{}, PhoneReachable{}, PhoneLost{}, ReleaseAgent{}, Enqueue{}, Reject{}, Answer{},
		Connect{}, Hold{}, Resume{}, HangUp{}, Transfer{}, Reprioritise{}, Leave{}, Dial{},
		DialAnswered{}, Restart{},
	})
	eventTypes = byName([]Event{
		ServiceChanged{}, ServiceDeleted{}, AgentChanged{}, AgentDeleted{}, DayStarted{},
		AgentStateChanged{}, AgentNextSet{}, AgentPhoneChanged{}, CallQueued{}, CallRefused{},
		CallReprioritised{}, CallOffered{}, OfferEnded{}, OfferAccepted{}, CallReturned{},
		CallConnected{}, CallHeld{}, CallResumed{}, CallLeft{}, AgentLeftCall{}, CallEnded{},
		CallDialled{}, DialConnected{}, LateAnswer{}, StaleIgnored{}, Refused{},
	})
)

func byName[T any](list []T) map[string]reflect.Type {
	m := make(map[string]reflect.Type, len(list))
	for _, v := range list {
		t := reflect.TypeOf(v)
		m[t.Name()] = t
	}
	return m
}

// Name returns the name of a command or event, e.g. "CallOffered".
func Name(v any) string { return reflect.TypeOf(v).Name() }

// DecodeCommand turns a name and JSON back into a Command.
func DecodeCommand(name string, data []byte) (Command, error) {
	v, err := decode(commandTypes, name, data)
	if err != nil {
		return nil, fmt.Errorf("command %s: %w", name, err)
	}
	return v.(Command), nil
}

// DecodeEvent turns a name and JSON back into an Event.
func DecodeEvent(name string, data []byte) (Event, error) {
	v, err := decode(eventTypes, name, data)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", name, err)
	}
	return v.(Event), nil
}

func decode(types map[string]reflect.Type, name string, data []byte) (any, error) {
	t, ok := types[name]
	if !ok {
		return nil, fmt.Errorf("unknown name")
	}
	p := reflect.New(t)
	if err := json.Unmarshal(data, p.Interface()); err != nil {
		return nil, err
	}
	return p.Elem().Interface(), nil
}
