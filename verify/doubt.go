package verify

import "chatelaine/store"

// doubts are what changes named of which nobody knows whether they were committed. There are none, but for a disk that
// fails; what is read anew is as doubtful, until a change that was committed says how it is. The zero doubts are none.
type doubts struct {
	keys          map[store.GateKeyRef]bool
	organizations map[store.OrgID]bool
}

// follow takes note of what a change makes doubtful, or certain again.
func (d *doubts) follow(change store.GateChange) {
	if !change.Doubtful && len(d.keys)+len(d.organizations) == 0 {
		return
	}
	if d.keys == nil {
		d.keys, d.organizations = map[store.GateKeyRef]bool{}, map[store.OrgID]bool{}
	}
	for _, o := range change.Organizations {
		mark(d.organizations, o.Org, change.Doubtful)
	}
	for _, key := range change.Keys {
		mark(d.keys, store.GateKeyRef{Org: key.Org, ID: key.ID}, change.Doubtful)
	}
	for _, gone := range change.Gone {
		mark(d.keys, gone, change.Doubtful)
	}
}

func mark[K comparable](set map[K]bool, key K, in bool) {
	if in {
		set[key] = true
	} else {
		delete(set, key)
	}
}
