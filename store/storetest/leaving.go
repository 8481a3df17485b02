package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

// invitedByWhoLeft: an invitation counts only until whoever made it can't make another one, and never again.
func invitedByWhoLeft(t *testing.T, w *world) {
	token := w.invited("abe", "guest@"+w.Slug+".example", store.RoleUser)
	d, plan := w.removal("ada", "abe", store.Choice{})
	must(t, "remove who invited", errOf(w.store.Depart(t.Context(), w.as("ada"), d, plan.Choice, plan.Digest)))
	_, err := w.store.InvitationByLink(t.Context(), token, "", start)
	wantState(t, "who invited left", err, store.InvitationUnsupported)
	_, err = w.store.AcceptInvitation(t.Context(), store.Call{At: start}, token, newcomer(w.Slug))
	wantState(t, "accept when who invited left", err, store.InvitationUnsupported)
	list, err := w.store.Invitations(t.Context(), w.actor("ada"), start)
	if err != nil || len(list) != 1 || list[0].State != store.InvitationUnsupported || !list[0].InvitedBy.Left {
		t.Errorf("those that wait are %+v, %v", list, err)
	}
	must(t, "take who invited back", errOf(w.store.AcceptInvitation(t.Context(), call(memberOf(w.plot, "abe"), start),
		w.invited("ada", w.plot.email("abe"), store.RoleAdministrator), store.Acceptance{})))
	_, err = w.store.InvitationByLink(t.Context(), token, "", start)
	wantState(t, "who invited is back", err, store.InvitationUnsupported)
	renewed := digest(w.Slug + "renewed")
	must(t, "renew it", errOf(w.store.RenewInvitation(t.Context(), w.as("ada"), list[0].ID, store.InvitationID(id(w.Slug+"renewed")), renewed)))
	must(t, "accept the new one", errOf(w.store.AcceptInvitation(t.Context(), store.Call{At: start}, renewed, newcomer(w.Slug))))
}

// invitedByPlannedUser: whoever is demoted by a plan invites no more, whatever they become later.
func invitedByPlannedUser(t *testing.T, w *world) {
	token := w.invited("abe", "guest@"+w.Slug+".example", store.RoleUser)
	d := store.Departure{Member: w.account("abe"), Kind: store.DepartureDemotion}
	plan, err := w.store.PlanDeparture(t.Context(), w.actor("ada"), d, store.Choice{})
	must(t, "plan the demotion", err)
	must(t, "demote", errOf(w.store.Depart(t.Context(), w.as("ada"), d, store.Choice{}, plan.Digest)))
	must(t, "promote again", assignRole(t.Context(), w.store, w.as("ada"), w.account("abe"), store.RoleAdministrator))
	_, err = w.store.AcceptInvitation(t.Context(), store.Call{At: start}, token, newcomer(w.Slug))
	wantState(t, "accept when who invited was demoted between", err, store.InvitationUnsupported)
	must(t, "invite again", errOf(w.store.Invite(t.Context(), w.as("abe"), store.NewInvitation{
		ID: store.InvitationID(id(w.Slug + "again")), Token: digest(w.Slug + "again"), Email: "guest@" + w.Slug + ".example", Role: store.RoleUser})))
	must(t, "accept the new one", errOf(w.store.AcceptInvitation(t.Context(), store.Call{At: start}, digest(w.Slug+"again"), newcomer(w.Slug))))
}

// invitedMember: a member comes to have the address that somebody was invited at.
func invitedMember(t *testing.T, w *world) {
	guest := "guest@" + w.Slug + ".example"
	token := w.invited("ada", guest, store.RoleAdministrator)
	must(t, "take the address", w.store.ChangeEmail(t.Context(), call(memberOf(w.plot, "dan"), start), guest, "$argon2id$dan"))
	_, err := w.store.InvitationByLink(t.Context(), token, w.account("dan"), start)
	wantState(t, "a member's link", err, store.InvitationMember)
	dan := store.Actor{Kind: store.ActorMember, ID: w.principal("dan")}
	_, err = w.store.AcceptInvitation(t.Context(), call(dan, start), token, store.Acceptance{})
	wantState(t, "a member accepts", err, store.InvitationMember)
	info, err := w.store.Member(t.Context(), w.actor("ada"), w.account("dan"))
	if err != nil || info.Member.Role != store.RoleUser {
		t.Errorf("the member is %+v, %v", info.Member, err)
	}
}

// lastAdministratorLeaves: somebody has to be left who can administrate, also when a plan was made before.
func lastAdministratorLeaves(t *testing.T, w *world) {
	leave := store.Departure{Member: w.account("abe"), Kind: store.DepartureLeave}
	before, err := w.store.PlanDeparture(t.Context(), w.actor("abe"), leave, store.Choice{})
	must(t, "plan while there are two", err)
	d, plan := w.removal("abe", "ada", transferTo("bea")(w.tenant))
	must(t, "remove the other one", errOf(w.store.Depart(t.Context(), w.as("abe"), d, plan.Choice, plan.Digest)))
	_, err = w.store.PlanDeparture(t.Context(), w.actor("abe"), leave, store.Choice{})
	wantInvalid(t, "plan as the last one", err, "member")
	_, err = w.store.Depart(t.Context(), w.as("abe"), leave, store.Choice{}, before.Digest)
	wantInvalid(t, "leave by the plan from before", err, "member")
	must(t, "promote somebody", errOf(w.store.ChangeRole(t.Context(), w.as("abe"), w.account("bea"), 0, store.RoleAdministrator)))
	now, err := w.store.PlanDeparture(t.Context(), w.actor("abe"), leave, store.Choice{})
	must(t, "plan again", err)
	must(t, "leave", errOf(w.store.Depart(t.Context(), w.as("abe"), leave, store.Choice{}, now.Digest)))
}

// settledByActs: whoever rotates, deactivates or hands on a key of a leaver has looked at it.
func settledByActs(t *testing.T, w *world) {
	p := plot{slug: lower("acts" + id(w.Slug)[:6])}
	for _, name := range []string{"key1", "key2", "key3", "key4", "key5"} {
		p.keys = append(p.keys, keyPlot{name: name, creator: "bo"})
	}
	acts := &world{T: t, store: w.store}
	acts.tenant = acts.add(p)
	d, plan := acts.removal("ada", "bo", store.Choice{})
	must(t, "remove", errOf(w.store.Depart(t.Context(), acts.as("ada"), d, plan.Choice, plan.Digest)))
	for _, step := range []struct {
		name string
		do   func()
		left []string
	}{
		{"nothing", func() {}, []string{"key1", "key2", "key3", "key4", "key5"}},
		{"rotate", func() { acts.rotate("bea", "key1", acts.Slug, time.Hour) }, []string{"key2", "key3", "key4", "key5"}},
		{"deactivate", func() { acts.switchOffAt("bea", "key2", start, store.Deactivation{}) }, []string{"key3", "key4", "key5"}},
		{"another contact", func() { acts.describe("bea", "key3", store.Description{Contact: acts.account("bea")}) }, []string{"key4", "key5"}},
		{"another purpose alone", func() {
			acts.describe("bea", "key4", store.Description{Purpose: "Feeds the map", Contact: acts.account("bo")})
		}, []string{"key4", "key5"}},
		{"delete", func() { acts.removeKey("key5") }, []string{"key4"}},
	} {
		step.do()
		list, err := w.store.LeaverKeys(t.Context(), acts.actor("bea"), acts.account("bo"), 10)
		must(t, "list", err)
		wantDiff(t, "left to look at after "+step.name, step.left, names(list.Keys))
		if list.Leaver.Keys != len(step.left) {
			t.Errorf("after %s %d keys are counted", step.name, list.Leaver.Keys)
		}
	}
}

// removeKey deletes a key that owns nothing.
func (w *world) removeKey(name string) {
	w.Helper()
	plan, err := w.store.PlanDeletion(w.Context(), w.actor("ada"), w.key(name), store.Choice{})
	must(w.T, "plan to delete "+name, err)
	must(w.T, "delete "+name, errOf(w.store.DeleteKey(w.Context(), w.as("ada"), w.key(name), store.Choice{}, plan.Digest)))
}
