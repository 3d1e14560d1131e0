package media

// Direction says which ways media flows on a leg, seen from the side that
// writes the description (RFC 3264 section 5.1). The zero value is Inactive.
type Direction uint8

// The directions; Send and Recv are bits.
const (
	Inactive Direction = 0
	SendOnly Direction = 1
	RecvOnly Direction = 2
	SendRecv Direction = SendOnly | RecvOnly
)

// Sends reports whether the writer of the description sends media.
func (d Direction) Sends() bool { return d&SendOnly != 0 }

// Receives reports whether the writer of the description wants media.
func (d Direction) Receives() bool { return d&RecvOnly != 0 }

// Reverse returns d as the other side sees it: its sending is our receiving.
func (d Direction) Reverse() Direction { return d>>1&SendOnly | d<<1&RecvOnly }

// String returns the attribute name, e.g. "sendrecv".
func (d Direction) String() string {
	return [...]string{"inactive", "sendonly", "recvonly", "sendrecv"}[d&SendRecv]
}

// parseDirection returns the direction that an attribute names.
func parseDirection(attr string) (Direction, bool) {
	for d := Inactive; d <= SendRecv; d++ {
		if d.String() == attr {
			return d, true
		}
	}
	return Inactive, false
}

// answerDirection is the table of RFC 3264 section 6.1: what we may answer to
// an offer, given what we want. We send only what the other side wants to
// receive, and receive only what it sends.
func answerDirection(offered, want Direction) Direction { return offered.Reverse() & want }
