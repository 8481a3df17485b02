package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// certificateFiles writes a certificate for example.com with its key, and gives a client that trusts it.
func certificateFiles(t *testing.T) (cert, key string, trusting *http.Client) {
	t.Helper()
	made := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(made.Close)
	pair := made.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, made.Client()
}

func TestServeSpeaksHTTPSWithACertificate(t *testing.T) {
	t.Parallel()
	cert, key, trusting := certificateFiles(t)
	flags := serve{Addr: "127.0.0.1:0", Data: "data", KeyPrefix: "chk", TLSCert: cert, TLSKey: key, URL: "https://example.com"}
	s, err := flags.settings()
	if err != nil {
		t.Fatal(err)
	}
	if !s.secure() || s.tls.MinVersion != tls.VersionTLS12 {
		t.Errorf("secure %t, from version %x", s.secure(), s.tls.MinVersion)
	}
	listener, err := listen(t.Context(), s.addr)
	if err != nil {
		t.Fatal(err)
	}
	go answer(t.Context(), listener, s.tls, &door{next: http.NotFoundHandler(), drain: func() {}}, slog.New(slog.DiscardHandler))
	response, err := trusting.Get("https://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.TLS == nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("it answers %s, with TLS %t", response.Status, response.TLS != nil)
	}
}

func TestACertificateNeedsAnAddress(t *testing.T) {
	t.Parallel()
	cert, key, _ := certificateFiles(t)
	flags := serve{Addr: "127.0.0.1:0", Data: "data", KeyPrefix: "chk", TLSCert: cert, TLSKey: key}
	if _, err := flags.settings(); err == nil || !strings.HasPrefix(err.Error(), "--url is missing") {
		t.Errorf("without --url: %v", err)
	}
	flags.URL = "http://example.com"
	if _, err := flags.settings(); err == nil || !strings.HasPrefix(err.Error(), `--url "http://example.com" begins with http`) {
		t.Errorf("with http: %v", err)
	}
}
