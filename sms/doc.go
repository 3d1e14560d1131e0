// Package sms sends and receives text messages: what may be sent (texts, recipients, times,
// templates, pictures, rules of advertising), what is planned and kept of it, and the engine
// that hands it to a provider and follows what becomes of it. Package store keeps the rows,
// package web shows them, a package below this one speaks with each provider.
//
// A send (발송) is what somebody sent in one act: one text to some recipients. Its variables
// are filled, and recipients with the same text, sender and kind become a batch, which is
// one request of the provider. A message is of one recipient:
//
//	                cancelled                 unknown ──── a person ───> closed
//	                   ^                         ^   \                  (and sent anew)
//	  (its time)       |                  limit, |    \ late receipt
//	──> queued ────────+──> sending ─────────────+     v
//	       |  ^                |  \  cannot tell     delivered, failed
//	late,  |  |  not taken     |   \
//	night  v  +────────────────+    v
//	     missed                |  rejected
//	                           v
//	                        accepted ────────────> delivered, failed
//
// Every step is a row before it is an act: a message is sending before the provider is
// asked, so that whatever is cut off is looked for (Provider.Find) and never sent blindly.
// Only what a provider says it does not have is sent again by itself; where it cannot say,
// a person decides. What it tells of a message that waits to go again counts as if it were
// still being sent. Final states never change, but that a late receipt tells more of what
// was unknown.
package sms
