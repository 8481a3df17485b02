package sqlstore

import (
	"slices"

	"chatelaine/store"
)

func prepareRelabel(d *deed) error {
	change := d.change.Labels
	if len(change.Set)+len(change.Remove) == 0 {
		return &store.InvalidError{Field: "labels", Problem: store.ProblemMissing, Accepted: "at least one label to set or to remove"}
	}
	_, err := store.CleanLabels("labels", change.Set)
	return err
}

func judgeRelabel(d *deed, key store.Key) (bool, error) {
	labels, err := d.change.Labels.Of(key.Labels)
	return !slices.Equal(labels, key.Labels), err
}

func doRelabel(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.relabel(d.call, d.standing, key, d.change.Labels)
}

func restoreLabels(d *deed, key store.Key, had former) ([]store.Event, error) {
	is := key
	is.Labels = had.Labels
	return d.tx.describe(d.call.Actor.Org, key, is)
}
