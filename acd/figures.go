package acd

import "time"

// figures are the counts of a service for one day and the number of live calls
// that count there.
type figures struct {
	ServiceFigures
	live int
}

func (g *figures) answer(wait time.Duration, inLevel bool) {
	g.Pending--
	g.Answered++
	g.InLevel += count(inLevel)
	g.WaitAnswered += wait
	g.LongestAnswered = max(g.LongestAnswered, wait)
}

func (g *figures) abandon(inLevel bool) {
	g.Pending--
	g.Abandoned++
	g.AbandonedInLevel += count(inLevel)
}

func (g *figures) leave(r LeftReason) {
	g.Pending--
	switch r {
	case LeftOverflow:
		g.LeftOverflow++
	case LeftTimeOut:
		g.LeftTimeOut++
	case LeftCallback:
		g.LeftCallback++
	case LeftMoved:
		g.LeftMoved++
	case LeftLost:
		g.LeftLost++
	}
}

// account adds the interval of a that ends now to today's figures. The part
// before the day began was added to the day before.
func (f *Floor) account(a *agent) {
	t := &a.Today
	d := f.now.Sub(max(a.Since, t.DayAt))
	switch a.State {
	case LoggedOut:
		return
	case Ready:
		t.Ready += d
	case NotReady:
		t.NotReady += d
		if a.Reason == Away {
			t.Away += d
		}
	case Ringing:
		t.Ring += d
	case Talking:
		t.Talk += d
	case Dialing:
		t.Dial += d
	case TalkingOutbound:
		t.TalkOut += d
	case WrapUp:
		t.Wrap += d
	}
	t.Login += d
}

// countWrap adds a wrap-up that ends now to the figures of its service. It
// counts when it ends, whole: its call may have gone with its day.
func (f *Floor) countWrap(a *agent) {
	if s := f.services[a.Service]; s != nil {
		s.today.Wrap += f.now.Sub(a.Since)
	}
}
