package outward

import (
	"net/netip"
	"testing"
)

// No address but those of the public internet is connected to, however it is
// written, unless the list names it (W-14).
func TestAddressesAreChecked(t *testing.T) {
	for _, ip := range []string{
		"127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "255.255.255.255",
		"224.0.0.1", "198.18.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fe80::1%lo]", "[fc00::1]", "[fd12::1]", "[ff02::1]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]",
	} {
		if permit(nil, "tcp", ip+":80") == nil {
			t.Errorf("%s is let through", ip)
		}
	}
	for _, ip := range []string{"8.8.8.8", "223.130.200.107", "[2606:4700::1111]"} {
		if err := permit(nil, "tcp4", ip+":443"); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
	}
	if permit(nil, "udp", "8.8.8.8:53") == nil || permit(nil, "tcp", "8.8.8.8") == nil {
		t.Error("what is no TCP address is let through")
	}
	allow := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
	if permit(allow, "tcp", "10.0.0.7:80") != nil || permit(allow, "tcp", "[::ffff:10.0.0.7]:80") != nil || permit(allow, "tcp", "10.0.1.7:80") == nil {
		t.Error("the list does not count as it stands")
	}
}
