package store

import (
	"net/netip"
	"slices"
	"strings"
)

// Networks are the networks that requests have to come from, as they are stored: IPv4 before IPv6, in order, each once.
// None: requests may come from anywhere.
type Networks []netip.Prefix

// MaxAllowedNetworks is how many networks a key or a group can have.
const MaxAllowedNetworks = 50

// Problems of networks, as [InvalidError] says them; each verb takes the line's number.
const (
	// ProblemNetwork is that of a line that is neither a network nor an address.
	ProblemNetwork = "have something that is neither a network nor an address in line %d"
	// ProblemNetworkBits is that of a network whose address goes on behind its length.
	ProblemNetworkBits = "have an address in line %d that is not the first one of its network"
	// ProblemNetworkZone is that of an address with a zone, which means something on one machine alone.
	ProblemNetworkZone = "have an address in line %d that counts on one machine alone (with a percent sign)"
)

const acceptedNetworks = "up to 50 lines with a network such as 203.0.113.0/24 or 2001:db8::/32, or an address"

// ParseNetworks reads networks as a form has them: one a line, or several between commas or spaces; an address alone is a
// network of its own. Empty lines are left out. Errors: [InvalidError] for field.
func ParseNetworks(field, text string) (list Networks, err error) {
	refuse := func(problem string, args ...any) (Networks, error) {
		return nil, &InvalidError{Field: field, Problem: problem, Args: args, Accepted: acceptedNetworks}
	}
	between := func(r rune) bool { return strings.ContainsRune(" \t\r,;", r) }
	line := 0
	for one := range strings.SplitSeq(text, "\n") {
		line++
		for part := range strings.FieldsFuncSeq(one, between) {
			network, problem := parseNetwork(part)
			if problem != "" {
				return refuse(problem, line)
			}
			list = append(list, network)
		}
	}
	if list = list.Clean(); len(list) > MaxAllowedNetworks {
		return refuse(ProblemTooMany, MaxAllowedNetworks)
	}
	return list, nil
}

// parseNetwork reads a network or an address; problem is empty where it is one.
func parseNetwork(text string) (network netip.Prefix, problem string) {
	if strings.Contains(text, "%") {
		return network, ProblemNetworkZone
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return network, ProblemNetwork
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	if network != network.Masked() {
		return network, ProblemNetworkBits
	}
	network, ok := unmapped(network)
	if !ok {
		return network, ProblemNetwork
	}
	return network, ""
}

// unmapped writes a network of IPv4 addresses as one, however it was written. A network of IPv6 that has them all among
// others is none of either.
func unmapped(network netip.Prefix) (netip.Prefix, bool) {
	if !network.Addr().Is4In6() {
		return network, true
	}
	return netip.PrefixFrom(network.Addr().Unmap(), network.Bits()-96), network.Bits() >= 96
}

// Clean gives the networks in order, each once.
func (n Networks) Clean() Networks {
	n = slices.Clone(n)
	slices.SortFunc(n, netip.Prefix.Compare)
	return slices.Compact(n)
}

// Check refuses what [ParseNetworks] gives of no text. Errors: [InvalidError] for field.
func (n Networks) Check(field string) error {
	again, err := ParseNetworks(field, n.String())
	if err == nil && !again.Equal(n) {
		err = &InvalidError{Field: field, Problem: ProblemNetwork, Args: []any{1}, Accepted: acceptedNetworks}
	}
	return err
}

// Equal tells whether both are the same networks.
func (n Networks) Equal(other Networks) bool { return slices.Equal(n, other) }

// Let tells whether requests may come from an address, IPv4 written as such ([netip.Addr.Unmap]). An address that isn't
// known, the zero one, is in no network.
func (n Networks) Let(address netip.Addr) bool {
	return len(n) == 0 || slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Contains(address) })
}

// Covers tells whether all addresses of a network are in one of these.
func (n Networks) Covers(network netip.Prefix) bool {
	return slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Bits() <= network.Bits() && p.Contains(network.Addr()) })
}

// String writes the networks one a line.
func (n Networks) String() string { return n.join("\n") }

// Join writes the networks as an event and a cell have them.
func (n Networks) Join() string { return n.join(", ") }

func (n Networks) join(between string) string {
	texts := make([]string, len(n))
	for i, p := range n {
		texts[i] = p.String()
	}
	return strings.Join(texts, between)
}
