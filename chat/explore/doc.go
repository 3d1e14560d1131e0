// Package explore tries the House out: it visits every state of a small one (World), plays
// text scenarios (Script), drives simulated days with moved clocks, faults and restarts
// (Simulation), and runs beside the core a second, naive one (Model) that must decide the
// same. It exists for tests only.
//
// Ledger is the judge they share: it folds events alone into rooms, agents and what is
// monitored, holds the grammar of the events and the laws of distribution, and compares the
// result with the House's own state.
package explore
