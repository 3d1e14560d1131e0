// Package chat decides what becomes of the rooms in which customers write: who
// answers which, how long one waits and why, and which messages go out by
// themselves. Like package acd it is pure and deterministic: time, identifiers and
// every outside event come in with a Command, everything that becomes true comes out
// as an Event, and a House does nothing between two calls of Step. It imports nothing
// that does I/O, reads a clock or makes random numbers.
//
// It holds the rooms that are not ended, and of messages only who wrote and when: texts
// go by it. A room is a plain value (Room) that is also its row: Restore builds the House
// from the rows of open rooms and what the directory says (HouseState), and it decides from there
// as it would have. Who is logged in and rests the owner keeps (Presence), who is on a call
// comes again as commands; what was monitored is free after a restart.
//
// # The room
//
//		  Open --with a bot--> bot --RequestAgent--+
//		    |                   |                  |       nobody may take it (WaitCause)
//		    |                   |                  +------------------------> waiting
//		    +--without--------- | ---------------->+                           |  ^  |
//		                        |                  |       an agent may        |  |  |
//		                        |                  +-------> received <--------+  |  |
//		                        |                           |   |  ^  ----released-+  |
//		                        |      the agent's first    |   |  |                  |
//		                        |      message              v   |  | handed over      |
//		                        |                     in_progress--+                  |
//		                        |                           |   |                     |
//		                        v                           v   v                     v
//		                    bot_ended                       ended    ended, or bot_ended with a bot
//
//	  - A request for an agent (RequestAgent) is decided at once: received by an agent,
//	    waiting with its cause, or refused (bot rooms stay with the bot; without a bot the
//	    room ends). What the customer writes while waiting decides nothing anew (C40).
//	  - received becomes in_progress with the agent's first message, never back.
//	  - received that is not answered within Policy.AnswerWithin is taken back: to another
//	    agent who may, else it waits, at its old place.
//	  - An ended room is final. What its customer writes later opens another one, which
//	    within Policy.ReturnWithin goes back to the agent of the last, if that agent may
//	    take it.
//
// decide.go has the table of what a request leads to; line.go says what of the waiting is
// distributed by itself, and when.
//
// # Who may take a room
//
// Among agents who may: the one with fewest open rooms (received and in progress), then who
// has been without a new one longest, then by id. Explanation says for each agent why
// or why not, as it was at the decision.
package chat
