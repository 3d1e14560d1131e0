package chat

import "time"

// LongRoom is how long most rooms last at most. Ended ones that lasted longer are found apart.
const LongRoom = 31 * 24 * time.Hour

// Long reports whether a room has ended and lasted longer than LongRoom.
func (r Room) Long() bool { return r.Status.Over() && r.EndedAt.Sub(r.Opened) > LongRoom }
