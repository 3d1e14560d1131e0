// Package channel brings customers of messengers, and of anything else that is not the
// widget, into rooms, and what is written to them back.
//
// A Channel speaks with one of them. What it hears of a customer it hands to Hub.Take, as
// often as it likes: each thing, by the channel's own id of it, counts once. It may tell its
// side that something is taken once Take has returned without an error, and not before.
//
//	customer ──> channel ──> Hub.Take ──> rooms (one commit: message, and that it came)
//	customer <── channel <── outbox  <── rooms (one commit: message, and that it is to go)
//
// What agents, the bot and the program write into a room of a channel stands in the outbox
// from the same commit on. The Hub hands it over in the order of the room, some rooms at the
// same time, tries again where that fails, and gives up after a day; then the room has a note
// that says so. A channel that is handed the same message twice, because the program ended in
// between, knows it by its ID. What a channel says of a message by Hub.Told, and is answered
// that none of that name is known, it says again.
package channel
