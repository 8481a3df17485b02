package gate

import (
	"sync"
	"sync/atomic"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// credentialUses remembers when each gate credential was shown last, to the minute. The zero value is ready.
type credentialUses struct {
	last sync.Map // of verify.Credential: *lastUse
}

type lastUse struct {
	minute atomic.Int64 // since 1970
	told   int64        // the last that was given away; of whoever takes
}

// note takes no lock when the minute is known already.
func (u *credentialUses) note(c verify.Credential, at time.Time) {
	found, known := u.last.Load(c)
	if !known {
		found, _ = u.last.LoadOrStore(c, &lastUse{})
	}
	use, minute := found.(*lastUse), at.Unix()/60
	if use.minute.Load() != minute {
		use.minute.Store(minute)
	}
}

// CredentialUses are the gate credentials that were shown since it was asked before, with when. One caller at a time.
func (g *Gate) CredentialUses() (uses []store.GateCredentialUse) {
	g.uses.last.Range(func(key, value any) bool {
		c, use := key.(verify.Credential), value.(*lastUse)
		if minute := use.minute.Load(); minute != use.told {
			use.told = minute
			uses = append(uses, store.GateCredentialUse{Org: c.Org, ID: c.ID, At: time.Unix(minute*60, 0).UTC()})
		}
		return true
	})
	return uses
}
