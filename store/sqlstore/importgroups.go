package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

// allGroups writes the groups and says which members belong to them.
func (im *importer) allGroups(in store.Import) error {
	c := store.DefaultCatalogue()
	for _, g := range in.Groups {
		if err := im.group(g, c); err != nil {
			return err
		}
	}
	rows := im.tx.into("member_groups", "org_id", "account", "grp")
	for _, member := range in.Members {
		nos, err := im.groupNos(member.Groups)
		if err != nil {
			return err
		}
		for _, no := range nos {
			if err := rows.add(im.org.Org, string(im.accounts[member.Account.ID].ID), no); err != nil {
				return im.refused(err, "groups")
			}
		}
	}
	return im.refused(rows.flush(), "groups")
}

// group checks a group and writes it with its permissions.
func (im *importer) group(in store.ImportedGroup, c store.Catalogue) error {
	g, picked, err := store.GroupChange{Name: in.Name, About: in.About, Permissions: in.Permissions}.Clean(c)
	if err != nil {
		return err
	}
	if !in.ID.Valid() {
		return &store.InvalidError{Field: "groups", Problem: "have one without an id", Accepted: "ids of 12 letters and digits"}
	}
	by, err := im.account(in.Creator)
	if err != nil {
		return err
	}
	no, err := im.tx.writeGroup(im.org.Org, in.ID, g, by.ID.Principal(), in.CreatedAt.UnixMilli())
	if err != nil {
		return im.refused(err, "groups")
	}
	im.groups[in.ID] = no
	return im.tx.givePermissions(im.org.Org, no, picked)
}

// groupNos are the groups' numbers. Errors: [store.InvalidError] for one that isn't there.
func (im *importer) groupNos(ids []store.GroupID) ([]int64, error) {
	nos := make([]int64, len(ids))
	for i, id := range ids {
		no, known := im.groups[id]
		if !known {
			return nil, &store.InvalidError{Field: "groups", Problem: "lack one that somebody belongs to", Accepted: "every group"}
		}
		nos[i] = no
	}
	return nos, nil
}

const countKeysOfGroups = `
	UPDATE groups
	SET keys = (
		SELECT count(*)
		FROM key_groups x
		WHERE x.org_id = groups.org_id AND x.grp = groups.no)
	WHERE org_id = $1`

// countKeyGroups counts how many keys belong to each group, where no trigger did.
func (tx *tx) countKeyGroups(org store.OrgID) error {
	if _, err := tx.exec(countKeysOfGroups, org); err != nil {
		return fmt.Errorf("count keys by group: %w", err)
	}
	return nil
}
