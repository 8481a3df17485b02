package web_test

import "net/url"

var groupSheets = map[string]sheet{
	"GET /o/:organization/groups": {openAs("ada", "/o/north/groups", url.Values{"q": {"layers"}}), 200, map[string]field{"q": {accepts: anything}}},
	"POST /o/:organization/groups": {openNewGroup, 303, map[string]field{
		"nonce": {refused: 422}, "name": {accepts: isName, refused: 422, kept: keptGroup}, "about": {accepts: isNote, refused: 422},
		"like": {accepts: isEmpty, refused: 404},
	}},
	"POST /o/:organization/groups/permissions/kind": {openKind, 303, map[string]field{
		"words": {accepts: isName, refused: 422}, "slug": {refused: 422}, "actions": {accepts: isEmpty, refused: 422, ticks: true}, "managers": {accepts: anything},
	}},
	"POST /o/:organization/groups/permissions/action": {openAction, 303, map[string]field{
		"words": {accepts: isName, refused: 422}, "slug": {refused: 422}, "kinds": {accepts: isEmpty, refused: 422, ticks: true}, "managers": {accepts: anything},
	}},
	"POST /o/:organization/groups/permissions/permission": {openPermission, 303, map[string]field{
		"kind": {refused: 422}, "action": {refused: 422}, "managers": {accepts: anything},
	}},
	"POST /o/:organization/groups/permissions/managers/:permission": {openManagers, 303, map[string]field{
		"managers": {refused: 409}, "plan": {refused: 409},
	}},
	"POST /o/:organization/groups/:group/rename": {openGroup("/rename", renameForm), 303, map[string]field{
		"version": {refused: 409}, "name": {accepts: isName, refused: 422, kept: keptGroup}, "about": {accepts: isNote, refused: 422},
	}},
	"POST /o/:organization/groups/:group/permissions": {openGroup("/permissions", ticksForm), 200, map[string]field{
		"version": {refused: 409}, "permissions": {accepts: isEmpty, refused: 422, ticks: true},
	}},
	"POST /o/:organization/groups/:group/permissions/save": {openGroup("/permissions/save", saveForm), 303, map[string]field{
		"permissions": {refused: 422, empty: 409, ticks: true}, "plan": {refused: 409}, "step": {accepts: anything},
	}},
	"POST /o/:organization/groups/:group/members": {openGroup("/members", memberForm), 303, map[string]field{
		"member": {refused: 422}, "q": {accepts: anything}, "plan": {refused: 409, empty: 200}, "step": {accepts: anything},
	}},
	"GET /o/:organization/groups/:group/members/all":             {openGroup("/members/all", memberForm), 200, map[string]field{"q": {accepts: anything}}},
	"POST /o/:organization/groups/:group/members/:member/remove": {openGroup("/members/"+string(north.account("dee"))+"/remove", leavingForm), 303, map[string]field{"plan": {refused: 409}}},
	"POST /o/:organization/groups/:group/delete":                 {openGroup("/delete", deleteGroupForm), 200, map[string]field{"plan": {refused: 409}}},
}
