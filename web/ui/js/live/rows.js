// The rows that the live socket carries, as the server's package wallboard
// encodes them. Times are floor time in milliseconds since the epoch, 0 or
// absent when not set; durations are milliseconds. Rates are percent with one
// decimal, or null when nothing was offered.

/** @typedef {"good"|"warn"|"bad"|""} Band a figure against its limits; "" when there is no figure */
/** @typedef {{ko: string, en: string}} Names */
/** @typedef {{login: number, ready: number, on_call: number, outbound: number, away: number}} Buckets LOGIN and its four parts (W18 to W22) */
/** @typedef {{overflow: number, timeout: number, callback: number, moved: number, lost: number}} Left */
/** @typedef {{closed: number, full: number}} Refused */

/**
 * @typedef {object} Figures
 * @property {number} waiting      customers waiting now, ringing included (대기 고객)
 * @property {number} [promised]   customers who are to be called back and wait for their turn, in none of the figures of the waiting
 * @property {number} [oldest]     since when the one waits who waits longest
 * @property {Band} wait_band
 * @property {number[]} waits      the waiting by how long: under 10, 20, 30, 60 s and longer
 * @property {number} offered      인입
 * @property {number} answered     응대
 * @property {number} in_level     answered within the service-level time
 * @property {number} abandoned    포기
 * @property {Left} left
 * @property {Refused} refused
 * @property {number|null} answer_rate
 * @property {Band} answer_band
 * @property {number|null} service_level
 * @property {Band} level_band
 * @property {Buckets} agents
 */

/**
 * @typedef {object} ServiceRowOnly
 * @property {string} id
 * @property {Names} name
 * @property {boolean} [closed]
 * @property {number} target       percent
 * @property {number} level_ms     service-level time
 * @property {boolean} nobody      callers wait and no agent is ready
 */
/** @typedef {Figures & ServiceRowOnly} ServiceRow */

/** @typedef {"ready"|"ring"|"talk"|"hold"|"dial"|"out"|"wrap"|"away"} StateKey */
/** @typedef {Figures & {states: Record<StateKey, number>, target: number|null, level_ms: number|null, wait_bad_ms: number|null}} Totals */

/**
 * @typedef {object} Alert worst first
 * @property {string} id
 * @property {"longest_wait"|"nobody_ready"|"service_level"|"agent_time"} kind
 * @property {"warn"|"bad"} level
 * @property {string} [service]
 * @property {string} [agent]
 * @property {number} [since]
 * @property {number} [value]      percent, for service_level
 */

/**
 * @typedef {object} AgentFigures today; times of ended intervals only
 * @property {number} day_at
 * @property {number} offered
 * @property {number} answered
 * @property {number} missed
 * @property {number} outbound
 * @property {number} talks that ended, in and out, with colleagues too
 * @property {number} ready_ms
 * @property {number} ring_ms
 * @property {number} talk_ms
 * @property {number} dial_ms
 * @property {number} talk_out_ms
 * @property {number} wrap_ms
 * @property {number} not_ready_ms
 * @property {number} away_ms of not_ready_ms: for the reason away
 * @property {number} login_ms
 */

/**
 * @typedef {object} AgentRow
 * @property {string} id
 * @property {string} name
 * @property {string} [name_en]
 * @property {string} extension
 * @property {string} [team]
 * @property {string[]} services
 * @property {"logged_out"|"not_ready"|"ready"|"ringing"|"talking"|"dialing"|"talking_outbound"|"wrap_up"} state
 * @property {string} [reason]
 * @property {number} since
 * @property {number} [deadline]    ring time-out or end of wrap-up
 * @property {string} [service]     of the call or wrap-up
 * @property {string} [call]
 * @property {number} [held_since]  the call is on hold
 * @property {boolean} reachable
 * @property {string} [next]
 * @property {string} [next_reason]
 * @property {Band} band            of the time in this state
 * @property {{call: string, number: string, since: number}} [returned] the call that the agent gave to a number outside where nobody answered, while its caller waits again
 * @property {AgentFigures} today
 */

/**
 * @typedef {object} CallRow
 * @property {string} id
 * @property {string} [service] of one in a menu, whose number was called
 * @property {"in_menu"|"waiting"|"offered"|"connecting"|"connected"|"dialing_out"|"talking_out"} phase
 * @property {string} caller        masked
 * @property {number} priority
 * @property {number} entered       into the present service
 * @property {number} [waits_since] when it came back after a talk: the caller waits since then
 * @property {number} [waited_ms]   while they talk: how long the caller had waited for it; 0 is left out
 * @property {number} since         of the phase
 * @property {string} [agent]
 * @property {number} [held_since]
 * @property {{agent: string, at: number, deadline: number}[]} [offers]
 * @property {("agent"|"caller")[]} [held_by] who holds; of a consultation agent is who is consulted
 * @property {boolean} [muted]      the agent is not heard
 * @property {boolean} [peer_muted] nor the peer
 * @property {Consult} [consult]    the second call that the agent made out of this one
 * @property {string} [from]        the colleague who calls or consults
 * @property {string} [peer]        the colleague who was called
 * @property {string} [about]       it is a consultation about this call
 * @property {boolean} [outside]    given to a number outside
 * @property {string} [given_by]    the agent who gave it there, until somebody talks with the caller
 * @property {string} [given_to]    that number; the caller waits again where it is not outside
 * @property {boolean} [callback]   the program calls back as promised
 * @property {boolean} [promised]   and nobody is on the phone yet: it waits for its turn
 */

/**
 * @typedef {object} Consult one of agent, service and number: who is asked
 * @property {string} [call]
 * @property {string} [agent]
 * @property {string} [service]
 * @property {string} [number]
 * @property {CallRow["phase"]} phase
 * @property {boolean} [joined]     all three hear each other
 * @property {"customer"|"consulted"} talk_to whom the agent hears, where not all are joined
 * @property {number} since         of the phase
 */

/**
 * @typedef {object} ColleagueRow an agent as every other agent sees it
 * @property {string} id
 * @property {string} name
 * @property {string} [name_en]
 * @property {string} extension
 * @property {string} [team]
 * @property {AgentRow["state"]} state
 * @property {string} [reason]
 * @property {number} since
 * @property {number} [held_since]
 * @property {boolean} reachable
 * @property {Band} band
 */

/** @typedef {{agents: number, in: number, out: number, best_in: number, best_out: number}} Effort calls of all agents today, and of the one with most */

/** @typedef {{text: string, place: "top"|"bottom"}} Notice a line on every wallboard (공지); an empty text is none */

/**
 * @typedef {object} Frame
 * @property {"hello"|"snapshot"|"delta"|"notice"|"callbacks"|"beat"} type
 * @property {number} [epoch]
 * @property {number} [seq]
 * @property {number} at            up to which the figures are true
 * @property {number} [now]         the server's time, where at is behind it
 * @property {string} [build]
 * @property {string} [time_zone]
 * @property {string} [topic]
 * @property {Notice} [notice]    in notice, and in a hello while there is one
 * @property {number} [callbacks] how many wait: in callbacks, and in a hello, where boards show it
 * @property {any[]} [rows]
 * @property {string[]} [gone]
 * @property {any} [totals]       Totals of services, Effort of colleagues
 * @property {Alert[]} [alerts]
 * @property {any[]} [messages]    of chats: new ones of the rooms that the viewer's agent has
 */
export {};
