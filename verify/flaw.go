package verify

import (
	"strings"

	"chatelaine/store/keystring"
)

// Flaw says beside a verdict what was wrong with what was presented, for those who may know: a code of package keystring, or
// one of these. It holds nothing of what was presented.
type Flaw = keystring.Flaw

// Flaws that don't show in the text.
const (
	FlawSeveral    Flaw = "several"    // places of the request held a key, or one of them twice
	FlawInAddress  Flaw = "address"    // no key came but in the address of the request, where none is read
	FlawScheme     Flaw = "scheme"     // no key came but Authorization of another scheme than Bearer
	FlawCredential Flaw = "credential" // a gate credential was presented as a key
)

// flawOfUnknown says why a text that could be a key is none; empty: that isn't known.
func flawOfUnknown(presented string) Flaw {
	if strings.HasPrefix(presented, keystring.PrefixGate+"_") {
		return FlawCredential
	}
	return ""
}
