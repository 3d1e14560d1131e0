package acd

import "time"

// WaitBuckets is into how many buckets the waiting callers are put by how long
// they have waited (W28): under 10, 20, 30 and 60 seconds, and longer.
const WaitBuckets = 5

// waitLimits end all buckets but the last.
var waitLimits = [WaitBuckets - 1]time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second, 60 * time.Second}

// WaitBucket is the bucket of a caller who has waited for so long: a wait of
// exactly a limit is in the bucket after it.
func WaitBucket(waited time.Duration) int {
	i := 0
	for i < len(waitLimits) && waited >= waitLimits[i] {
		i++
	}
	return i
}
