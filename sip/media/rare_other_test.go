//go:build !linux || (!amd64 && !arm64)

package media

func onEpoll(*Engine) bool { return false }

func rareSockets(*Engine) int { return 0 }
