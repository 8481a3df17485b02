package gate

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func FuzzPolicyReadsNothingFromTheClient(f *testing.F) {
	for _, path := range []string{
		"", "north", "north/", "north/-", "north/-/a/../b", "north/role/user", "north/role/manager/need/a:b+c:d", "north/need/a:b+a:b",
		"north/need/", "north//need/a:b", "north/need/a%3Ab", "-/-", "north/role/user/role/user", "\x00", "north/need/+++", "é/-/é",
	} {
		f.Add(path, "x")
	}
	f.Fuzz(func(t *testing.T, path, client string) {
		p, err := parsePolicy(path)
		if err != nil {
			return
		}
		if p.organization == "" || strings.Contains(p.organization, "/") || slices.Contains(p.needs, "") {
			t.Errorf("%q is read as %+v", path, p)
		}
		configured, _, _ := strings.Cut(path+"/", "/-/")
		again, err := parsePolicy(strings.TrimSuffix(configured, "/") + "/-/" + client)
		if err != nil || again.organization != p.organization || again.role != p.role || !slices.Equal(again.needs, p.needs) {
			t.Errorf("%q with %q behind it is read as %+v, %v; without it as %+v", configured, client, again, err, p)
		}
	})
}

func FuzzOnePlaceHoldsTheKey(f *testing.F) {
	f.Add("key", "", "", "")
	f.Add("", "", "Bearer key", "")
	f.Add("", "", "bearer  key", "/a?apiKey=b")
	f.Add("", "", "Basic a2V5", "/a?apiKey=b&apiKey=c")
	f.Add("a", "b", "", "/?api%4bey=%zz")
	f.Add("a,b", "\x00", "é", "?apiKey=a#&apiKey=b")
	f.Fuzz(func(t *testing.T, key, other, authorization, address string) {
		header := http.Header{}
		filled := 0
		for name, value := range map[string]string{headerKey: key, headerXKey: other, headerAuthorization: authorization, "X-Original-Uri": address} {
			header[name] = []string{value}
		}
		text, bad := queryKey(address)
		for _, in := range []bool{key != "", other != "", bearer(authorization) != "", text != "" || bad} {
			if in {
				filled++
			}
		}
		got, malformed := presented(header, "X-Original-Uri")
		if malformed != (bad || filled > 1) || malformed && got != "" || filled == 0 && got != "" || filled == 1 && !bad && got == "" {
			t.Errorf("%q is read as %q, malformed %t", header, got, malformed)
		}
		header.Add(headerKey, "another")
		if _, malformed := presented(header, ""); !malformed {
			t.Errorf("a header twice is read from %q", header)
		}
	})
}

func FuzzClientAddress(f *testing.F) {
	f.Add("1.2.3.4, 5.6.7.8")
	f.Add(",,,")
	f.Add("[::1]:80, ::ffff:10.0.0.1")
	f.Fuzz(func(t *testing.T, list string) {
		g := New(Config{})
		r := &http.Request{RemoteAddr: "192.0.2.1:1234", Header: http.Header{"X-Forwarded-For": {list}}}
		if got := g.client(r); got.String() != "192.0.2.1" {
			t.Errorf("nobody is trusted, and the client is %v", got)
		}
	})
}
