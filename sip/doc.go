// Package sip is the SIP edge: trunks, the registrar of the agents' phones, and
// the two legs of every call. It turns SIP into commands of the floor and the
// floor's events into SIP.
//
//	socket ──> front ──> parser ──> validator ──> transactions ──> router
//	           limits    (sipgo)    RFC 3261      match, resend      │
//	           scanners                                              │
//	      ┌───────────────┬──────────────────┬───────────────────────┤
//	      v               v                  v                       v
//	  registrar        options           new INVITE            in-dialog, ACK
//	  digest, flows    trunk health      trunk, number         by tags to its call
//	                                         │                       │
//	                                         v                       v
//	                              call: one mailbox, a step at a time┤
//	                                caller leg ── media ── agent legs│
//	                                         │                       │
//	                              commands   v            events     │
//	                                       floor ──> dispatcher ─────┘
//
// sipgo gives the parser and the message types. Transactions, transports and
// dialogs are ours. The reasons, each shown by a test on the library: it hands
// every message to a goroutine of its own, so that a CANCEL overtakes its
// INVITE; it matches a CANCEL by its branch alone, whoever sent it; it keeps one
// pool entry for every UDP source for ever; its client transaction sleeps four
// seconds under its lock; its timers are one set of process-wide variables. Here
// the datagrams of one Call-ID stay in order from the socket to the mailbox, and
// memory is bounded before the first allocation.
//
// A call's legs are plain structs that only the steps of that call touch, and one
// step runs at a time: in the goroutine that read the message, the timer's or the
// dispatcher's, whoever finds the call idle.
// What a leg is made of (Dialog) can be stored and taken up by another process.
package sip
