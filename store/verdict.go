package store

// Verdict is what the gate finds about a request, as a code.
type Verdict string

// The verdicts, in the order in which they are decided; the first is what all others aren't.
const (
	VerdictValid       Verdict = "valid"
	VerdictMissing     Verdict = "missing"   // no key was presented
	VerdictMalformed   Verdict = "malformed" // what was presented can't be a key
	VerdictUnknown     Verdict = "unknown"   // it could be one, and there is no such secret any more, or never was
	VerdictInactive    Verdict = "inactive"
	VerdictExpired     Verdict = "expired"
	VerdictAddress     Verdict = "address" // the key may not be used from there
	VerdictRole        Verdict = "insufficient_role"
	VerdictPermission  Verdict = "insufficient_permission"
	VerdictRateLimited Verdict = "rate_limited"
)

// Refusals are all verdicts but [VerdictValid], in their order.
var Refusals = [...]Verdict{
	VerdictMissing, VerdictMalformed, VerdictUnknown, VerdictInactive, VerdictExpired, VerdictAddress, VerdictRole, VerdictPermission,
	VerdictRateLimited,
}

// ParseRefusal reads the code of a refusal; ok is false for anything else.
func ParseRefusal(code string) (v Verdict, ok bool) {
	for _, v := range Refusals {
		if string(v) == code {
			return v, true
		}
	}
	return "", false
}

// VerdictCount is how often something was found.
type VerdictCount struct {
	Verdict Verdict
	N       int64
}
