package widget

import "sync"

// uploading counts the files that are being read, by address. The zero value is ready.
type uploading struct {
	mu sync.Mutex
	by map[string]int
	n  int // over all addresses
}

// begin takes a place, false where there is none.
func (u *uploading) begin(address string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n >= mostUploading || u.by[address] >= uploadingFrom {
		return false
	}
	if u.by == nil {
		u.by = map[string]int{}
	}
	u.by[address]++
	u.n++
	return true
}

func (u *uploading) end(address string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	if u.by[address]--; u.by[address] == 0 {
		delete(u.by, address)
	}
}
