package storetest

import (
	"cmp"
	"slices"

	"chatelaine/store"
)

// ownedBy are the resources of an owner.
func ownedBy(resources map[string]store.ResourceInfo, owner store.PrincipalID) []store.ResourceInfo {
	var owned []store.ResourceInfo
	for _, info := range resources {
		if slices.ContainsFunc(info.Owners, func(o store.Owner) bool { return o.ID == owner }) {
			owned = append(owned, info)
		}
	}
	return owned
}

// holdingsOf counts what an owner has, kinds in the order of their slugs.
func holdingsOf(owner store.PrincipalID, resources map[string]store.ResourceInfo) store.Holdings {
	var h store.Holdings
	kinds := map[store.Kind]int{}
	for _, info := range ownedBy(resources, owner) {
		h.Total++
		kinds[info.Resource.Kind]++
		if len(info.Owners) > 1 {
			h.Shared++
		}
	}
	for kind, n := range kinds {
		h.ByKind = append(h.ByKind, store.KindCount{Kind: kind, Count: n})
	}
	slices.SortFunc(h.ByKind, func(a, b store.KindCount) int { return cmp.Compare(a.Kind.Slug, b.Kind.Slug) })
	for _, info := range resources {
		for _, entry := range info.Access {
			if entry.Principal == owner {
				h.AccessEntries++
			}
		}
	}
	return h
}
