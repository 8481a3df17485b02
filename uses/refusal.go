package uses

import (
	"cmp"
	"sync"

	"chatelaine/store"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

// maxRefusals is how many references of an organization are kept between two writings; of what is refused beyond that
// only the number is. So nobody fills the disk by asking, and organizations don't push each other out.
const maxRefusals = 500

// maxOrganizations is how many organizations that holds for at once.
const maxOrganizations = 64

// refusals are those that weren't written yet.
type refusals struct {
	mu   sync.Mutex
	of   map[store.OrgID]int
	list []store.Refusal
}

func (r *refusals) add(use *gate.Use) {
	a := &use.Answer
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[store.OrgID]int{}
	}
	if n, there := r.of[a.Org]; n >= maxRefusals || !there && len(r.of) >= maxOrganizations {
		return
	}
	r.of[a.Org]++
	r.list = append(r.list, store.Refusal{
		Org: a.Org, Ref: use.Reference, At: use.At, Verdict: verdictOf(a.Verdict), Key: cmp.Or(a.Key, a.Presented), Secret: a.Secret, Need: needOf(use),
		Detail: string(a.Flaw), Client: store.Client{Network: networkOf(use.Address).String(), Agent: store.CleanAgent(use.UserAgent)},
	})
}

func (r *refusals) take() []store.Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	clear(r.of)
	return list
}

// needOf is what was missing.
func needOf(use *gate.Use) string {
	switch use.Answer.Verdict {
	case verify.InsufficientRole:
		return use.Role.String()
	case verify.InsufficientPermission:
		return string(use.Answer.Lacks)
	}
	return ""
}

// verdictOf is the store's name of a verdict.
func verdictOf(v verify.Verdict) store.Verdict { return store.Verdict(v.String()) }
