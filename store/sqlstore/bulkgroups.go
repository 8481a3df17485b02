package sqlstore

import (
	"slices"

	"chatelaine/store"
)

func prepareRegroup(d *deed) error {
	if err := d.change.Groups.Check(); err != nil {
		return err
	}
	chosen, err := d.tx.chosenGroups(d.call.Actor.Org, d.change.Groups.Groups)
	if err != nil {
		return err
	}
	if d.groups = refsOf(chosen); len(chosen) == 0 {
		return &store.InvalidError{Field: "groups", Problem: store.ProblemNoGroup, Accepted: "at least one group"}
	}
	return nil
}

func judgeRegroup(d *deed, key store.Key) (bool, error) {
	after := d.change.Groups.Of(key.Groups, d.groups)
	same := len(after) == len(key.Groups) && !slices.ContainsFunc(after, func(g store.GroupRef) bool { return !slices.Contains(key.Groups, g) })
	return !same, d.standing.MayRegroup(key.Groups, after)
}

func doRegroup(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.writeGroups(d.call.Actor.Org, &key, d.change.Groups.Of(key.Groups, d.groups))
}

// mayRestoreGroups: where all groups that a key had are gone, who can't take a key's last group leaves it as it is. Who gave
// the first ones to a key takes them again.
func mayRestoreGroups(d *deed, key store.Key, had former) error {
	if len(had.Groups) == 0 {
		return nil
	}
	there, err := d.tx.groupRefs(d.call.Actor.Org, had.Groups)
	if err != nil {
		return err
	}
	return d.standing.MayRegroup(key.Groups, refsOf(there))
}

// restoreGroups gives a key the groups that it had and that are still there; also none to one that had none.
func restoreGroups(d *deed, key store.Key, had former) ([]store.Event, error) {
	there, err := d.tx.groupRefs(d.call.Actor.Org, had.Groups)
	if err != nil {
		return nil, err
	}
	return d.tx.writeGroups(d.call.Actor.Org, &key, refsOf(there))
}
