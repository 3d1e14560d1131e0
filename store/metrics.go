package store

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Observer hears of every operation on the store: its name (see operation), how
// long it took, and why it failed; err is nil where the store did its work, also
// where what was asked for does not exist. It must be quick and may be called
// from any goroutine.
type Observer func(operation string, took time.Duration, err error)

// Option changes how a store is opened.
type Option func(*DB)

// Observe lets an observer hear of every operation.
func Observe(o Observer) Option { return func(db *DB) { db.observer = o } }

// operation names what the store does, coarsely: a label of metrics.
type operation string

const (
	opJournalAppend   operation = "journal_append"
	opJournalRead     operation = "journal_read"
	opJournalSnapshot operation = "journal_snapshot"
	opJournalPrune    operation = "journal_prune"
	opRowsFlush       operation = "rows_flush"
	opRowsRead        operation = "rows_read"
	opLegsWrite       operation = "legs_write"
	opEntityRead      operation = "entity_read"
	opEntityWrite     operation = "entity_write"
	opHistory         operation = "history"
	opLogin           operation = "login"
	opUser            operation = "user"
	opKey             operation = "key"
	opAccessLog       operation = "access_log"
	opEdgeRead        operation = "edge_read"
	opEdgeWrite       operation = "edge_write"
	opRetention       operation = "retention"
	opPing            operation = "ping"
	opDeskRead        operation = "desk_read"
	opDeskWrite       operation = "desk_write"
	opTickets         operation = "tickets"
	opHook            operation = "webhook"
	opCallbackRead    operation = "callback_read"
	opCallbackWrite   operation = "callback_write"
	opSMS             operation = "sms"
	opOutbox          operation = "sms_outbox"
	opChatKeep        operation = "chat_keep"
	opChatRead        operation = "chat_read"
	opChatWrite       operation = "chat_write"
	opChatList        operation = "chat_list"
	opChatSearch      operation = "chat_search"
)

// Operations returns the names of every operation, for metrics that exist from
// the start.
func Operations() []string {
	return []string{
		string(opJournalAppend), string(opJournalRead), string(opJournalSnapshot), string(opJournalPrune),
		string(opRowsFlush), string(opRowsRead), string(opLegsWrite), string(opEntityRead), string(opEntityWrite),
		string(opHistory), string(opLogin), string(opUser), string(opKey), string(opAccessLog),
		string(opEdgeRead), string(opEdgeWrite), string(opRetention), string(opPing), string(opDeskRead), string(opDeskWrite), string(opTickets), string(opHook),
		string(opCallbackRead), string(opCallbackWrite),
		string(opSMS), string(opOutbox),
		string(opChatKeep), string(opChatRead), string(opChatWrite), string(opChatList), string(opChatSearch),
	}
}

// JournalSnapshot is the operation that saves the whole floor.
const JournalSnapshot = string(opJournalSnapshot)

// forPeople are the operations whose errors people see.
var forPeople = map[operation]bool{opEntityRead: true, opEntityWrite: true, opHistory: true, opLogin: true, opUser: true, opKey: true, opAccessLog: true,
	opDeskRead: true, opDeskWrite: true, opTickets: true, opHook: true, opCallbackRead: true, opCallbackWrite: true, opSMS: true,
	opChatKeep: true, opChatRead: true, opChatWrite: true, opChatList: true, opChatSearch: true}

// done ends an operation, deferred with where its method's error is kept: it
// tells the observer, and where people wait for the operation, a database that is
// locked, full or gone becomes fault.Overloaded: they may try again.
func (db *DB) done(op operation, start time.Time, err *error) {
	if db.observer != nil {
		failed := *err
		if fault.Of(failed) != fault.Internal || errors.Is(failed, context.Canceled) {
			failed = nil // an answer, or nobody waits for one
		}
		db.observer(string(op), time.Since(start), failed)
	}
	if forPeople[op] && unavailable(*err) {
		*err = &fault.Error{Code: fault.Overloaded, Message: "the database does not answer or cannot be written: try again in some seconds", Err: *err}
	}
}
