// Package acd decides what happens on the floor of a contact centre: which
// agent's phone rings for which caller, and what becomes of both. It is pure and
// deterministic: time, identifiers and every outside event come in with a
// Command, everything that becomes true comes out as an Event, and a Floor does
// nothing between two calls of Step. It imports nothing that does I/O, reads a
// clock or makes random numbers.
//
// # The agent
//
//		                    SetState Ready                    offer
//		 logged_out ----------------------------> ready -----------------> ringing
//		     |  ^                                 ^  ^ ^                    | |  |
//		     |  | SetState LoggedOut              |  | |  caller left,      | |  | Answer
//		     v  | (from any state: at once,       |  | +--lost race---------+ |  v
//		 not_ready   or after call and wrap-up)   |  |    miss: rest 1 s      | talking
//		  ^  |  ^                                 |  |                        |  |  |
//		  |  |  +--- misses in a row: no_answer --|--|------------------------+  |  |
//		  |  |       phone lost: unreachable      |  |                           |  |
//		  |  +------------------------------------+  +-- wrap-up time over, <----+  |
//		  |          SetState Ready, phone back          SetState    wrap_up        |
//		  |                                                                         |
//		  +--- the state asked for meanwhile (Next) <-------------------------------+
//
//		 ready, not_ready --Dial--> dialing --DialAnswered--> talking_outbound
//		     ^                         |                             |
//		     +------- HangUp ----------+-----------------------------+
//
//	  - Ready implies a reachable phone. Who wants to be ready without one is
//	    NotReady (Unreachable) and turns Ready with PhoneReachable; PhoneLost and an
//	    offer that fails as unreachable lead there.
//	  - Talking begins with the agent's Answer, before caller and agent hear each
//	    other. A connection that does not come about is a failed offer.
//	  - A missed offer (no answer, rejected, busy, failed) counts; Service.Misses in
//	    a row make the agent NotReady (NoAnswer), else nothing is offered for
//	    RestAfterMiss. An offer that ends because the caller left, or another agent
//	    was faster, is no miss: the agent is ready at once, with IdleSince unchanged.
//	  - A state asked for while ringing or in a call is entered afterwards; the offer
//	    stays. Wrap-up follows every connected call, however it ended, and is ended
//	    by its deadline, by SetState or by ReleaseAgent. It takes the settings that
//	    the service has when it starts.
//	  - Idle time counts from the end of the agent's part of the last queue call,
//	    else from log-in; breaks do not change it.
//	  - After an outbound call the agent goes back to the state before it. A call
//	    on behalf of a service has its wrap-up, any other none; idle time goes on,
//	    and nothing else counts for a service.
//	  - A colleague's call rings at an agent who is ready or not ready, for
//	    DirectRing, and is no miss when it is not answered. Who is called is Talking
//	    then, and goes back to the state before, like who called.
//	  - ReleaseAgent ends offer or call; a wrap-up that follows is not skipped, a
//	    second ReleaseAgent ends that too. The agent is NotReady (OtherWork) then.
//
// # The call
//
//		 Enqueue                 offer              Answer              Connect
//		---------> waiting ---------------> offered -------> connecting --------> connected
//		            ^ |  ^                    |                  |                  |
//		            | |  +-- no phone rings --+   agent's side   |    agent's leg   |
//		            | |      any more         |<-- failed, 10 s -+    lost: recalled|
//		            | |                       |                  |                  |
//		            +-|-----------------------|------------------|------------------+
//		              v                       v                  v                  v
//		         abandoned_queue,       abandoned_ring     abandoned_ring       completed
//		         too long, callback,    (the caller hung up)
//		         moved, failed
//
//		 Dial --> dialing_out --DialAnswered--> talking_out --HangUp--> completed
//
//		 Arrive --> in_menu --Enqueue--> waiting, or refused
//		               |  --Exit------> dialing_out (a number outside)
//		               |  --EndMenu---> self_served, callback_taken
//		               +--- hang-up --> abandoned_ivr
//
//		 Promise --> waiting --offer, Answer--> dialing_out (the agent waits) --DialAnswered--> talking_out
//		                |
//		                +-- customer first --> dialing_out (the agent is kept) --DialAnswered--> waiting, offered
//
//	  - A call counts as offered when it enters the list of a service; refused calls
//	    (closed, full) never do. It is answered at Connect, with the wait from its
//	    entry to the agent's Answer, once: a call whose agent is lost (HangUp with
//	    CauseLost) goes back to its old place, stays counted as answered, and is
//	    Recalled in every later event. If its caller then hangs up it Failed; its
//	    patience (MaxWait) starts again with the recall.
//	  - For every service and day, at every instant:
//	    Offered = Answered + Abandoned + Left + Pending.
//	  - A call that comes back after a failed offer has its old place: entry,
//	    priority, arrival. MaxWait does not strike while a phone rings; if it has
//	    passed when the offer fails, the too-long rule holds at once; nor while the
//	    caller is asked something (Occupy). After an answer
//	    the place is the old one too, but it waits since it came back (Back, WaitsSince):
//	    a talk is no waiting.
//	  - Rules that move a call to another service enter it there anew, at most five
//	    times; then, and for a service that does not exist, the message rule holds.
//	    No rule at all means to wait (nobody, too long) or a message (closed, full).
//	    Full counts calls in phase waiting.
//	  - Transfer: a waiting call has left (moved); a connected one ends the agent's
//	    part. Both are offered anew in the other service. To an agent: the call stays
//	    in its service, keeps its place, rings at this agent alone, and waits like any
//	    other when the agent does not answer.
//	    A connected call can also go to a number outside: it rings there without an
//	    agent (Diverted), has its old place when nobody answers, and has left the
//	    service for good when somebody does. Who gave it there is known (GivenBy) until
//	    somebody talks with the caller. The customer of an outbound call that
//	    is given away waits in the service on whose behalf it was made.
//	  - Consult: the agent of a connected call begins a second call, to a colleague, a
//	    service or a number. The agent stays in the first; the second has no agent
//	    but who answers, waits and counts in a service like any other, and ends with
//	    the first whatever ends that. Once it is answered, Complete or the agent's
//	    hang-up gives the caller to who answered: in the same service, answered
//	    once (CallTaken); in the other one, as the second call was there; or outside
//	    for good. EndConsult gives the agent the caller back. An agent
//	    who hangs up before it is answered, with the caller on hold, leaves the caller in
//	    the old place: nobody who waits is hung up by a slip. Joined and Muted are
//	    properties of the call, like hold; who was called or is consulted mutes and
//	    holds on the own side.
//	  - In a menu a call is in no service and counts nowhere; Behalf is whose number was
//	    called. MenuLimit ends it. A rule (closed, full, nobody, too long) or a key while
//	    waiting (Exit) leads out of a service: to a number outside, which rings for
//	    GivenLimit, or to questions, in a menu; such a call ends as the rule has it (Ends),
//	    or with a callback taken.
//	  - A callback keeps its place: Promise puts who is to be called back into the line, at
//	    the entry and priority of the call in which it was promised. Nobody is on the phone:
//	    it is not offered (인입), does not count as waiting, fills no service, gives up
//	    never, and no rule applies to it. Agent first, the agent's answer makes it an
//	    outbound call on behalf of the service. Customer first, the agent is kept (Dialing)
//	    for CallbackRing at most; once the customer has answered it is a caller at the old
//	    place, answered once (Counted), offered to the agent who was kept.
//	  - Restart ends every call as lost_restart; queued ones have left (lost).
//	  - A wrap-up counts in the figures of its service when it ends, whole, in the
//	    day of that moment.
//
// # Who gets whom
//
// Waiting calls stand in the order of priority (higher first), entry, arrival.
// An agent ready for several services takes the first by priority, entry,
// service weight, arrival. A level is open to a call from the moment that it has
// waited for LevelOpening.After, exact to the millisecond; level 1 always is. A
// call goes to the caller's last agent if the service is sticky and the agent
// could take it, else to whom the strategy prefers; ties go to the agent created
// first. Ring all offers to every agent who can take the call at that moment;
// one who becomes ready while phones ring joins the next round.
//
// At rest no call waits that a ready agent may take. So whatever changes is
// matched alone; what changes in one moment (several deadlines at the same
// millisecond, all agents of a ring-all call, new settings) is put into the
// indexes first and then matched, the most urgent call first.
//
// # Cost
//
// Agents who can take a call stand in one heap for each service and level,
// waiting calls in one line for each service and number of open level steps,
// deadlines in one line of the agents' and one of the calls'. A step costs the
// logarithm of the heaps' sizes times the agent's own services, a line mostly
// nothing for its size, and what it says (ring all rings everybody). Exceptions,
// all by nature: PutService of a service that was there looks at every live call
// and, with a new strategy, at its ready agents; StartDay at every agent; Restart
// at every call.
package acd
