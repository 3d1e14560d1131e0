package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Loose is a text that some write as a number, or leave out as null.
type Loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *Loose) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0 || bytes.Equal(b, []byte("null")):
		*l = ""
		return nil
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*l = Loose(s)
		return nil
	case b[0] == '{' || b[0] == '[':
		return fmt.Errorf("a group or a list stands where a text belongs")
	}
	*l = Loose(b)
	return nil
}
