package sqlstore

import "chatelaine/store"

// resourceRows are the tables that resources are written to.
type resourceRows struct{ resources, owners, access *inserter }

func (tx *tx) intoResources() resourceRows {
	resources := tx.into("resources", "org_id", "id", "kind", "outside_id", "outside_fold", "name", "name_fold", "parent", "created_at")
	return resourceRows{
		resources: resources,
		owners:    tx.into("owners", "org_id", "resource", "principal").after(resources),
		access:    tx.into("access_entries", "org_id", "resource", "principal", "access").after(resources),
	}
}

func (im *importer) resources(in store.Import) error {
	if in.Resources == nil {
		return nil
	}
	rows := im.tx.intoResources()
	for r := range in.Resources {
		if err := im.resource(rows, r); err != nil {
			return err
		}
	}
	if err := rows.owners.flush(); err != nil {
		return err
	}
	return rows.access.flush()
}

// resource checks a resource and writes it with its owners and access entries.
func (im *importer) resource(rows resourceRows, in store.ImportedResource) error {
	r, err := cleanResource(in.NewResource)
	if err != nil {
		return err
	}
	kind, known := im.kinds[r.Kind]
	if !known {
		return &store.InvalidError{Field: "kind", Problem: "is not a kind", Accepted: "one of the organization's kinds"}
	}
	if err := checkPlace(kind, r.Parent, im.kindOf[r.Parent]); err != nil {
		return err
	}
	im.kindOf[r.ID] = r.Kind
	made := in.CreatedAt
	if made.IsZero() {
		made = im.org.CreatedAt
	}
	org, id := int64(im.org.Org), string(r.ID)
	if err := rows.resources.add(org, id, r.Kind, r.OutsideID, store.Fold(r.OutsideID), r.Name, store.Fold(r.Name), orNull(r.Parent), made.UnixMilli()); err != nil {
		return err
	}
	for _, owner := range r.Owners {
		if err := rows.owners.add(org, id, string(im.principal(owner))); err != nil {
			return err
		}
	}
	for _, entry := range in.Access {
		if err := checkAccess(entry.Access); err != nil {
			return err
		}
		if err := rows.access.add(org, id, string(im.principal(entry.Principal)), string(entry.Access)); err != nil {
			return err
		}
	}
	return nil
}
