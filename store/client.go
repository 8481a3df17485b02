package store

import (
	"net/netip"
	"strings"
)

// MaxAgent is how many bytes of what a client calls itself are kept.
const MaxAgent = 120

// Client is where a request came from, as far as that is written down.
type Client struct {
	Network string // "203.0.113.0/24", "2001:db8:1::/48"; empty: not known
	Agent   string // what the client calls itself; empty: nothing
}

// NetworkOf is the network of an address that is written down: the first 24 bits of an IPv4 address, the first 48 of an
// IPv6 one. The zero Addr gives the zero Prefix.
func NetworkOf(address netip.Addr) netip.Prefix {
	address = address.Unmap().WithZone("")
	bits := 48
	if address.Is4() {
		bits = 24
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

// CleanAgent is what is written down of what a client calls itself: printable ASCII, at most [MaxAgent] bytes of it, and
// nothing at all where it holds a whole key.
func CleanAgent(agent string) string {
	if _, found := SecretIn(agent); found {
		return ""
	}
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, agent[:min(len(agent), 4*MaxAgent)])
	return strings.TrimSpace(clean[:min(len(clean), MaxAgent)])
}
