package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"chatelaine/proxyconfig"
)

// TestBinaryProxiesAskByTLS asks a gate at https with a gate credential, before an application at https: the certificate
// counts, and a gate with another one is as good as none.
func TestBinaryProxiesAskByTLS(t *testing.T) {
	t.Parallel()
	ours, others := newAuthority(t), newAuthority(t)
	right := ours.issue(t, "localhost", "gate.example.org")
	wrong := map[string]tls.Certificate{
		"a certificate of other authorities": others.issue(t, "localhost", "gate.example.org"),
		"another host's certificate":         ours.issue(t, "elsewhere.example.org"),
	}
	for name := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, shown := startProxyByTLS(t, name, right, ours.file(t))
			show := func(d *double, certificate tls.Certificate) {
				d.server.CloseClientConnections()
				shown[d].Store(&certificate)
			}
			for says, certificate := range wrong {
				s.try(t, name, approach{says: "gate and application have their own, before " + says, headers: []string{presents(livingKey)}, status: 200, app: true, check: presentsCredential})
				show(s.gate, certificate)
				s.try(t, name, approach{says: "the gate has " + says, headers: []string{presents(livingKey)}, status: gone[name], check: unasked})
				show(s.gate, right)
			}
			show(s.app, wrong["another host's certificate"])
			s.try(t, name, approach{says: "the application has another host's certificate", headers: []string{presents(livingKey)}, status: 502, but: map[string]int{"haproxy": 503}})
		})
	}
}

// startProxyByTLS starts a proxy between a gate and an application that both speak TLS, and trusts the authorities in a
// file. What it gives besides are the certificates that they show.
func startProxyByTLS(t *testing.T, name string, right tls.Certificate, authorities string) (started, map[*double]*atomic.Pointer[tls.Certificate]) {
	t.Helper()
	shown := map[*double]*atomic.Pointer[tls.Certificate]{}
	secure := func(answer http.HandlerFunc) *double {
		var certificate atomic.Pointer[tls.Certificate]
		certificate.Store(&right)
		d := newSecureDouble(t, &tls.Config{
			GetCertificate:         func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return certificate.Load(), nil },
			SessionTicketsDisabled: true, // another server couldn't go on with this one's sessions
		}, answer)
		shown[d] = &certificate
		return d
	}
	s := started{address: freeAddress(t), dir: t.TempDir(), authorities: authorities, gate: secure(answerAsGate), app: secure(answerAsApp)}
	at := func(host string, d *double) string {
		return "https://" + host + d.address[strings.LastIndex(d.address, ":"):]
	}
	gateHost := "localhost"
	if name == "haproxy" {
		gateHost = "gate.example.org"
	}
	s.configure(t, name, proxyconfig.Setup{Gate: at(gateHost, s.gate), GateCA: authorities, Credential: gatePass, App: at("localhost", s.app)}, func(text string) string {
		text = strings.ReplaceAll(text, "/etc/ssl/certs/ca-certificates.crt", authorities)
		if name == "haproxy" { // it asks for the gate's name itself, by DNS
			text = strings.Replace(text, "\nfrontend ", "\nresolvers default\n    nameserver test "+serveNames(t)+"\n\nfrontend ", 1)
		}
		return text
	})
	programs[name](t, s)
	return s, shown
}

// unasked checks that the gate was told nothing, least of all the credential.
func unasked(t *testing.T, x exchange) {
	t.Helper()
	if len(x.gate) != 0 {
		t.Errorf("a gate that can't be trusted was asked %d times", len(x.gate))
	}
}

// authority issues certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"}, NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key}
}

// issue makes a certificate of hosts.
func (a authority) issue(t *testing.T, hosts ...string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: hosts[0]}, DNSNames: hosts, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.key}
}

// file is where the authority's certificate is.
func (a authority) file(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serveNames is a name server that knows every name as 127.0.0.1.
func serveNames(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for packet := make([]byte, 1500); ; {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(packet[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			answer := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true}, Questions: m.Questions}
			if q.Type == dnsmessage.TypeA {
				answer.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
			}
			if packed, err := answer.Pack(); err == nil {
				conn.WriteTo(packed, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}
