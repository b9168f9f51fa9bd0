package cli

import "testing"

// TestNetworkOfAnAddress has an address of IPv4 be that alone: of 0.0.0.0 Go's "tcp" makes all addresses of IPv6, too.
func TestNetworkOfAnAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"0.0.0.0:2222": "tcp4", "127.0.0.1:0": "tcp4", "[::]:2222": "tcp", "[::1]:2222": "tcp", "[fe80::1%eth0]:1": "tcp", "localhost:80": "tcp", "host.example:80": "tcp",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
