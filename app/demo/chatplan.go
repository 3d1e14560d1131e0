package demo

// chatPeople is how many of Customers write to the centre; they come again and again.
const chatPeople = 60

// leaving is where a customer's talk ends before an agent has said everything.
type leaving int

const (
	stays  leaving = iota
	atBot          // the bot's answer was enough
	inLine         // nobody came in time
)

// talk is what one customer is about to do. It follows from the seed and the number of the
// talk alone.
type talk struct {
	customer int
	story    story
	leaves   leaving
	given    bool // fills the profile form in
	known    bool // has logged in to the shop
	ends     bool // ends the room, rather than let the agent do it
	stars    int  // says how it was; 0: does not
}

// planTalk makes up the talk of a number.
func planTalk(seed uint64, n int) talk {
	r := r0(seed^0x5eed, "talk "+chatNumber(n))
	t := talk{
		customer: r.IntN(chatPeople), story: stories[(n+r.IntN(3))%len(stories)],
		given: r.IntN(5) > 0, known: r.IntN(3) == 0, ends: r.IntN(2) == 0,
	}
	switch {
	case r.IntN(7) == 0:
		t.leaves = atBot
	case r.IntN(12) == 0:
		t.leaves = inLine
	}
	if r.IntN(5) < 3 {
		t.stars = []int{5, 5, 5, 4, 4, 4, 3, 3, 2, 1}[r.IntN(10)]
	}
	return t
}
