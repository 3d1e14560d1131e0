package acd

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// The names under which commands are stored are their Go type names; they are a
// format and do not change.
var commandTypes = byName(
	PutService{}, DeleteService{}, SetOpen{}, PutAgent{}, DeleteAgent{}, Tick{}, StartDay{},
	SetState{}, PhoneReachable{}, PhoneLost{}, ReleaseAgent{}, Enqueue{}, Reject{}, Answer{},
	Connect{}, Hold{}, Resume{}, HangUp{}, Transfer{}, Reprioritise{}, Leave{}, Dial{},
	DialAnswered{}, Arrive{}, Exit{}, EndMenu{}, Promise{}, Restart{}, Consult{}, Complete{}, Join{}, EndConsult{}, Mute{}, Occupy{}, ExtendWrapUp{}, ForgetCaller{},
)

func byName(list ...Command) map[string]reflect.Type {
	m := make(map[string]reflect.Type, len(list))
	for _, v := range list {
		m[Name(v)] = reflect.TypeOf(v)
	}
	return m
}

// Name returns the name of a command or event, e.g. "CallOffered".
func Name(v any) string { return reflect.TypeOf(v).Name() }

// CommandNames returns the names of all commands, sorted.
func CommandNames() []string { return slices.Sorted(maps.Keys(commandTypes)) }

// DecodeCommand turns a name and JSON back into a Command.
func DecodeCommand(name string, data []byte) (Command, error) {
	t, ok := commandTypes[name]
	if !ok {
		return nil, fmt.Errorf("command %s: unknown name", name)
	}
	p := reflect.New(t)
	if err := json.Unmarshal(data, p.Interface()); err != nil {
		return nil, fmt.Errorf("command %s: %w", name, err)
	}
	return p.Elem().Interface().(Command), nil
}
