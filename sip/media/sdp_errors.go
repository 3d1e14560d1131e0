package media

import "errors"

// The two ways in which a description can fail; test with errors.Is. A SIP
// edge maps them to a status once.
var (
	// ErrMalformed: the text is no session description, or breaks our bounds
	// (8 KiB, 8 media lines). Answer 400.
	ErrMalformed = errors.New("malformed session description")

	// ErrNotAcceptable: a sound description without an audio stream that we can
	// take (codec, transport, address family or address). Answer 488.
	ErrNotAcceptable = errors.New("session description not acceptable")
)
