package gate

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// client is the address of whoever asks: the connection's, or where that is a configured proxy's, the last one in
// X-Forwarded-For that isn't one. A list that can't be read counts from the right as far as it can be. The zero Addr: unknown,
// as over a Unix socket.
func (g *Gate) client(r *http.Request) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	address := peer.Addr().Unmap()
	local := !address.IsValid() // a Unix socket: only a proxy of this machine's
	if len(g.Proxies) == 0 || !local && !g.trusts(address) {
		return address
	}
	lists := r.Header["X-Forwarded-For"]
	for _, list := range slices.Backward(lists) {
		for list != "" {
			var last string
			if comma := strings.LastIndexByte(list, ','); comma >= 0 {
				list, last = list[:comma], list[comma+1:]
			} else {
				list, last = "", list
			}
			hop, err := netip.ParseAddr(strings.TrimSpace(last))
			if err != nil {
				return address
			}
			if address = hop.Unmap(); !g.trusts(address) {
				return address
			}
		}
	}
	return address
}

func (g *Gate) trusts(address netip.Addr) bool {
	return slices.ContainsFunc(g.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}
