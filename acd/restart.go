package acd

// restart ends every live call as LostRestart, in the order of arrival. Offers
// are withdrawn, agents in a talk go to wrap-up, nobody else is touched.
func (f *Floor) restart() {
	for _, c := range f.sortedCalls() {
		switch {
		case c.Phase == "": // it ended with the call that it was the second of
		case c.Phase == DialingOut || c.Phase == TalkingOut:
			f.endOutbound(c, LostRestart, BySystem, CauseFailed)
		case c.Phase == InMenu:
			f.leaveMenu(c, LostRestart, BySystem, CauseFailed)
		case c.promised():
			f.withdrawPromise(c, LostRestart, CauseFailed)
		case c.Phase == Connected:
			f.endConnected(c, LostRestart, BySystem, CauseFailed)
		default:
			f.failWaiting(c, LostRestart, CauseFailed)
		}
	}
}
