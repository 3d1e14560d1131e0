// Package floor owns one acd.Floor. A single goroutine takes commands from a
// bounded inbox, stamps the time, appends the batch to the journal, steps the
// core and publishes the events on a ring under (epoch, seq).
//
//	Do ──> inbox ──> batch ──> journal (durable) ──> core ──> ring ──> readers
//	                   ^                              |
//	                   └── deadline, midnight ────────┘
//
// An event is published only after the command behind it is durable: killing
// the process loses nothing that anyone was told. The one exception is a journal
// that fails (a full disk): calls go on, what could not be written is kept in
// bounded memory and written when the journal works again, and the floor says
// so (Health, metrics) and refuses new calls once half of that memory is used.
package floor
