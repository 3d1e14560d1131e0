package wallboard

import (
	"cmp"

	"github.com/callfloor/callfloor/acd"
)

// Figures are the figures of one service, or the totals of a view.
type Figures struct {
	Waiting      int      `json:"waiting"`          // 대기 고객: waiting, ringing and connecting
	Oldest       acd.Time `json:"oldest,omitempty"` // since when the one waits who waits longest
	WaitBand     Band     `json:"wait_band"`
	Waits        Waits    `json:"waits"`    // the waiting by how long: under 10, 20, 30, 60 s and longer
	Promised     int      `json:"promised"` // callers who are to be called back and wait for their turn, in none of the figures of the waiting
	Offered      int      `json:"offered"`  // 인입
	Answered     int      `json:"answered"` // 응대
	InLevel      int      `json:"in_level"`
	Abandoned    int      `json:"abandoned"` // 포기
	Left         Left     `json:"left"`
	Refused      Refused  `json:"refused"`
	AnswerRate   Rate     `json:"answer_rate"` // 응대율 = answered / offered
	AnswerBand   Band     `json:"answer_band"`
	ServiceLevel Rate     `json:"service_level"` // 서비스 레벨 = in level / offered (SL-1)
	LevelBand    Band     `json:"level_band"`
	Agents       Buckets  `json:"agents"`
}

// ServiceRow is one service on the wire (W7 to W13, W16 to W24).
type ServiceRow struct {
	ID      acd.ServiceID `json:"id"`
	Name    acd.Names     `json:"name"`
	Closed  bool          `json:"closed,omitempty"`
	Target  int           `json:"target"`   // percent
	LevelMS Millis        `json:"level_ms"` // service-level time
	Nobody  bool          `json:"nobody"`   // callers wait and no agent is ready
	Figures
}

// Totals are the figures over a view's services, with its agents by state.
// Target, LevelMS and WaitBadMS are those that all of its services share.
type Totals struct {
	Figures
	States    States  `json:"states"`
	Target    *int    `json:"target"`
	LevelMS   *Millis `json:"level_ms"`
	WaitBadMS *Millis `json:"wait_bad_ms"`
}

// AgentRow is one agent on the wire.
type AgentRow struct {
	ID         acd.AgentID     `json:"id"`
	Name       string          `json:"name"`
	NameEn     string          `json:"name_en,omitempty"`
	Extension  string          `json:"extension"`
	Team       string          `json:"team,omitempty"`
	Services   []acd.ServiceID `json:"services"`
	State      acd.AgentState  `json:"state"`
	Reason     acd.Reason      `json:"reason,omitempty"`
	Since      acd.Time        `json:"since"`
	Deadline   acd.Time        `json:"deadline,omitempty"` // ring time-out, end of wrap-up
	Service    acd.ServiceID   `json:"service,omitempty"`  // of the call or wrap-up
	Call       acd.CallID      `json:"call,omitempty"`
	HeldSince  acd.Time        `json:"held_since,omitempty"`
	Reachable  bool            `json:"reachable"`
	Next       acd.AgentState  `json:"next,omitempty"` // asked for after the call
	NextReason acd.Reason      `json:"next_reason,omitempty"`
	LoginAt    acd.Time        `json:"login_at,omitempty"`
	Band       Band            `json:"band"` // of the time in this state
	Returned   *Returned       `json:"returned,omitempty"`
	Today      AgentFigures    `json:"today"`
}

// CallRow is one live call on the wire; the number is masked.
type CallRow struct {
	ID        acd.CallID     `json:"id"`
	Service   acd.ServiceID  `json:"service,omitempty"` // empty: outbound; of one in a menu, or that a rule led outside, whose it was
	Phase     acd.CallPhase  `json:"phase"`
	Caller    string         `json:"caller"`
	Priority  int            `json:"priority"`
	Entered   acd.Time       `json:"entered"`
	Waits     acd.Time       `json:"waits_since,omitempty"` // when it came back after a talk: the caller waits since then, no longer since entered
	Waited    Millis         `json:"waited_ms,omitempty"`   // while they talk: how long the caller had waited for it
	Since     acd.Time       `json:"since"`                 // of the phase
	Agent     acd.AgentID    `json:"agent,omitempty"`
	HeldSince acd.Time       `json:"held_since,omitempty"`
	Offers    []Offer        `json:"offers,omitempty"`
	HeldBy    []acd.HangUpBy `json:"held_by,omitempty"` // agent, caller; of a consultation agent is who is consulted
	Muted     bool           `json:"muted,omitempty"`   // others do not hear the agent
	Peer      acd.AgentID    `json:"peer,omitempty"`    // the colleague who was called
	PeerMuted bool           `json:"peer_muted,omitempty"`
	From      acd.AgentID    `json:"from,omitempty"`  // the colleague who calls or consults
	About     acd.CallID     `json:"about,omitempty"` // it is a consultation about this call
	Consult   *Consult       `json:"consult,omitempty"`
	Outside   bool           `json:"outside,omitempty"`  // given to a number outside
	GivenBy   acd.AgentID    `json:"given_by,omitempty"` // who gave it there, until somebody talks with the caller
	GivenTo   string         `json:"given_to,omitempty"` // that number, masked; the caller waits again where outside is false
	Callback  bool           `json:"callback,omitempty"` // the program calls back as promised
	Promised  bool           `json:"promised,omitempty"` // and nobody is on the phone yet: it waits for its turn
}

// figures returns counts and rates; the caller adds bands, queue and agents.
func (c *counts) figures() Figures {
	return Figures{
		Offered: c.offered, Answered: c.answered, InLevel: c.inLevel, Abandoned: c.abandoned,
		Left: c.left, Refused: c.refused,
		AnswerRate: rate(c.answered, c.offered), ServiceLevel: rate(c.inLevel, c.offered),
	}
}

func (s *service) row(v *verdict) ServiceRow {
	f := s.counts.figures()
	f.Waiting, f.Promised, f.Oldest, f.Agents = len(s.queue), s.promised, s.queue.oldest(), s.buckets
	f.WaitBand, f.AnswerBand, f.LevelBand, f.Waits = v.wait, v.answer.shown, v.level.shown, v.waits
	return ServiceRow{
		ID: s.config.ID, Name: s.config.Name, Closed: s.config.Closed, Target: s.config.Target,
		LevelMS: millis(s.config.ServiceLevel), Nobody: s.nobody(), Figures: f,
	}
}

func (a *agent) row(band Band) AgentRow {
	ids := make([]acd.ServiceID, len(a.config.Services))
	for i, m := range a.config.Services {
		ids[i] = m.Service
	}
	return AgentRow{
		ID: a.config.ID, Name: a.config.Name, NameEn: a.config.NameEn, Extension: a.config.Extension, Team: a.config.Team,
		Services: ids, State: a.state, Reason: a.reason, Since: a.since, Deadline: a.deadline, Service: a.service, Call: a.call,
		HeldSince: a.heldSince, Reachable: a.reachable, Next: a.next, NextReason: a.nextReason, LoginAt: a.loginAt,
		Band: band, Returned: a.back(), Today: a.today,
	}
}

// row leaves out the offers of agents that the scope does not see.
func (c *call) row(b *Board, s Scope) CallRow {
	r := CallRow{
		ID: c.id, Service: cmp.Or(c.service, c.behalf), Phase: c.phase, Caller: acd.MaskNumber(c.number), Priority: c.priority,
		Entered: c.entered, Since: c.since, Agent: c.agent, HeldSince: c.heldSince,
		HeldBy: c.heldBy.holders(), Muted: c.muted, PeerMuted: c.peerMute, Peer: c.peer, From: c.from, About: c.about, Consult: c.consult(b), Outside: c.diverted,
		Callback: c.callback, Promised: c.promised,
	}
	if c.waits != c.entered {
		r.Waits = c.waits
	}
	if c.givenBy != "" {
		r.GivenBy, r.GivenTo = c.givenBy, acd.MaskNumber(c.givenTo)
	}
	if c.phase == acd.Connected {
		r.Waited = millis(c.waited)
	}
	for _, o := range c.offers {
		if b.agents[o.Agent] != nil && s.SeesAgent(b.config(o.Agent)) {
			r.Offers = append(r.Offers, o)
		}
	}
	return r
}

// shared is a value that all services of a view have in common, or nil.
func shared[T comparable](all *T, first bool, v T) *T {
	if first || (all != nil && *all == v) {
		return &v
	}
	return nil
}

// limits are the settings shown beside the totals.
func (t *Totals) limits(first bool, c *acd.Service) {
	t.Target = shared(t.Target, first, c.Target)
	t.LevelMS = shared(t.LevelMS, first, millis(c.ServiceLevel))
	_, bad := waitLimits(c)
	t.WaitBadMS = shared(t.WaitBadMS, first, Millis(bad))
}
