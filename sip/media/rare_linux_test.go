//go:build linux && (amd64 || arm64)

package media

func onEpoll(e *Engine) bool {
	_, ok := e.net.(*epollNetwork)
	return ok
}

// rareSockets counts the sockets that are read rarely.
func rareSockets(e *Engine) (n int) {
	for _, p := range e.net.(*epollNetwork).pollers {
		p.mu.Lock()
		for _, list := range p.rare {
			n += len(list)
		}
		n = max(n, p.rares)
		p.mu.Unlock()
	}
	return n
}
