package store_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"chatelaine/store"
)

func TestParseNetworks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                       "",
		" \n \r\n":               "",
		"203.0.113.0/24":         "203.0.113.0/24",
		"203.0.113.7":            "203.0.113.7/32",
		"2001:DB8::1":            "2001:db8::1/128",
		"2001:db8:0:0::/32":      "2001:db8::/32",
		"::ffff:203.0.113.7":     "203.0.113.7/32",
		"::ffff:203.0.113.0/120": "203.0.113.0/24",
		"::ffff:0:0/96":          "0.0.0.0/0",
		"0.0.0.0/0\n::/0":        "0.0.0.0/0, ::/0",
		"2001:db8::/32\n10.0.0.0/8\r\n\n10.0.0.0/8 \t":  "10.0.0.0/8, 2001:db8::/32",
		"10.2.0.0/16, 10.1.0.0/16;10.3.0.0/16 10.0.0.1": "10.0.0.1/32, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16",
	} {
		got, err := store.ParseNetworks("networks", in)
		if err != nil || got.Join() != want {
			t.Errorf("ParseNetworks(%q) = %s, %v, want %s", in, got.Join(), err, want)
		}
		if again, err := store.ParseNetworks("networks", got.String()); err != nil || !again.Equal(got) {
			t.Errorf("ParseNetworks(%q) = %s, %v", got.String(), again.Join(), err)
		}
	}
}

func TestParseNetworksRefuses(t *testing.T) {
	t.Parallel()
	many := make([]string, store.MaxAllowedNetworks+1)
	for i := range many {
		many[i] = fmt.Sprintf("10.0.%d.0/24", i)
	}
	for in, want := range map[string]store.InvalidError{
		"10.0.0.0/8\noffice":       {Problem: store.ProblemNetwork, Args: []any{2}},
		"\n\n10.0.0.1/8":           {Problem: store.ProblemNetworkBits, Args: []any{3}},
		"2001:db8::1/64":           {Problem: store.ProblemNetworkBits, Args: []any{1}},
		"fe80::1%eth0":             {Problem: store.ProblemNetworkZone, Args: []any{1}},
		"10.0.0.0/33":              {Problem: store.ProblemNetwork, Args: []any{1}},
		"10.0.0.0/08":              {Problem: store.ProblemNetwork, Args: []any{1}},
		"010.0.0.1":                {Problem: store.ProblemNetwork, Args: []any{1}},
		"10.0.0/24":                {Problem: store.ProblemNetwork, Args: []any{1}},
		"10.0.0.0/255.0.0.0":       {Problem: store.ProblemNetwork, Args: []any{1}},
		"10.0.0.0-10.0.0.9":        {Problem: store.ProblemNetwork, Args: []any{1}},
		"::ffff:0:0/95":            {Problem: store.ProblemNetworkBits, Args: []any{1}},
		"10.0.0.0/8\x00":           {Problem: store.ProblemNetwork, Args: []any{1}},
		strings.Join(many, "\n"):   {Problem: store.ProblemTooMany, Args: []any{store.MaxAllowedNetworks}},
		"10.0.0.1:8080\n10.0.0.2":  {Problem: store.ProblemNetwork, Args: []any{1}},
		"[2001:db8::1]\n10.0.0.2":  {Problem: store.ProblemNetwork, Args: []any{1}},
		"https://example.org/ a/b": {Problem: store.ProblemNetwork, Args: []any{1}},
	} {
		got, err := store.ParseNetworks("networks", in)
		var invalid *store.InvalidError
		if !errors.As(err, &invalid) || got != nil || invalid.Field != "networks" || invalid.Problem != want.Problem || fmt.Sprint(invalid.Args) != fmt.Sprint(want.Args) {
			t.Errorf("ParseNetworks(%q) = %v, %v, want %q %v", in, got, err, want.Problem, want.Args)
		}
	}
}

func TestNetworksLet(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		networks, address string
		want              bool
	}{
		"no list":               {"", "203.0.113.7", true},
		"no list, no address":   {"", "", true},
		"in it":                 {"203.0.113.0/24", "203.0.113.255", true},
		"beside it":             {"203.0.113.0/24", "203.0.114.0", false},
		"in the second":         {"10.0.0.0/8\n2001:db8::/32", "2001:db8:ffff::1", true},
		"no address":            {"0.0.0.0/0\n::/0", "", false},
		"the other family":      {"0.0.0.0/0", "2001:db8::1", false},
		"the address alone":     {"2001:db8::1", "2001:db8::1", true},
		"the one after it":      {"2001:db8::1", "2001:db8::2", false},
		"mapped, not unwrapped": {"203.0.113.0/24", "::ffff:203.0.113.7", false},
	} {
		networks, err := store.ParseNetworks("networks", tt.networks)
		address, _ := netip.ParseAddr(tt.address)
		if got := networks.Let(address); got != tt.want || err != nil {
			t.Errorf("%s: %s lets %s: %t, %v", name, networks.Join(), address, got, err)
		}
	}
}

func FuzzParseNetworks(f *testing.F) {
	for _, seed := range []string{"", "10.0.0.0/8", "::ffff:1.2.3.4/120", "fe80::1%eth0", "1.2.3.4/0", "::/0, 10.0.0.1\n\n2001:db8::/32", "::ffff:0:0/96"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		list, err := store.ParseNetworks("networks", in)
		if err != nil {
			return
		}
		if err := list.Check("networks"); err != nil || len(list) > store.MaxAllowedNetworks {
			t.Errorf("ParseNetworks(%q) = %s, which is refused: %v", in, list.Join(), err)
		}
		for _, p := range list {
			if p != p.Masked() || p.Addr().Is4In6() || !list.Let(p.Addr()) {
				t.Errorf("ParseNetworks(%q) has %s", in, p)
			}
		}
	})
}
