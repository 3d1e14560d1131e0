// Package explore tries the floor out: it visits every state of a small floor
// (World), plays text scenarios (Script), drives long simulated days with random
// faults, and runs beside the core a second, naive one (Model) that must decide
// the same. It exists for tests only.
//
// Ledger is the judge they share: it folds events alone into calls, offers,
// agents and figures, holds the grammar of the events, and compares the result
// with the floor's own snapshot (what readers learn from events is what is).
package explore
