package web_test

import "net/url"

// auditMatrix asks for event 1: that north was imported. In the organization that keeps its keys for administrators there
// is no such event.
var auditMatrix = []route{
	{"GET", "/o/:organization/audit", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/audit/choices", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/audit", exportForm, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/audit/:event", none, [8]int{200, 200, 404, 403, 403, 404, 404, 303}},
}

var auditSheets = map[string]sheet{
	"GET /o/:organization/audit": {openAs("ada", "/o/north/audit", nil), 200, map[string]field{
		"q": {accepts: anything}, "what": {accepts: anything}, "who": {accepts: anything}, "about": {accepts: anything}, "at": {accepts: anything},
		"cols": {accepts: anything}, "rows": {accepts: anything}, "after": {accepts: anything}, "before": {accepts: anything},
		// What only a form sends leads to the short address.
		"at.from": {refused: 303}, "at.to": {refused: 303}, "at.before": {refused: 303}, "at.after": {refused: 303},
		"move": {refused: 303}, "of": {refused: 303}, "find": {refused: 303},
	}},
	"POST /o/:organization/audit": {openAs("ada", "/o/north/audit", url.Values{"state": {"what=keys"}, "format": {"csv"}}), 200, map[string]field{
		"state": {accepts: isEmpty, refused: 422}, "format": {refused: 422},
	}},
}
