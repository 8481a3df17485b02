package proxyconfig

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Setup is what a configuration is made of.
type Setup struct {
	Gate         string   // http://127.0.0.1:8081, https://gate.example.org:8443, or unix:/run/chatelaine/gate.sock
	GateCA       string   // file of the authorities that an https gate's certificate is checked against; empty: Debian's
	Credential   string   // the gate credential, chgate_…; empty: none is presented
	Organization string   // short name
	Role         string   // what a key's role must at least be; empty: any
	Needs        []string // permissions that a key must have, kind:action; empty: none
	App          string   // the application behind the proxy, http://127.0.0.1:9000
	Listen       string   // where the proxy listens, 127.0.0.1:8000, or :8000 for all addresses
	Preflight    bool     // let a browser's preflight request pass without a key
}

// FieldError is a field of a Setup, by its flag's name, that can't be used. A credential's value isn't in it.
type FieldError struct{ Field, Value, Wrong, Accepted string }

// Error is one sentence.
func (e *FieldError) Error() string {
	return strings.TrimSpace(e.Field+" "+e.Value) + " " + e.Wrong + "; accepted is " + e.Accepted
}

// systemCA is where Debian keeps the authorities that it trusts.
const systemCA = "/etc/ssl/certs/ca-certificates.crt"

// What may stand in a file. None of these can end a quoted text or a line, in any of the five languages.
var (
	slugs       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	permissions = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,63}:[a-z][a-z0-9._-]{0,63}$`)
	credentials = regexp.MustCompile(`^chgate_[0-9A-Za-z_]{8,120}$`)
	hosts       = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$`)
	paths       = regexp.MustCompile(`^/[0-9A-Za-z/._-]+$`)
)

var roles = []string{"manager", "user"}

// place is something that a proxy connects to.
type place struct {
	TLS    bool
	Host   string // without brackets; empty: Socket is set
	Port   string
	Socket string
}

// Address is host and port, as programs write them.
func (p place) Address() string { return net.JoinHostPort(p.Host, p.Port) }

// URL begins an address of HTTP.
func (p place) URL() string {
	if p.TLS {
		return "https://" + p.Address()
	}
	return "http://" + p.Address()
}

// values are what the templates show.
type values struct {
	Setup
	Gate, App  place
	Path       string // what the gate is asked
	ListenHost string // empty: all addresses
	ListenPort string
	Identity   []string // headers
	Told, Keys []string
	Foreign    []string // headers of ours that a client must not send
	Twins      []string // how they and Keys can be spelled with underscores and dots in place of hyphens
	Dotted     []string // those of Twins without underscores
	KeyTwins   []string // those of Twins that stand for Keys
}

// read checks a setup for a proxy.
func (s Setup) read(proxy string) (v values, err error) {
	var wrong []error
	refuse := func(field, value, problem, accepted string) {
		wrong = append(wrong, &FieldError{field, value, problem, accepted})
	}
	ours := slices.Concat(identity, []string{"X-Chatelaine-Ref", "X-Chatelaine-Gate"})
	v = values{Setup: s, Path: s.path(), Identity: identity, Told: told, Keys: keys, Foreign: ours, Twins: twins(slices.Concat(ours, keys)), KeyTwins: twins(keys)}
	v.Dotted = slices.DeleteFunc(slices.Clone(v.Twins), func(name string) bool { return strings.Contains(name, "_") })
	var ok bool
	if v.Gate, ok = readPlace(s.Gate, true); !ok {
		refuse("--gate", s.Gate, "isn't where a gate listens", "http://127.0.0.1:8081, https://HOST:PORT or unix:/PATH")
	}
	if v.App, ok = readPlace(s.App, false); !ok {
		refuse("--app", s.App, "isn't where an application listens", "an address such as http://127.0.0.1:9000")
	}
	if v.ListenHost, v.ListenPort, ok = readListen(s.Listen); !ok {
		refuse("--listen", s.Listen, "isn't where a proxy can listen", "an IP address with a port such as 127.0.0.1:8000, or :8000 for all addresses")
	}
	if v.Gate.Socket != "" && proxy == "traefik" {
		refuse("--gate", s.Gate, "is a socket, which Traefik's forwardAuth can't ask", "http://127.0.0.1:8081")
	}
	v.checkNames(proxy, refuse)
	s.checkWords(refuse)
	if v.GateCA == "" {
		v.GateCA = systemCA
	}
	return v, errors.Join(wrong...)
}

// namesOnly are proxies that look for a name in a certificate, and never for an IP address.
var namesOnly = []string{"nginx", "haproxy", "envoy"}

// checkNames refuses addresses that are right, and that the proxy would never reach.
func (v values) checkNames(proxy string, refuse func(field, value, problem, accepted string)) {
	for _, named := range []struct {
		flag, value string
		place       place
	}{{"--gate", v.Setup.Gate, v.Gate}, {"--app", v.Setup.App, v.App}} {
		if _, err := netip.ParseAddr(named.place.Host); named.place.TLS && err == nil && slices.Contains(namesOnly, proxy) {
			refuse(named.flag, named.value, "has an IP address, which "+proxy+" looks for in no certificate", "the name that is in the certificate")
		}
	}
	if v.Gate.Host == "localhost" && proxy == "haproxy" {
		refuse("--gate", v.Setup.Gate, "has a name that HAProxy asks DNS for, and not /etc/hosts", "http://127.0.0.1:8081")
	}
}

// checkWords checks the fields that are a word each.
func (s Setup) checkWords(refuse func(field, value, problem, accepted string)) {
	if !slugs.MatchString(s.Organization) {
		refuse("--organization", s.Organization, "isn't an organization's short name", "what stands after /o/ in the portal's addresses")
	}
	if s.Role != "" && !slices.Contains(roles, s.Role) {
		refuse("--role", s.Role, "isn't a role that keys have", strings.Join(roles, " or "))
	}
	for i, need := range s.Needs {
		if !permissions.MatchString(need) {
			refuse("--need", need, "isn't a permission", "kind:action, such as layers:read")
		}
		if slices.Contains(s.Needs[:i], need) {
			refuse("--need", need, "is there twice", "each permission once")
		}
	}
	if s.Credential != "" && !credentials.MatchString(s.Credential) {
		refuse("--gate-credential-file", "", "holds no gate credential", "a file with one line that begins with chgate_")
	}
	if s.GateCA != "" && !paths.MatchString(s.GateCA) {
		refuse("--gate-ca", s.GateCA, "isn't a path that can stand in a configuration", "an absolute path of letters, digits and / . _ -")
	}
}

// path is the gate's address for these requirements. Nothing of a request is ever in it.
func (s Setup) path() string {
	p := "/auth/" + s.Organization
	if s.Role != "" {
		p += "/role/" + s.Role
	}
	if len(s.Needs) > 0 {
		p += "/need/" + strings.Join(s.Needs, "+")
	}
	return p
}

// readPlace reads an address; a socket only if allowed.
func readPlace(text string, socket bool) (p place, ok bool) {
	if at, is := strings.CutPrefix(text, "unix:"); is {
		return place{Socket: at}, socket && paths.MatchString(at) && path.Clean(at) == at
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return place{}, false
	}
	p = place{TLS: u.Scheme == "https", Host: u.Hostname(), Port: u.Port()}
	if p.Port == "" {
		p.Port = map[bool]string{false: "80", true: "443"}[p.TLS]
	}
	_, err = netip.ParseAddr(p.Host)
	return p, (err == nil && !strings.Contains(p.Host, "%") || hosts.MatchString(p.Host)) && isPort(p.Port)
}

// readListen reads where to listen; an empty host is all addresses.
func readListen(text string) (host, port string, ok bool) {
	host, port, err := net.SplitHostPort(text)
	if err != nil || !isPort(port) {
		return "", "", false
	}
	_, err = netip.ParseAddr(host)
	return host, port, host == "" || err == nil && !strings.Contains(host, "%")
}

func isPort(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n > 0 && n < 65536 && text == strconv.Itoa(n)
}

// twins are all spellings of headers in which hyphens are underscores or dots: applications of the CGI family take them
// for the same variable.
func twins(headers []string) []string {
	var all []string
	for _, header := range headers {
		words := strings.Split(header, "-")
		spelled := words[:1:1]
		for _, word := range words[1:] {
			var longer []string
			for _, so := range spelled {
				longer = append(longer, so+"-"+word, so+"_"+word, so+"."+word)
			}
			spelled = longer
		}
		all = append(all, spelled[1:]...) // the first has hyphens only
	}
	return all
}
