package store_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

const (
	self  = store.AccountID("selfselfself")
	other = store.AccountID("otherotherot")
)

// standings are all that an actor can be: kind × role × whether keys are reserved.
func standings() map[string]store.Standing {
	all := map[string]store.Standing{"zero": {}}
	for _, kind := range []store.ActorKind{store.ActorMember, store.ActorKey, store.ActorOperator, store.ActorJob} {
		for role := range store.RoleAdministrator + 1 {
			for _, reserved := range []bool{false, true} {
				name := fmt.Sprintf("%s %s", kind, role)
				if reserved {
					name += " reserved"
				}
				all[name] = store.Standing{Kind: kind, ID: self.Principal(), Role: role, KeysReserved: reserved}
			}
		}
	}
	return all
}

// The members that a rule lets pass, as names in standings. Whoever isn't named is refused.
var (
	anyMember = []string{"member user", "member manager", "member administrator",
		"member user reserved", "member manager reserved", "member administrator reserved"}
	managers = []string{"member manager", "member administrator",
		"member manager reserved", "member administrator reserved"}
	keyManagers    = []string{"member manager", "member administrator", "member administrator reserved"}
	administrators = []string{"member administrator", "member administrator reserved"}
)

// standingRows is security.md § 5 as far as it exists: the name begins with the method that decides.
var standingRows = map[string]struct {
	rule    func(store.Standing) error
	allowed []string
	refusal error // nil: any
}{
	"SeesAllKeys":             {func(s store.Standing) error { return truth(s.SeesAllKeys()) }, managers, nil},
	"SeesKeyOf their own":     {func(s store.Standing) error { return truth(s.SeesKeyOf(self)) }, anyMember, nil},
	"SeesKeyOf somebody else": {func(s store.Standing) error { return truth(s.SeesKeyOf(other)) }, managers, nil},
	"SeesKeyOf nobody":        {func(s store.Standing) error { return truth(s.SeesKeyOf("")) }, managers, nil},
	"MayChangeSettings":       {func(s store.Standing) error { return s.MayChangeSettings() }, administrators, store.ErrForbidden},
	"MayCreateKeys":           {func(s store.Standing) error { return s.MayCreateKeys() }, keyManagers, store.ErrForbidden},
	"MayCreateKey user":       {func(s store.Standing) error { return s.MayCreateKey(store.RoleUser) }, keyManagers, store.ErrForbidden},
	"MayCreateKey manager":    {func(s store.Standing) error { return s.MayCreateKey(store.RoleManager) }, keyManagers, store.ErrForbidden},
	"MayCreateKey admin":      {func(s store.Standing) error { return s.MayCreateKey(store.RoleAdministrator) }, nil, nil},
	"MayCreateKey none":       {func(s store.Standing) error { return s.MayCreateKey(0) }, nil, nil},
	"MayChangeKeys":           {func(s store.Standing) error { return s.MayChangeKeys() }, keyManagers, store.ErrForbidden},
	"ActionsOn a user's":      {func(s store.Standing) error { return truth(s.ActionsOn(store.Key{Role: store.RoleUser}).Rename) }, keyManagers, nil},
	"MayDeactivateKey their own": {func(s store.Standing) error {
		return s.MayDeactivateKey(store.Key{Creator: store.Creator{ID: self}})
	}, anyMember, store.ErrForbidden},
	"MayDeactivateKey another's": {func(s store.Standing) error {
		return s.MayDeactivateKey(store.Key{Creator: store.Creator{ID: other}})
	}, keyManagers, store.ErrForbidden},
	"MayDeactivateKey nobody's":  {func(s store.Standing) error { return s.MayDeactivateKey(store.Key{}) }, keyManagers, store.ErrForbidden},
	"MayRevive a user's":         {func(s store.Standing) error { return s.MayRevive(store.Key{Role: store.RoleUser}) }, keyManagers, store.ErrForbidden},
	"MayRevive a manager's":      {func(s store.Standing) error { return s.MayRevive(store.Key{Role: store.RoleManager}) }, keyManagers, store.ErrForbidden},
	"MaySetRules a manager's":    {func(s store.Standing) error { return s.MaySetRules(store.Key{Role: store.RoleManager}) }, keyManagers, store.ErrForbidden},
	"MayBulk labels":             {func(s store.Standing) error { return s.MayBulk(store.BulkLabels) }, keyManagers, store.ErrForbidden},
	"MayBulk groups":             {func(s store.Standing) error { return s.MayBulk(store.BulkGroups) }, keyManagers, store.ErrForbidden},
	"MayBulk activate":           {func(s store.Standing) error { return s.MayBulk(store.BulkActivate) }, keyManagers, store.ErrForbidden},
	"MayBulk expiry":             {func(s store.Standing) error { return s.MayBulk(store.BulkExpiry) }, keyManagers, store.ErrForbidden},
	"MayBulk delete":             {func(s store.Standing) error { return s.MayBulk(store.BulkDelete) }, keyManagers, store.ErrForbidden},
	"MayBulk deactivate":         {func(s store.Standing) error { return s.MayBulk(store.BulkDeactivate) }, anyMember, store.ErrForbidden},
	"MayBulk nothing known":      {func(s store.Standing) error { return s.MayBulk("") }, nil, nil},
	"MayFreezeKeys":              {func(s store.Standing) error { return s.MayFreezeKeys() }, anyMember, store.ErrForbidden},
	"SeesTrail":                  {func(s store.Standing) error { return truth(s.SeesTrail()) }, managers, nil},
	"SeesMembers":                {func(s store.Standing) error { return truth(s.SeesMembers()) }, managers, nil},
	"MayReadTrail":               {func(s store.Standing) error { return s.MayReadTrail() }, managers, store.ErrForbidden},
	"MayReadRefusals":            {func(s store.Standing) error { return s.MayReadRefusals() }, managers, store.ErrForbidden},
	"MayExportTrail":             {func(s store.Standing) error { return s.MayExportTrail() }, administrators, store.ErrForbidden},
	"MayExportKeys":              {func(s store.Standing) error { return s.MayExportKeys() }, anyMember, store.ErrForbidden},
	"MayDeleteKeys":              {func(s store.Standing) error { return s.MayDeleteKeys() }, keyManagers, store.ErrForbidden},
	"MayConfirmKey their own":    {func(s store.Standing) error { return s.MayConfirmKey(self) }, anyMember, store.ErrForbidden},
	"MayConfirmKey another's":    {func(s store.Standing) error { return s.MayConfirmKey(other) }, nil, store.ErrForbidden},
	"MayConfirmKey nobody's":     {func(s store.Standing) error { return s.MayConfirmKey("") }, nil, store.ErrForbidden},
	"MaySeeResources":            {func(s store.Standing) error { return truth(s.MaySeeResources()) }, managers, nil},
	"MayManageResources":         {func(s store.Standing) error { return s.MayManageResources() }, managers, store.ErrForbidden},
	"SeesMember somebody":        {func(s store.Standing) error { return truth(s.SeesMember(other)) }, managers, nil},
	"SeesMember themself":        {func(s store.Standing) error { return truth(s.SeesMember(self)) }, anyMember, nil},
	"MayInvite":                  {func(s store.Standing) error { return s.MayInvite() }, administrators, store.ErrForbidden},
	"MaySeeMembers":              {func(s store.Standing) error { return s.MaySeeMembers() }, anyMember, store.ErrForbidden},
	"SeesAllMembers":             {func(s store.Standing) error { return truth(s.SeesAllMembers()) }, managers, nil},
	"MayRemoveMember somebody":   {func(s store.Standing) error { return s.MayRemoveMember(other) }, administrators, store.ErrForbidden},
	"MayRemoveMember themself":   {func(s store.Standing) error { return s.MayRemoveMember(self) }, nil, store.ErrForbidden},
	"MayLeave in their own name": {func(s store.Standing) error { return s.MayLeave(self) }, anyMember, store.ErrForbidden},
	"MayLeave in another's":      {func(s store.Standing) error { return s.MayLeave(other) }, nil, store.ErrForbidden},
	"MayChooseSuccessors":        {func(s store.Standing) error { return s.MayChooseSuccessors() }, managers, store.ErrForbidden},
	"ActionsOnMember somebody": {func(s store.Standing) error {
		return truth(s.ActionsOnMember(store.Member{Account: store.Account{ID: other}}).Remove)
	}, administrators, nil},
	"ActionsOnMember who left": {func(s store.Standing) error {
		return truth(s.ActionsOnMember(store.Member{Account: store.Account{ID: other}, LeftAt: time.UnixMilli(1)}).Remove)
	}, nil, nil},
	"ActionsOnMember themself": {func(s store.Standing) error {
		return truth(s.ActionsOnMember(store.Member{Account: store.Account{ID: self}}).ChangeRole)
	}, nil, nil},
	"MayChangeRoleOf somebody": {func(s store.Standing) error { return s.MayChangeRoleOf(other) }, administrators, store.ErrForbidden},
	"MayChangeRoleOf themself": {func(s store.Standing) error { return s.MayChangeRoleOf(self) }, nil, store.ErrForbidden},
	"SeesView their own":       {func(s store.Standing) error { return truth(s.SeesView(store.SavedView{Owner: self})) }, anyMember, nil},
	"SeesView another's":       {func(s store.Standing) error { return truth(s.SeesView(store.SavedView{Owner: other})) }, nil, nil},
	"SeesView nobody's":        {func(s store.Standing) error { return truth(s.SeesView(store.SavedView{})) }, nil, nil},
	"SeesView shared":          {func(s store.Standing) error { return truth(s.SeesView(sharedView)) }, anyMember, nil},
	"MayHaveViews":             {func(s store.Standing) error { return s.MayHaveViews() }, anyMember, store.ErrForbidden},
	"MayShareViews":            {func(s store.Standing) error { return s.MayShareViews() }, keyManagers, store.ErrForbidden},
	"MayChangeView their own":  {func(s store.Standing) error { return s.MayChangeView(store.SavedView{Owner: self}) }, anyMember, store.ErrForbidden},
	"MayChangeView another's":  {func(s store.Standing) error { return s.MayChangeView(store.SavedView{Owner: other}) }, nil, store.ErrForbidden},
	"SeesAllGroups":            {func(s store.Standing) error { return truth(s.SeesAllGroups()) }, managers, nil},
	"SeesGroup another's":      {func(s store.Standing) error { return truth(s.SeesGroup("office")) }, managers, nil},
	"MaySeeGroups":             {func(s store.Standing) error { return s.MaySeeGroups() }, append(slices.Clone(anyMember), anyoneElse...), store.ErrForbidden},
	"MayChangeGroups":          {func(s store.Standing) error { return s.MayChangeGroups() }, administrators, store.ErrForbidden},
	"MayAddToGroup somebody":   {func(s store.Standing) error { return s.MayAddToGroup(other) }, administrators, store.ErrForbidden},
	"MayAddToGroup themself":   {func(s store.Standing) error { return s.MayAddToGroup(self) }, nil, store.ErrForbidden},
	"HoldsGroup another's":     {func(s store.Standing) error { return truth(s.HoldsGroup("office")) }, administrators, nil},
	"HoldsGroup their own":     {func(s store.Standing) error { return truth(in(s, "office").HoldsGroup("office")) }, anyMember, nil},
	"MayGive another's":        {func(s store.Standing) error { return s.MayGive(inOffice) }, administrators, store.ErrForbidden},
	"MayGive their own":        {func(s store.Standing) error { return in(s, "office").MayGive(inOffice) }, anyMember, store.ErrForbidden},
	"MayRevive with a group":   {func(s store.Standing) error { return s.MayRevive(store.Key{Role: store.RoleUser, Groups: inOffice}) }, administrators, store.ErrForbidden},
	"MayRevive in theirs": {func(s store.Standing) error {
		return in(s, "office").MayRevive(store.Key{Role: store.RoleUser, Groups: inOffice})
	}, keyManagers, store.ErrForbidden},
	"MayRegroup to another's":      {func(s store.Standing) error { return s.MayRegroup(nil, inOffice) }, administrators, store.ErrForbidden},
	"MayRegroup in another's":      {func(s store.Standing) error { return s.MayRegroup(inOffice, inOffice) }, everybody(), nil},
	"MayRegroup from its last":     {func(s store.Standing) error { return s.MayRegroup(inOffice, nil) }, withRole(store.RoleAdministrator), store.ErrInvalid},
	"MayGroupNewKey in none":       {func(s store.Standing) error { return s.MayGroupNewKey(nil, true) }, nil, store.ErrInvalid},
	"MayGroupNewKey at first":      {func(s store.Standing) error { return s.MayGroupNewKey(nil, false) }, everybody(), nil},
	"MayGroupNewKey in office":     {func(s store.Standing) error { return s.MayGroupNewKey(inOffice, true) }, administrators, store.ErrForbidden},
	"MayChangeKinds":               {func(s store.Standing) error { return s.MayChangeKinds() }, administrators, store.ErrForbidden},
	"MayManageGate":                {func(s store.Standing) error { return s.MayManageGate() }, administrators, store.ErrForbidden},
	"MayConfirmGateCredential own": {func(s store.Standing) error { return s.MayConfirmGateCredential(ownCredential) }, administrators, store.ErrForbidden},
	"MayConfirmGateCredential other": {func(s store.Standing) error {
		return s.MayConfirmGateCredential(store.GateCredential{MadeBy: store.Creator{ID: other}})
	}, nil, store.ErrForbidden},
	"MayImportResources":     {func(s store.Standing) error { return s.MayImportResources() }, append(slices.Clone(managers), operators()...), store.ErrForbidden},
	"MayExportResources":     {func(s store.Standing) error { return s.MayExportResources() }, append(slices.Clone(managers), operators()...), store.ErrForbidden},
	"ResourceActions manage": {func(s store.Standing) error { return truth(s.ResourceActions().Manage) }, managers, nil},
	"ResourceActions kinds":  {func(s store.Standing) error { return truth(s.ResourceActions().ChangeKinds) }, administrators, nil},
	"MayChangeView shared":   {func(s store.Standing) error { return s.MayChangeView(sharedView) }, keyManagers, store.ErrForbidden},
}

// inOffice is a group, and anyoneElse are the keys that belong to an organization.
var (
	inOffice   = []store.GroupRef{{ID: "office", Name: "Office"}}
	anyoneElse = []string{"key user", "key manager", "key administrator", "key user reserved", "key manager reserved", "key administrator reserved"}
)

// in is the standing of who belongs to a group.
func in(s store.Standing, group store.GroupID) store.Standing {
	s.Groups = append(s.Groups, group)
	return s
}

// everybody are the names of all standings: rules that aren't about who somebody is.
func everybody() []string { return slices.Collect(maps.Keys(standings())) }

// operators are the names of the operator's standings.
func operators() (names []string) {
	for name, s := range standings() {
		if s.Kind == store.ActorOperator {
			names = append(names, name)
		}
	}
	return names
}

// withRole are the names of those with a role.
func withRole(role store.Role) (names []string) {
	for name, s := range standings() {
		if s.Role == role {
			names = append(names, name)
		}
	}
	return names
}

// ownCredential is a gate credential that whoever asks has made.
var ownCredential = store.GateCredential{MadeBy: store.Creator{ID: self}}

// sharedView is the organization's, whoever made it.
var sharedView = store.SavedView{Owner: other, Shared: true}

var errFalse = errors.New("false")

func truth(ok bool) error {
	if ok {
		return nil
	}
	return errFalse
}

func TestEveryRuleForEveryStanding(t *testing.T) {
	t.Parallel()
	for row, tt := range standingRows {
		for name, standing := range standings() {
			err := tt.rule(standing)
			if want := slices.Contains(tt.allowed, name); (err == nil) != want {
				t.Errorf("%s, %s: %v, want allowed %t", row, name, err, want)
			}
			if err != nil && tt.refusal != nil && !errors.Is(err, tt.refusal) {
				t.Errorf("%s, %s: refused with %v, want %v", row, name, err, tt.refusal)
			}
		}
	}
}

func TestEveryRuleHasARow(t *testing.T) {
	t.Parallel()
	rules := reflect.TypeFor[store.Standing]()
	for i := range rules.NumMethod() {
		rule := rules.Method(i).Name
		covered := false
		for row := range standingRows {
			covered = covered || row == rule || strings.HasPrefix(row, rule+" ")
		}
		if !covered {
			t.Errorf("no row of the matrix is about %s", rule)
		}
	}
}

func TestAKeyIsNeverAnAdministrator(t *testing.T) {
	t.Parallel()
	administrator := store.Standing{Kind: store.ActorMember, ID: self.Principal(), Role: store.RoleAdministrator}
	for _, role := range []store.Role{0, store.RoleAdministrator, store.RoleAdministrator + 1, 255} {
		var invalid *store.InvalidError
		if err := administrator.MayCreateKey(role); !errors.As(err, &invalid) || invalid.Field != "role" {
			t.Errorf("MayCreateKey(%d) = %v, want an InvalidError for role", role, err)
		}
	}
}

func TestRefusalsNameThePermission(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"keys:create":    store.Standing{}.MayCreateKeys(),
		"keys:delete":    store.Standing{}.MayDeleteKeys(),
		"keys:export":    store.Standing{}.MayExportKeys(),
		"keys:confirm":   store.Standing{}.MayConfirmKey(other),
		"resources:edit": store.Standing{}.MayManageResources(),
		"members:edit":   store.Standing{}.MayChangeRoleOf(other),
		"members:invite": store.Standing{}.MayInvite(),
		"members:read":   store.Standing{}.MaySeeMembers(),
		"members:delete": store.Standing{}.MayRemoveMember(other),
		"views:save":     store.Standing{}.MayHaveViews(),
		"views:share":    store.Standing{}.MayShareViews(),
		"groups:read":    store.Standing{}.MaySeeGroups(),
		"groups:edit":    store.Standing{}.MayChangeGroups(),
		"groups:give":    store.Standing{}.MayGive(inOffice),
	} {
		var forbidden *store.ForbiddenError
		if !errors.As(err, &forbidden) || forbidden.Permission != want {
			t.Errorf("refused with %v, want permission %s", err, want)
		}
	}
}

func TestRolesOwnFromManagerUp(t *testing.T) {
	t.Parallel()
	for role, want := range map[store.Role]bool{0: false, store.RoleUser: false, store.RoleManager: true, store.RoleAdministrator: true} {
		if got := role.CanOwn(); got != want {
			t.Errorf("%#v.CanOwn() = %t, want %t", role, got, want)
		}
	}
}
