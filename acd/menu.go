package acd

import "time"

// A call that hears a greeting or a menu is in no service: the edge plays, asks and
// listens, and says what came of it. The core knows that the call is there, so that it is
// kept, ends once, and is lost in no restart.

// MenuLimit ends a call that is in a menu for so long: what a caller can hear and say
// takes less.
const MenuLimit = 15 * time.Minute

// arrive is the command Arrive.
func (f *Floor) arrive(cmd Arrive) {
	switch {
	case f.services[cmd.Service] == nil:
		f.emit(Refused{Command: "Arrive", Code: UnknownService, Call: cmd.Call, Service: cmd.Service})
		return
	case f.calls.find(cmd.Call) != nil:
		f.emit(Refused{Command: "Arrive", Code: DuplicateCall, Call: cmd.Call, Service: cmd.Service})
		return
	}
	c := f.newCall(cmd.Call, cmd.Caller, cmd.Called)
	f.toMenu(c, cmd.Service, "")
	f.emit(CallArrived{Call: c.ID, Service: cmd.Service, Caller: c.Caller, Called: c.Called, At: f.now, Day: c.Day})
}

// toMenu puts c, which is in no service, into a menu on behalf of one. ends is as what it
// ends unless something else comes of it; "" for a call that has been nowhere else.
func (f *Floor) toMenu(c *call, of ServiceID, ends Outcome) {
	f.outOfServices(c)
	c.Behalf, c.Ends = of, ends
	c.GiveUp = f.now.Add(MenuLimit)
	f.setPhase(c, InMenu)
}

// outOfServices makes c forget what it was in a service: it may come into one anew.
func (f *Floor) outOfServices(c *call) {
	c.Entered, c.Back, c.Waited, c.Priority, c.Raised = f.now, 0, 0, 0, 0
	c.Counted, c.Answered, c.Callback, c.CustomerFirst = false, 0, false, false
	c.GivenBy, c.GivenTo = "", ""
}

// leaveMenu ends c, which is in a menu.
func (f *Floor) leaveMenu(c *call, o Outcome, by HangUpBy, cause Cause) {
	if c.Ends != "" && o != CallbackTaken && o != LostRestart {
		o = c.Ends
	}
	c.Service = c.Behalf
	f.end(c, CallEnded{Outcome: o, By: by, Cause: cause})
}

// endMenu is the command EndMenu.
func (f *Floor) endMenu(cmd EndMenu) {
	c := f.live("EndMenu", cmd.Call)
	switch {
	case c == nil:
	case c.Phase != InMenu:
		f.emit(StaleIgnored{Command: "EndMenu", Call: cmd.Call})
	case cmd.Outcome == CallbackTaken:
		f.leaveMenu(c, CallbackTaken, BySystem, CauseNormal)
	default:
		f.leaveMenu(c, SelfServed, BySystem, CauseNormal)
	}
}

// exit is the command Exit.
func (f *Floor) exit(cmd Exit) {
	c := f.live("Exit", cmd.Call)
	if c == nil {
		return
	}
	menu := c.Phase == InMenu
	number := cmd.Rule.Do == RuleNumber && cmd.Rule.Number != ""
	waits := (c.Phase == Waiting || c.Phase == Offered) && !c.promised() && c.About == ""
	switch {
	case menu && number:
		ends := c.Ends
		if ends == "" {
			ends = SelfServed
		}
		f.toNumber(c, c.Behalf, ends, cmd.Rule.Number, cmd.Show)
	case waits && (number || cmd.Rule.Do == RuleMessage || cmd.Rule.Do == RuleCallback || cmd.Rule.Do == RuleVoice):
		f.withdraw(c, OfferCallerLeft)
		f.left(c, LeftMoved, cmd.Rule)
		of := c.Service
		f.detach(c)
		switch {
		case number:
			f.toNumber(c, of, SelfServed, cmd.Rule.Number, cmd.Show)
		case cmd.Rule.Do == RuleMessage:
			c.Service = of
			f.end(c, CallEnded{Outcome: SelfServed, By: ByCaller, Cause: CauseNormal, Rule: cmd.Rule})
		default:
			f.toMenu(c, of, "")
		}
	case menu || queued(c.Phase):
		f.emit(Refused{Command: "Exit", Code: InvalidState, Call: cmd.Call})
	default:
		f.emit(StaleIgnored{Command: "Exit", Call: cmd.Call})
	}
}

// toNumber gives c, which is in no service and has no agent, to a number outside. It ends
// as ends, whether somebody answers there or not.
func (f *Floor) toNumber(c *call, of ServiceID, ends Outcome, number, show string) {
	f.outOfServices(c)
	c.Behalf, c.Ends, c.Diverted = of, ends, number
	c.GiveUp = f.now.Add(GivenLimit)
	f.setPhase(c, DialingOut)
	f.emit(CallDiverted{Call: c.ID, Number: number, Show: show, At: f.now})
}
