// Package live owns the one chat.House of the program: its inbox, its clock and what is
// kept of it. One goroutine steps it. Commands gather into batches; what a batch made true
// is committed in one transaction and only then told, to who asked and to who watches. So
// a message that was acknowledged is on disk, and killing the process loses none.
//
// A commit that fails is tried again, and meanwhile nothing further happens: nobody has
// been told anything that is not kept. Who waits for an answer gives up by their own
// context, sends the same message again with the same Client, and finds it kept or not,
// never twice. The inbox is bounded: while it is full, commands fail with
// fault.Overloaded.
package live
