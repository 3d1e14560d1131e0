//go:build !linux || !(amd64 || arm64)

package media

func newNetwork() (network, error) { return newPlainNetwork(), nil }
