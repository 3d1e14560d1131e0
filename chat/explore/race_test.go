//go:build race

package explore

// race says that the race detector watches: it makes the Houses of these tests ten times
// slower. They are looked into a little way with it, and as far as the tests say without it
// (make unit does both).
const race = true
