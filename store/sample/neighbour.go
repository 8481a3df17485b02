package sample

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
)

// Neighbour makes up an organization that lies beside others, numbered from 1, with that many keys: its resources and the
// names of its members are Delta Waterboard's, its people are its own. Errors: those of [Meridian].
func Neighbour(now time.Time, rand io.Reader, number, keys int) (store.Import, error) {
	slug := fmt.Sprintf("neighbour-%d", number)
	people := slices.Clone(deltaPeople)
	for i := range people {
		name, _, _ := strings.Cut(people[i].email, "@")
		people[i].email = name + "@" + slug + ".example"
	}
	d := draft{seed: hash(slug), keys: keys, named: deltaKeys, groups: deltaGroups}
	organization := store.NewOrganization{
		Slug: slug, Name: fmt.Sprintf("Neighbour %d", number), Zone: "Europe/Amsterdam", RoleWords: store.EditorViewer,
	}
	return d.finish(now, rand, organization, people, (*estate).delta)
}
