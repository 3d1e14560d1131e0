// Package wallboard folds the events of a floor into the figures that people
// watch, and sends them to every screen.
//
//	acd.State --New--> Board --Apply(event)--> rows marked dirty
//	                     |
//	                   judge   rates, bands, limits, alerts: derived in one place
//	                     |
//	   Hub: views (topic, scope) --encoded once a flush--> viewers' bounded queues
//
// A Board built from a snapshot and the events after it equals a Board built
// from a later snapshot (I-14). A client that applied a snapshot and the deltas
// after it equals a fresh snapshot (I-15). A row outside a viewer's scope never
// leaves the process for that viewer (I-20).
//
// Times are floor time in milliseconds; durations on the wire are milliseconds;
// rates are percent, rounded to one decimal, and null when nothing was offered.
package wallboard
