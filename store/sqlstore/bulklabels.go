package sqlstore

import (
	"slices"

	"chatelaine/store"
)

func prepareRelabel(d *deed) error { return d.change.Labels.Check() }

func judgeRelabel(d *deed, key store.Key) (bool, error) {
	labels, err := d.change.Labels.Of(key.Labels)
	return !slices.Equal(labels, key.Labels), err
}

func doRelabel(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.relabel(d.call, d.standing, &key, d.change.Labels)
}

func mayRestoreLabels(*deed, store.Key, former) error { return nil } // who may change labels may change them back

func restoreLabels(d *deed, key store.Key, had former) ([]store.Event, error) {
	is := key
	is.Labels = had.Labels
	return d.tx.describe(d.call.Actor.Org, &key, is)
}
