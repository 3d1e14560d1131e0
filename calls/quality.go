package calls

import "github.com/callfloor/callfloor/acd"

// Quality is what one leg of a call sounded like: what we received from the
// phone or trunk, and what it reported of what it received from us (RFC 3550).
type Quality struct {
	Call  acd.CallID  `json:"call"`
	Leg   string      `json:"leg" doc:"SIP dialog"`
	Role  string      `json:"role" enum:"caller,agent"`
	Agent acd.AgentID `json:"agent,omitempty"`
	Ended acd.Time    `json:"ended_at"`
	Codec string      `json:"codec"`

	Received uint64  `json:"received" doc:"RTP packets"`
	Lost     uint64  `json:"lost"`
	JitterMs float64 `json:"jitter_ms"`
	MOS      float64 `json:"mos,omitempty" doc:"estimate, 1 to 4.5; absent without packets"`

	Sent           uint64  `json:"sent"`
	RemoteLost     uint64  `json:"remote_lost" doc:"of ours, as the other side reports"`
	RemoteJitterMs float64 `json:"remote_jitter_ms"`
	RemoteMOS      float64 `json:"remote_mos,omitempty" doc:"absent when not reported"`
	RTTMs          float64 `json:"rtt_ms,omitempty" doc:"round trip; absent when not known"`
}
