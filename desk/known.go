package desk

// IDs are ids of things of the desk that somebody else keeps: the access log keeps
// nothing else of them.
type IDs struct {
	Customers, Calls, Reservations, Callbacks []string
}

// Known is what ids stand for as it is now, by id. What was deleted is not in it, nor a
// customer who was merged into another.
type Known struct {
	Customers    map[string]Brief       // Numbers holds the first alone
	Calls        map[string]Ticket      // Ticket is "" where the call was offered to no agent
	Reservations map[string]Reservation // without texts that people wrote, but the name
	Callbacks    map[string]Reservation // requests of package callback, as reservations are told
}
