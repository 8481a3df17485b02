package storetest

import (
	"chatelaine/store"
)

// invitationOf is the one that prepareInvitation made in an organization.
func (o tenant) invitationOf() store.InvitationID {
	return store.InvitationID(id(o.Slug + " invitation"))
}

func (a attempt) invitation() store.InvitationID {
	if a.object == "" {
		return store.InvitationID(id("no invitation"))
	}
	return a.at.invitationOf()
}

// prepareInvitation invites somebody to an organization.
func prepareInvitation(w *world, o tenant) {
	w.Helper()
	_, err := w.store.Invite(w.Context(), o.as("ada"), store.NewInvitation{
		ID: o.invitationOf(), Token: digest(o.Slug + " invitation"), Email: "guest@" + o.Slug + ".example", Role: store.RoleUser,
	})
	must(w.T, "invite somebody", err)
}

// memberViewers are those who see any member: administrators and managers.
var memberViewers = resourceManagers

// memberRows are the matrix's of members and invitations.
var memberRows = map[string]line{
	"Member": {
		object: "bea", looks: true,
		do:  func(a attempt) error { return errOf(a.store.Member(a.Context(), a.actor, a.account())) },
		who: memberViewers, otherwise: refused,
	},
	"Member of one's own": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.Member(a.Context(), a.actor, store.AccountID(a.actor.ID))) },
		who:   withOthers(viewers, "user-other", allowed), otherwise: refused,
	},
	"MemberHistory": {
		object: "bea", looks: true,
		do:  func(a attempt) error { return errOf(a.store.MemberHistory(a.Context(), a.actor, a.account(), 0, 10)) },
		who: memberViewers, otherwise: refused,
	},
	"MemberHistory of one's own": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.MemberHistory(a.Context(), a.actor, store.AccountID(a.actor.ID), 0, 10))
		},
		who: memberViewers, otherwise: refused,
	},
	"PlanMembership": {
		object: "bea", looks: true,
		do:  func(a attempt) error { return errOf(a.store.PlanMembership(a.Context(), a.actor, a.account(), 0, nil)) },
		who: administrators, otherwise: refused,
	},
	"ChangeMembership": {
		object: "bea",
		do: func(a attempt) error { // by the right plan, whoever made it
			plan, _ := a.store.PlanMembership(a.Context(), a.at.actor("ada"), a.account(), 0, nil)
			return errOf(a.store.ChangeMembership(a.Context(), a.call(), a.account(), nil, plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"PlanDeparture": {
		object: "bea", looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanDeparture(a.Context(), a.actor, store.Departure{Member: a.account(), Kind: store.DepartureRemoval}, store.Choice{}))
		},
		who: administrators, otherwise: refused,
	},
	"PlanDeparture that makes somebody a user": {
		object: "bea", looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanDeparture(a.Context(), a.actor, store.Departure{Member: a.account(), Kind: store.DepartureDemotion}, store.Choice{}))
		},
		who: administrators, otherwise: refused,
	},
	"PlanDeparture of somebody else who leaves": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanDeparture(a.Context(), a.actor, store.Departure{Member: a.tenant.account("bea"), Kind: store.DepartureLeave}, store.Choice{}))
		},
		otherwise: refused,
	},
	"PlanDeparture of one's own": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanDeparture(a.Context(), a.actor, store.Departure{Member: store.AccountID(a.actor.ID), Kind: store.DepartureLeave}, store.Choice{}))
		},
		who: withOthers(viewers, "user-other", allowed), otherwise: refused,
	},
	"Depart": {
		object: "bea",
		do: func(a attempt) error { // by the right plan, whoever made it
			removal, choice := store.Departure{Member: a.account(), Kind: store.DepartureRemoval}, transferTo("abe")(a.tenant)
			plan, _ := a.store.PlanDeparture(a.Context(), a.at.actor("ada"), removal, choice)
			return errOf(a.store.Depart(a.Context(), a.call(), removal, choice, plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"Leavers": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.Leavers(a.Context(), a.actor, 10)) },
		who:   withOthers(keyManagers, "user-other", forbidden), otherwise: refused,
	},
	"LeaverKeys": {
		object: "bea", looks: true,
		do:  func(a attempt) error { return errOf(a.store.LeaverKeys(a.Context(), a.actor, a.account(), 10)) },
		who: keyManagersOfAll, otherwise: refused,
	},
	"KeepKeys": {
		object: "bea", looks: true, // there is nothing to keep
		do: func(a attempt) error {
			_, _, err := a.store.KeepKeys(a.Context(), a.call(), a.account(), nil, a.tenant.account("ada"))
			return err
		},
		who: keyManagersOfAll, otherwise: refused,
	},
	"InvitationForm": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.InvitationForm(a.Context(), a.actor)) },
		who:   administrators, otherwise: refused,
	},
	"Invite": {
		do: func(a attempt) error {
			name := string(a.actor.Kind) + string(a.actor.ID) + a.Slug
			return errOf(a.store.Invite(a.Context(), a.call(), store.NewInvitation{
				ID: store.InvitationID(id(name)), Token: digest(name), Email: id(name) + "@guests.example", Role: store.RoleAdministrator,
			}))
		},
		who: administrators, otherwise: refused,
	},
	"Invitations": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.Invitations(a.Context(), a.actor, start)) },
		who:   administrators, otherwise: refused,
	},
	"Invitation": {
		object: "guest", looks: true, prepare: prepareInvitation,
		do:  func(a attempt) error { return errOf(a.store.Invitation(a.Context(), a.actor, a.invitation(), start)) },
		who: administrators, otherwise: refused,
	},
	"RenewInvitation": {
		object: "guest", prepare: prepareInvitation,
		do: func(a attempt) error {
			name := "renewed" + string(a.actor.Kind) + string(a.actor.ID) + a.Slug
			return errOf(a.store.RenewInvitation(a.Context(), a.call(), a.invitation(), store.InvitationID(id(name)), digest(name)))
		},
		who: administrators, otherwise: refused,
	},
	"WithdrawInvitation": {
		object: "guest", prepare: prepareInvitation,
		do: func(a attempt) error {
			return errOf(a.store.WithdrawInvitation(a.Context(), a.call(), a.invitation()))
		},
		who: administrators, otherwise: refused,
	},
}
