package acd

import (
	"slices"
	"time"
)

// talked splits the connected time of c into talk and hold.
func (f *Floor) talked(c *call) (talk, hold time.Duration) {
	hold = c.Held
	if len(c.HeldBy) > 0 {
		hold += f.now.Sub(c.HeldSince)
	}
	return f.now.Sub(c.Connected) - hold, hold
}

// mute is the command Mute.
func (f *Floor) mute(cmd Mute) {
	c := f.talking("Mute", cmd.Call, ByAgent)
	if c == nil {
		return
	}
	who, muted := c.Agent, &c.Muted
	if c.peer != nil && (cmd.Agent == c.Peer || c.agent == nil && cmd.Agent == "") {
		who, muted = c.Peer, &c.PeerMuted
	}
	switch {
	case who == "" || cmd.Agent != "" && cmd.Agent != who:
		f.emit(StaleIgnored{Command: "Mute", Call: cmd.Call})
	case *muted != cmd.Muted:
		*muted = cmd.Muted
		f.emit(CallMuted{Call: c.ID, Agent: who, Muted: cmd.Muted, At: f.now})
	}
}

func (f *Floor) clearHold(c *call) { c.HeldBy, c.HeldSince, c.Held = c.HeldBy[:0], 0, 0 }

func (f *Floor) hold(cmd Hold) {
	c := f.talking("Hold", cmd.Call, cmd.By)
	if c == nil || slices.Contains(c.HeldBy, cmd.By) {
		return
	}
	if len(c.HeldBy) == 0 {
		c.HeldSince = f.now
	}
	c.HeldBy = append(c.HeldBy, cmd.By)
	slices.Sort(c.HeldBy)
	f.emit(CallHeld{Call: c.ID, By: cmd.By, At: f.now})
}

// resume ends one side's hold. The call is held until both have resumed; Held
// is then the whole time, else zero.
func (f *Floor) resume(cmd Resume) {
	c := f.talking("Resume", cmd.Call, cmd.By)
	if c == nil {
		return
	}
	i := slices.Index(c.HeldBy, cmd.By)
	if i < 0 {
		return
	}
	c.HeldBy = slices.Delete(c.HeldBy, i, i+1)
	var held time.Duration
	if len(c.HeldBy) == 0 {
		held = f.now.Sub(c.HeldSince)
		c.Held += held
		c.HeldSince = 0
	}
	f.emit(CallResumed{Call: c.ID, By: cmd.By, At: f.now, Held: held})
}

// talking finds a call that can be held by a side.
func (f *Floor) talking(command string, id CallID, by HangUpBy) *call {
	c := f.live(command, id)
	if c == nil {
		return nil
	}
	if (c.Phase != Connected && c.Phase != TalkingOut) || (by != ByAgent && by != ByCaller) {
		f.emit(StaleIgnored{Command: command, Call: id})
		return nil
	}
	return c
}
