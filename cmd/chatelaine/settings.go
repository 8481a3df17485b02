package main

import (
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"chatelaine/store/keystring"
)

// settings are the flags of a portal after they were checked.
type settings struct {
	addr        address
	data        string
	url         string      // such as https://keys.example.com; empty: loopback, by whatever name
	tls         *tls.Config // nil: plain http
	proxies     []netip.Prefix
	keyPrefix   string
	fleeting    bool // the data are thrown away at the end
	acceptClock bool // also if it is before what was done last
	gate        gateSettings
}

// secure tells whether browsers reach the portal over https.
func (s settings) secure() bool { return strings.HasPrefix(s.url, "https://") }

// base is the address that links begin with.
func (s settings) base(listener net.Addr) string {
	if s.url != "" {
		return s.url
	}
	return "http://" + s.addr.at(listener)
}

// settings checks the flags, all of them. Errors: a line for each that can't be used.
func (f serve) settings() (settings, error) {
	var wrong problems
	s := settings{
		addr:        parseAddress("--addr", f.Addr, &wrong),
		data:        f.Data,
		url:         parseURL(f.URL, &wrong),
		tls:         loadTLS(f.TLSCert, f.TLSKey, &wrong),
		proxies:     parseProxies(f.TrustedProxy, &wrong),
		keyPrefix:   f.KeyPrefix,
		acceptClock: f.AcceptClock,
		gate:        f.gateFlags.settings(&wrong),
	}
	if f.Data == "" {
		wrong.add("--data", "", "is empty", "a folder, which is made if it doesn't exist")
	}
	if err := keystring.CheckPrefix(f.KeyPrefix); err != nil {
		wrong.add("--key-prefix", f.KeyPrefix, "can't begin a secret", "a small letter with 1 to 9 small letters or digits after it, and none of Chatelaine's own chgate, chinv, chset, chsign, chreset, chleak")
	}
	f.checkReach(s, &wrong)
	return s, wrong.err()
}

// checkReach refuses what would carry sessions and secrets over a network in the clear, or leave the portal without a
// name to compare a request's Host with.
func (f serve) checkReach(s settings, wrong *problems) {
	if s.tls != nil && strings.HasPrefix(s.url, "http://") {
		wrong.add("--url", f.URL, "begins with http while --tls-cert makes the portal speak https", "the same address with https")
	}
	if f.URL == "" && (s.tls != nil || !s.addr.loopback()) {
		wrong.add("--url", "", "is missing, and it is needed with --tls-cert and wherever --addr isn't loopback: requests for any other host are refused",
			"the address that people type, such as https://keys.example.com")
	}
	if !s.gate.off && !s.gate.loopback() && f.TLSCert == "" && f.TLSKey == "" {
		wrong.add("--gate-addr", f.GateAddr, "can be reached from other machines, and keys would cross the network in the clear",
			"a loopback address such as "+gateAddr+", a Unix socket such as unix:/run/chatelaine/gate.sock, or --tls-cert with --tls-key")
	}
	if s.addr.loopback() {
		return
	}
	if f.TLSCert == "" && f.TLSKey == "" && len(f.TrustedProxy) == 0 && !f.InsecureHTTP {
		wrong.add("--addr", f.Addr, "can be reached from other machines, and nothing there would be encrypted",
			"a loopback address such as 127.0.0.1:8080, or one of: --tls-cert with --tls-key; --trusted-proxy with the address of a proxy that speaks https; --insecure-http where the network itself is trusted")
	}
}

// parseURL gives the public address as a browser writes an origin: in small letters, without a port that goes without
// saying and without a path.
func parseURL(text string, wrong *problems) string {
	const accepted = "a scheme and a host, such as https://keys.example.com"
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		wrong.add("--url", "", "isn't an address that begins with http:// or https://", accepted)
	case u.User != nil:
		wrong.add("--url", "", "has a user name in it", accepted)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		wrong.add("--url", text, "has more than a host: the portal needs a host to itself", accepted)
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r > '~' }):
		wrong.add("--url", text, "has a host with other letters than a-z", "the host in its xn-- form")
	case u.Port() == "" && strings.HasSuffix(u.Host, ":"):
		wrong.add("--url", text, "ends in a colon without a port", accepted)
	default:
		return origin(u)
	}
	return ""
}

func origin(u *url.URL) string {
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	return u.Scheme + "://" + host
}

// loadTLS reads the certificate and its key; nil without them.
func loadTLS(cert, key string, wrong *problems) *tls.Config {
	switch {
	case cert == "" && key == "":
		return nil
	case cert == "":
		wrong.add("--tls-cert", "", "is missing beside --tls-key", "a file with the certificate and its chain, PEM")
		return nil
	case key == "":
		wrong.add("--tls-key", "", "is missing beside --tls-cert", "a file with the certificate's private key, PEM")
		return nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		wrong.add("--tls-cert and --tls-key", "", "can't be used: "+err.Error(), "two PEM files that belong together")
		return nil
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
}

// parseProxies reads the addresses of proxies whose X-Forwarded headers are believed.
func parseProxies(texts []string, wrong *problems) []netip.Prefix {
	const accepted = "an IP address, or a range such as 10.0.0.0/8"
	var proxies []netip.Prefix
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if ip, ipErr := netip.ParseAddr(text); ipErr == nil {
			prefix, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		switch {
		case err != nil:
			wrong.add("--trusted-proxy", text, "isn't a range of addresses", accepted)
		case prefix.Bits() == 0:
			wrong.add("--trusted-proxy", text, "would believe everybody", accepted)
		default:
			proxies = append(proxies, prefix.Masked())
		}
	}
	return proxies
}
