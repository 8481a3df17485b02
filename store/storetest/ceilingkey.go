package storetest

import (
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

func (c *ceiling) create(who string) (string, error) {
	c.made++
	in := c.newKey(fmt.Sprint("made ", c.made))
	in.Role = pick(c.random, []store.Role{store.RoleUser, store.RoleManager})
	_, in.Groups = c.some()
	err := errOf(c.store.CreateKey(c.Context(), c.now(who), in))
	if err == nil {
		c.keys = append(c.keys, in.ID)
	}
	return "create", err
}

func (c *ceiling) dropKey(who string) (string, error) {
	if len(c.keys) < 6 {
		return "delete a key", store.ErrNotFound
	}
	key := pick(c.random, c.keys)
	err := deleteKey(c.T, c.store, c.now(who), key, store.Choice{Kind: store.ChoiceTransfer, Successor: c.account("abe")})
	if err == nil {
		c.keys = slices.DeleteFunc(c.keys, func(id store.KeyID) bool { return id == key })
	}
	return "delete a key", err
}

func (c *ceiling) anyRegroup() store.Regroup {
	_, ids := c.some()
	return store.Regroup{Op: pick(c.random, []store.RegroupOp{store.RegroupAdd, store.RegroupRemove, store.RegroupSet}), Groups: ids}
}

func (c *ceiling) regroup(who string) (string, error) {
	to := c.anyRegroup()
	return "groups: " + string(to.Op), errOf(c.store.ChangeGroups(c.Context(), c.now(who), pick(c.random, c.keys), 0, to))
}

// anyChange is one of many keys.
func (c *ceiling) anyChange() store.BulkChange {
	change := store.BulkChange{Act: pick(c.random, []store.BulkAct{store.BulkGroups, store.BulkGroups, store.BulkGroups, store.BulkActivate, store.BulkDeactivate, store.BulkExpiry})}
	switch change.Act {
	case store.BulkGroups:
		change.Groups = c.anyRegroup()
	case store.BulkExpiry:
		change.ExpiresOn = c.aDay()
	}
	return change
}

func (c *ceiling) aDay() store.Date {
	return store.DateAt(c.at, time.UTC).AddDays(1 + c.random.IntN(300))
}

// bulk changes all keys, as far as they can be.
func (c *ceiling) bulk(who string) (string, error) {
	change := c.anyChange()
	what := "bulk " + string(change.Act)
	plan, err := c.store.PlanKeyChanges(c.Context(), c.now(who), c.keys, change)
	if err != nil {
		return what, err
	}
	done, err := c.store.ChangeKeys(c.Context(), c.now(who), c.keys, change, plan.Digest)
	if err == nil && done.ID != 0 {
		c.last, c.lastBy = done.ID, who
	}
	return what, err
}

// undo takes the last bulk back, whatever happened since.
func (c *ceiling) undo(string) (string, error) {
	c.by, c.lastBy = c.lastBy, ""
	return "undo", errOf(c.store.UndoKeyChanges(c.Context(), c.now(c.by), c.last))
}

// work does something to all keys in the background; now and then whoever began it becomes a user before its turn.
func (c *ceiling) work(who string) (string, error) {
	b, err := c.store.FreezeKeys(c.Context(), c.now(who), store.KeyQuery{At: c.at})
	if err == nil {
		_, err = c.store.StartBulk(c.Context(), c.now(who), b.ID, c.anyChange())
	}
	if err != nil {
		return "work", err
	}
	if who != "ada" && c.random.IntN(2) == 0 {
		must(c.T, "demote", assignRole(c.Context(), c.store, c.now("ada"), c.account(who), store.RoleUser))
		c.roles[who] = store.RoleUser
	}
	c.runJobs(c.at)
	return "work", nil
}

// couldMake holds that who got a secret of a key, or gave it more time, could make it as it is.
func (c *ceiling) couldMake(who string, key store.KeyID) {
	info, err := c.store.Key(c.Context(), c.actor("ada"), key)
	must(c.T, "see a key", err)
	if info.Key.Role > c.roles[who] {
		c.Errorf("%s with the role %s got their hands on a key with the role %s", who, c.roles[who], info.Key.Role)
	}
	for _, p := range store.Effective(info.Grants) {
		if !c.holds(who, p) {
			c.Errorf("%s got their hands on a key that may %s, which they don't hold", who, p)
		}
	}
}

func (c *ceiling) rotate(who string) (string, error) {
	c.made++
	key := pick(c.random, c.keys)
	err := errOf(c.store.RotateKey(c.Context(), c.now(who), key, rotation(fmt.Sprint(c.Slug, c.made), pick(c.random, store.Overlaps[:]))))
	if err == nil {
		c.couldMake(who, key)
	}
	return "rotate", err
}

// undoRotation tries it with all keys, as few have two secrets.
func (c *ceiling) undoRotation(who string) (string, error) {
	for _, key := range c.keys {
		info, err := c.store.Key(c.Context(), c.actor("ada"), key)
		must(c.T, "see a key", err)
		if len(store.LiveSecrets(info.Secrets, c.at)) < 2 {
			continue
		}
		if _, err = c.store.UndoRotation(c.Context(), c.now(who), key, info.Secrets[0].Seq); err == nil {
			c.couldMake(who, key)
		}
		return "undo a rotation", err
	}
	return "undo a rotation", store.ErrNotFound
}

func (c *ceiling) deactivate(who string) (string, error) {
	return "deactivate", errOf(c.store.DeactivateKey(c.Context(), c.now(who), pick(c.random, c.keys), store.Deactivation{}))
}

func (c *ceiling) activate(who string) (string, error) {
	key := pick(c.random, c.keys)
	err := errOf(c.store.ActivateKey(c.Context(), c.now(who), key))
	if err == nil {
		c.couldMake(who, key)
	}
	return "activate", err
}

func (c *ceiling) extend(who string) (string, error) {
	key := pick(c.random, c.keys)
	err := errOf(c.store.ChangeExpiry(c.Context(), c.now(who), key, 0, c.aDay()))
	if err == nil {
		c.couldMake(who, key)
	}
	return "expiry", err
}

// transfer hands what somebody owns to a key, or back; what is owned gives no permission.
func (c *ceiling) transfer(who string) (string, error) {
	from, to := c.principal("bo"), pick(c.random, c.keys).Principal()
	if c.random.IntN(2) == 0 {
		from, to = to, c.principal("abe")
	}
	transfer := store.Transfer{From: from, To: to}
	plan, err := c.store.PlanTransfer(c.Context(), c.actor(who), transfer)
	if err == nil {
		_, err = c.store.TransferResources(c.Context(), c.now(who), transfer, plan.Digest)
	}
	return "transfer", err
}

// importAgain imports the organization once more, with keys of the same ids that belong to its groups.
func (c *ceiling) importAgain(string) (string, error) {
	p := c.plot
	for name := range c.groups {
		p.groups = append(p.groups, groupPlot{name: name, permissions: ceilingPermissions})
		p.keys = append(slices.Clip(p.keys), keyPlot{name: "key " + name, groups: []string{name}})
	}
	return "import", errOf(c.store.ImportOrganization(c.Context(), call(operator, c.at), p.imported()))
}
