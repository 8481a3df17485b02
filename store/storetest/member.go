package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

func testMembers(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, test := range map[string]func(*testing.T, *world){
		"an invitation is accepted once":             invitationAccepted,
		"an invitation is accepted twice at once":    invitationRace,
		"what stands in the way of an invitation":    invitationRefused,
		"who left comes back as the same":            rejoins,
		"a form that somebody else was quicker than": memberConflict,
		"removed, by plan":                           removedByPlan,
		"removed while they hold a plan":             removedWithPlan,
		"two administrators remove each other":       removeEachOther,
		"the keys of who left":                       leaversKeys,
		"who owns 10,000 resources":                  removedWithMuch,
		"who invited is gone":                        invitedByWhoLeft,
		"who invited was demoted by a plan":          invitedByPlannedUser,
		"who is invited is a member":                 invitedMember,
		"the last administrator leaves":              lastAdministratorLeaves,
		"looking at a leaver's key by doing":         settledByActs,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, addWorld(t, s, landscape.with(name))) })
	}
}

// invited makes an invitation, and gives the digest of its link.
func (w *world) invited(by, email string, role store.Role) store.Digest {
	w.Helper()
	token := digest(w.Slug + email + by)
	in := store.NewInvitation{ID: store.InvitationID(id(w.Slug + email + by)), Token: token, Email: email, Role: role}
	must(w.T, "invite "+email, errOf(w.store.Invite(w.Context(), w.as(by), in)))
	return token
}

// newcomer is an account that doesn't exist yet.
func newcomer(label string) store.Acceptance {
	return store.Acceptance{
		Account: store.NewAccount{ID: store.AccountID(id(label)), Name: "Gus Guest", PasswordHash: "$argon2id$" + label},
		Session: store.NewSession{Token: digest("session " + label), Name: id("name " + label)},
	}
}

func wantState(t *testing.T, what string, err error, want store.InvitationState) {
	t.Helper()
	var refused *store.InvitationError
	if !errors.As(err, &refused) || refused.State != want {
		t.Errorf("%s: %v, want the state %s", what, err, want)
	}
}

func invitationAccepted(t *testing.T, w *world) {
	twin, email := w.twin.show(t, w.store), "guest@"+w.Slug+".example"
	token := w.invited("ada", email, store.RoleManager)
	nobody := store.Call{At: start}
	by := newcomer(w.Slug)
	must(t, "accept", errOf(w.store.AcceptInvitation(t.Context(), nobody, token, by)))
	portal, err := w.store.Portal(t.Context(), by.Account.ID, w.Slug)
	if err != nil || portal.Current.Role != store.RoleManager || portal.Account.Email != email {
		t.Errorf("who accepted is %+v, %v", portal.Current, err)
	}
	must(t, "the session", errOf(w.store.Session(t.Context(), by.Session.Token, start)))
	_, err = w.store.AcceptInvitation(t.Context(), nobody, token, newcomer(w.Slug+"again"))
	wantState(t, "used twice", err, store.InvitationAccepted)
	wantErr(t, "used twice", err, store.ErrLinkDead)
	_, err = w.store.Invite(t.Context(), w.as("ada"), store.NewInvitation{ID: store.InvitationID(id("m")), Token: digest("m" + w.Slug), Email: email, Role: store.RoleUser})
	wantInvalid(t, "invite a member", err, "email")
	wantDiff(t, "the twin", twin, w.twin.show(t, w.store))
}

// invitationRace: of two who open the same link, one becomes a member.
func invitationRace(t *testing.T, w *world) {
	for round := range raceRounds {
		email := fmt.Sprintf("guest%d@%s.example", round, w.Slug)
		token := w.invited("ada", email, store.RoleUser)
		var errs [2]error
		together(2, func(i int) {
			_, errs[i] = w.store.AcceptInvitation(t.Context(), store.Call{At: start}, token, newcomer(fmt.Sprint(w.Slug, round, i)))
		})
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		must(t, "accept", errs[0])
		wantState(t, "accept at the same moment", errs[1], store.InvitationAccepted)
	}
}

func invitationRefused(t *testing.T, w *world) {
	ctx, s := t.Context(), w.store
	look := func(token store.Digest, who store.AccountID, at time.Time) error {
		_, err := s.InvitationByLink(ctx, token, who, at)
		_, accepted := s.AcceptInvitation(ctx, call(store.Actor{Kind: store.ActorMember, ID: who.Principal()}, at), token, newcomer(w.Slug+"refused"))
		if err == nil && accepted == nil {
			t.Error("it was accepted")
		}
		return err
	}
	wantErr(t, "one that never was", look(digest("never"), "", start), store.ErrLinkDead)
	guest := "guest@" + w.Slug + ".example"
	token := w.invited("ada", guest, store.RoleUser)
	wantState(t, "somebody else", look(token, w.account("dan"), start), store.InvitationOther)
	wantState(t, "too late", look(token, "", start.Add(store.InvitationLife+24*time.Hour)), store.InvitationExpired)
	newer := w.invited("abe", guest, store.RoleUser)
	wantState(t, "replaced", look(token, "", start), store.InvitationReplaced)
	must(t, "demote who invited", assignRole(ctx, s, w.as("ada"), w.account("abe"), store.RoleManager))
	wantState(t, "who invited can't any more", look(newer, "", start), store.InvitationUnsupported)
	must(t, "promote again", assignRole(ctx, s, w.as("ada"), w.account("abe"), store.RoleAdministrator))
	wantState(t, "who invited can again", look(newer, "", start), store.InvitationUnsupported)
	must(t, "withdraw", errOf(s.WithdrawInvitation(ctx, w.as("ada"), store.InvitationID(id(w.Slug+guest+"abe")))))
	wantState(t, "withdrawn", look(newer, "", start), store.InvitationWithdrawn)
	again := digest("renewed" + w.Slug)
	renewed := w.invited("ada", "renewed@"+w.Slug+".example", store.RoleUser)
	must(t, "renew", errOf(s.RenewInvitation(ctx, w.as("ada"), store.InvitationID(id(w.Slug+"renewed@"+w.Slug+".exampleada")), store.InvitationID(id("renewed "+w.Slug)), again)))
	wantState(t, "renewed", look(renewed, "", start), store.InvitationReplaced)
	must(t, "the link of a renewal", errOf(s.AcceptInvitation(ctx, store.Call{At: start}, again, newcomer(w.Slug+"renewed"))))
	left := w.invited("ada", w.plot.email("fay"), store.RoleUser)
	wantState(t, "an account that isn't signed in", look(left, "", start), store.InvitationSignIn)
}

func rejoins(t *testing.T, w *world) {
	token := w.invited("ada", w.plot.email("fay"), store.RoleUser)
	fay := store.Actor{Kind: store.ActorMember, ID: w.principal("fay")}
	must(t, "accept", errOf(w.store.AcceptInvitation(t.Context(), call(fay, start), token, store.Acceptance{})))
	info, err := w.store.Member(t.Context(), w.actor("ada"), w.account("fay"))
	if err != nil || info.Member.Left() || info.Member.Role != store.RoleUser || !info.Member.JoinedAt.Equal(start) {
		t.Errorf("who came back is %+v, %v", info.Member, err)
	}
}

func memberConflict(t *testing.T, w *world) {
	info, err := w.store.Member(t.Context(), w.actor("ada"), w.account("dan"))
	must(t, "look", err)
	must(t, "the first", errOf(w.store.ChangeRole(t.Context(), w.as("abe"), w.account("dan"), info.Member.Version, store.RoleManager)))
	_, err = w.store.ChangeRole(t.Context(), w.as("ada"), w.account("dan"), info.Member.Version, store.RoleAdministrator)
	var changed *store.MemberChangedError
	if !errors.As(err, &changed) || changed.Member.Role != store.RoleManager || changed.Last.ActorName != fullName("abe") {
		t.Errorf("the second gets %v, %+v", err, changed)
	}
	_, err = w.store.ChangeRole(t.Context(), w.as("ada"), w.account("bea"), 0, store.RoleUser)
	wantErr(t, "make an owner a user", err, store.ErrNeedsPlan)
}

// removal is a departure of somebody, and the plan of it.
func (w *world) removal(by, who string, choice store.Choice) (store.Departure, store.Plan) {
	w.Helper()
	d := store.Departure{Member: w.account(who), Kind: store.DepartureRemoval}
	plan, err := w.store.PlanDeparture(w.Context(), w.actor(by), d, choice)
	must(w.T, "plan the removal of "+who, err)
	return d, plan
}

func removedByPlan(t *testing.T, w *world) {
	choice, twin := transferTo("abe")(w.tenant), w.twin.show(t, w.store)
	d, plan := w.removal("ada", "bo", choice)
	if moves := len(plan.With(store.OutcomeMoves)); moves != 2 || len(plan.Access) != 1 || plan.Departing.KeysCreated != 1 {
		t.Errorf("the plan moves %d, takes %v, leaves %d keys", moves, plan.Access, plan.Departing.KeysCreated)
	}
	must(t, "give access meanwhile", w.store.GiveAccess(t.Context(), w.as("ada"), store.AccessEntry{Resource: w.resource("hut"), Principal: w.principal("bo"), Access: store.AccessView}))
	_, err := w.store.Depart(t.Context(), w.as("ada"), d, choice, plan.Digest)
	wantErr(t, "a plan that holds no more", err, store.ErrPlanChanged)
	_, err = w.store.PlanDeparture(t.Context(), w.actor("ada"), d, transferTo("bo")(w.tenant))
	wantInvalid(t, "nobody succeeds themselves", err, "to")
	d, plan = w.removal("ada", "bo", choice)
	must(t, "carry it out", errOf(w.store.Depart(t.Context(), w.as("ada"), d, choice, plan.Digest)))
	info, err := w.store.Member(t.Context(), w.actor("ada"), w.account("bo"))
	if err != nil || !info.Member.Left() || info.Holdings.Total+info.Holdings.AccessEntries != 0 || info.KeysToReview != 1 {
		t.Errorf("who was removed has %+v, %d keys to look at, %v", info.Holdings, info.KeysToReview, err)
	}
	hut, err := w.store.ResourceHistory(t.Context(), w.actor("ada"), w.resource("hut"), 0, 20)
	if err != nil || hut.Events[0].Action != store.ResourceACL || store.Value(hut.Events[0].Before, "principal") != string(w.principal("bo")) {
		t.Errorf("of access that went the resource tells %+v, %v", hut.Events, err)
	}
	_, err = w.store.Portal(t.Context(), w.account("bo"), w.Slug)
	wantErr(t, "who was removed looks", err, store.ErrNotFound)
	wantDiff(t, "the twin", twin, w.twin.show(t, w.store))
}

func removedWithPlan(t *testing.T, w *world) {
	plan, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key3"), store.Choice{})
	must(t, "plan", err)
	d, removal := w.removal("ada", "bo", transferTo("ada")(w.tenant))
	must(t, "remove", errOf(w.store.Depart(t.Context(), w.as("ada"), d, removal.Choice, removal.Digest)))
	_, err = w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key3"), store.Choice{}, plan.Digest)
	wantErr(t, "confirm as who is gone", err, store.ErrNotFound)
	must(t, "the key is there", errOf(w.store.Key(t.Context(), w.actor("ada"), w.key("key3"))))
}

func removeEachOther(t *testing.T, w *world) {
	pair, errs := [2]string{"ada", "abe"}, [2]error{}
	var plans [2]store.Plan
	var departures [2]store.Departure
	for i := range pair {
		departures[i], plans[i] = w.removal(pair[i], pair[1-i], transferTo("bea")(w.tenant))
	}
	together(2, func(i int) {
		_, errs[i] = w.store.Depart(t.Context(), w.as(pair[i]), departures[i], plans[i].Choice, plans[i].Digest)
	})
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("both or none: %v", errs)
	}
}

func leaversKeys(t *testing.T, w *world) {
	d, plan := w.removal("ada", "bo", transferTo("ada")(w.tenant))
	must(t, "remove", errOf(w.store.Depart(t.Context(), w.as("ada"), d, plan.Choice, plan.Digest)))
	list, err := w.store.LeaverKeys(t.Context(), w.actor("bea"), w.account("bo"), 10)
	if err != nil || len(list.Keys) != 1 || list.Keys[0].Name != "key3" || list.Leaver.Keys != 1 {
		t.Errorf("to look at are %v, %v", names(list.Keys), err)
	}
	_, _, err = w.store.KeepKeys(t.Context(), w.as("bea"), w.account("bo"), nil, w.account("fay"))
	wantInvalid(t, "a contact who left", err, "contact")
	kept, left, err := w.store.KeepKeys(t.Context(), w.as("bea"), w.account("bo"), []store.KeyID{w.key("key3"), w.twin.key("key3"), w.key("key1")}, w.account("bea"))
	if err != nil || kept != 1 || left != 0 {
		t.Errorf("kept %d, left %d, %v", kept, left, err)
	}
	info, err := w.store.Key(t.Context(), w.actor("ada"), w.key("key3"))
	if err != nil || info.Key.Contact.ID != w.account("bea") || info.Key.Creator.Name != fullName("bo") || !info.Key.Creator.Left {
		t.Errorf("the key has the contact %+v and the creator %+v, %v", info.Key.Contact, info.Key.Creator, err)
	}
	for _, l := range must2(w.store.Leavers(t.Context(), w.actor("ada"), 10)) {
		t.Errorf("%s has still %d keys to look at", l.Member.Account.Name, l.Keys)
	}
}

func must2[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func removedWithMuch(t *testing.T, w *world) {
	p := plot{slug: lower("much" + id(w.Slug)[:6])}
	for i := range 10_000 {
		p.things = append(p.things, thing{name: fmt.Sprint("thing ", i), kind: "projects", owners: []string{"bo"}})
	}
	much := &world{T: t, store: w.store}
	much.tenant = much.add(p)
	d, plan := much.removal("ada", "bo", transferTo("bea")(much.tenant))
	begun, gone := time.Now(), make(chan struct{})
	looks := 0
	together(2, func(i int) {
		if i == 0 {
			defer close(gone)
			must(t, "remove", errOf(w.store.Depart(t.Context(), much.as("ada"), d, plan.Choice, plan.Digest)))
			t.Logf("10,000 resources moved in %v", time.Since(begun))
			return
		}
		for over := false; !over; looks++ {
			select {
			case <-gone:
				over = true
			default:
			}
			bo, err := w.store.Member(t.Context(), much.actor("ada"), much.account("bo"))
			if owned := bo.Holdings.Total; err != nil || (bo.Member.Left() && owned != 0) || (!bo.Member.Left() && owned != 10_000) {
				t.Errorf("meanwhile they own %d, left %v, %v", owned, bo.Member.Left(), err)
				return
			}
		}
	})
	if looks < 2 {
		t.Errorf("looked %d times while they were removed", looks)
	}
	info, err := w.store.Member(t.Context(), much.actor("ada"), much.account("bea"))
	if err != nil || info.Holdings.Total != 10_000 {
		t.Errorf("the successor owns %d, %v", info.Holdings.Total, err)
	}
}
