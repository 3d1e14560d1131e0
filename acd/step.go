package acd

// apply dispatches a command. Deadlines up to now have already happened.
func (f *Floor) apply(cmd Command) {
	switch c := cmd.(type) {
	case PutService:
		f.putService(c)
	case DeleteService:
		f.deleteService(c.Service)
	case SetOpen:
		f.setOpen(c)
	case PutAgent:
		f.putAgent(c)
	case DeleteAgent:
		f.deleteAgent(c.Agent)
	case Tick:
	case StartDay:
		f.startDay(c)
	case SetState:
		f.setState(c)
	case PhoneReachable:
		f.phoneReachable(c.Agent)
	case PhoneLost:
		f.phoneLost(c.Agent)
	case ReleaseAgent:
		f.releaseAgent(c)
	case Arrive:
		f.arrive(c)
	case Exit:
		f.exit(c)
	case EndMenu:
		f.endMenu(c)
	case Promise:
		f.promise(c)
	case Enqueue:
		f.enqueue(c)
	case Reject:
		f.reject(c)
	case Answer:
		f.answer(c)
	case Connect:
		f.connect(c)
	case Hold:
		f.hold(c)
	case Resume:
		f.resume(c)
	case HangUp:
		f.hangUp(c)
	case Transfer:
		f.transfer(c)
	case Reprioritise:
		f.reprioritise(c)
	case Leave:
		f.leave(c)
	case Dial:
		f.dial(c)
	case DialAnswered:
		f.dialAnswered(c)
	case Consult:
		f.consult(c)
	case Complete:
		f.complete(c)
	case Join:
		f.joinSecond(c)
	case EndConsult:
		f.endConsult(c)
	case Mute:
		f.mute(c)
	case Occupy:
		f.occupy(c)
	case ExtendWrapUp:
		f.extendWrapUp(c)
	case ForgetCaller:
		for _, caller := range c.Callers {
			f.sticky.forgetCaller(caller)
		}
	case Restart:
		f.restart()
	}
}
