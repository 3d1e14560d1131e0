package chat

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Answering follows the messages of a room: since is since when its customer waits for an
// answer, 0 while they do not. It returns that after m and, where m answers, how long the
// customer waited: from the first message that was not answered, or from the request for an
// agent where that came later. Rows and metrics both count by it.
func Answering(since, requested acd.Time, m Message) (next acd.Time, waited time.Duration, answers bool) {
	switch {
	case m.By == ByCustomer && since == 0:
		return m.At, 0, false
	case m.By == ByAgent && since > 0:
		return 0, max(0, m.At.Sub(max(since, requested))), true
	}
	return since, 0, false
}
