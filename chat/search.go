package chat

import "github.com/callfloor/callfloor/acd"

// Search looks for messages by their text: Text anywhere in it, also within words; capital and
// small letters, blanks and punctuation do not count.
type Search struct {
	Text  string // two letters at least
	Scope Scope  // of the rooms, as they are now
	// From and To are when the messages were written, a year at most; To zero is now.
	From, To acd.Time

	After string // cursor of the page before
	Limit int
	Now   acd.Time
}

// Hit is a message that a search found, and its room.
type Hit struct {
	Message Message
	Room    Row
}
