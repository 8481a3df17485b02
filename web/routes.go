package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// access says who gets as far as a route's handler. What they may do there is the store's to decide.
type access uint8

const (
	anybody      access = iota
	signedIn            // an account, in no organization
	organization        // a member of the organization in the address
)

// Route is something that can be asked of the portal.
type Route struct {
	Method, Path string
	access       access
	handle       echo.HandlerFunc
}

// Routes lists everything that can be asked, so that a test can fail on what it doesn't know.
func (s *Server) Routes() []Route {
	const (
		get   = http.MethodGet
		post  = http.MethodPost
		keys  = "/o/:organization/keys"
		key   = keys + "/:key"
		some  = "/o/:organization/selection"
		saved = "/o/:organization/views"
		work  = "/o/:organization/work/:work"

		groups      = "/o/:organization/groups"
		group       = groups + "/:group"
		permissions = groups + "/permissions"
	)
	return []Route{
		{get, "/healthz", anybody, s.health},
		{get, "/static/*", anybody, s.static},
		{get, "/", signedIn, s.home},

		{get, "/set-up/:token", anybody, s.setUpForm},
		{post, "/set-up/:token", anybody, s.setUp},
		{get, "/sign-in", anybody, s.signInForm},
		{post, "/sign-in", anybody, s.signIn},
		{get, "/sign-in/:token", anybody, s.signInLinkForm},
		{post, "/sign-in/:token", anybody, s.signInByLink},
		{get, "/reset/:token", anybody, s.resetForm},
		{post, "/reset/:token", anybody, s.reset},
		{post, "/sign-out", anybody, s.signOut},
		{post, "/theme", anybody, s.setTheme},
		{post, "/keyboard", anybody, s.setKeyboard},

		{get, "/o/:organization", organization, s.organizationHome},
		{get, dashboardPath, organization, s.dashboard},
		{get, "/o/:organization/keyboard", organization, s.keyboard},
		{get, keys, organization, s.keys},
		{post, keys, organization, s.createKey},
		{post, "/o/:organization/search", organization, s.searchKeys},
		{post, "/o/:organization/export", organization, s.exportKeys},
		{get, saved, organization, s.manageViews},
		{post, saved, organization, s.saveView},
		{get, saved + "/new", organization, s.newView},
		{post, "/o/:organization/default-view", organization, s.setDefaultView},
		{get, saved + "/:view", organization, s.renameView},
		{post, saved + "/:view/delete", organization, s.deleteView},
		{get, keys + "/choices", organization, s.keyChoices},
		{get, keys + "/changes", organization, s.keyChanges},
		{get, keys + "/new", organization, s.newKey},
		{get, key, organization, s.key},
		{post, key + "/confirm", organization, s.confirmKey},
		{get, key + "/groups", organization, s.regroupForm},
		{post, key + "/groups", organization, s.regroupKey},
		{get, key + "/rename", organization, s.renameForm},
		{post, key + "/rename/check", organization, s.checkName},
		{post, key + "/rename", organization, s.renameKey},
		{get, key + "/deactivate", organization, s.deactivateForm},
		{post, key + "/deactivate", organization, s.deactivateKey},
		{get, key + "/activate", organization, s.activateForm},
		{post, key + "/activate", organization, s.activateKey},
		{get, key + "/expiry", organization, s.expiryForm},
		{post, key + "/expiry", organization, s.changeExpiry},
		{get, key + "/rotate", organization, s.rotateForm},
		{post, key + "/rotate", organization, s.rotateKey},
		{get, key + "/secrets/end", organization, s.endSecretForm},
		{post, key + "/secrets/end", organization, s.endSecret},
		{get, key + "/secrets/undo", organization, s.undoRotationForm},
		{post, key + "/secrets/undo", organization, s.undoRotation},
		{get, key + "/about", organization, s.describeForm},
		{post, key + "/about", organization, s.describeKey},
		{get, key + "/history", organization, s.keyHistory},
		{get, key + "/delete", organization, ofKey(s.beginDeletion)},
		{get, key + "/delete/choice", organization, ofKey(s.chooseDeletion)},
		{get, key + "/delete/plan", organization, ofKey(s.planDeletion)},
		{post, key + "/delete", organization, ofKey(s.carryOutDeletion)},
		{get, some, organization, s.selection},
		{post, some + "/delete", organization, ofSelection(s.beginDeletion)},
		{post, some + "/delete/choice", organization, ofSelection(s.chooseDeletion)},
		{post, some + "/delete/plan", organization, ofSelection(s.planDeletion)},
		{post, some + "/delete/carry-out", organization, ofSelection(s.carryOutDeletion)},
		{post, some + "/change/:act", organization, ofChange(s.beginChange)},
		{post, some + "/change/:act/plan", organization, ofChange(s.planChange)},
		{post, some + "/change/:act/carry-out", organization, ofChange(s.carryOutChange)},
		{post, some + "/undo", organization, s.undoChange},
		{post, "/o/:organization/work", organization, s.freezeKeys},
		{get, work, organization, s.bulkWork},
		{get, work + "/result", organization, s.bulkResult},
		{get, work + "/begin/:act", organization, s.bulkWorkForm},
		{post, work + "/begin/:act", organization, s.startBulk},

		{get, groups, organization, s.listGroups},
		{post, groups, organization, s.createGroup},
		{get, groups + "/new", organization, s.newGroup},
		{get, permissions, organization, s.catalogue},
		{get, permissions + "/kind", organization, addKind.show(s)},
		{post, permissions + "/kind", organization, addKind.carryOut(s)},
		{get, permissions + "/action", organization, addAction.show(s)},
		{post, permissions + "/action", organization, addAction.carryOut(s)},
		{get, permissions + "/permission", organization, addPermission.show(s)},
		{post, permissions + "/permission", organization, addPermission.carryOut(s)},
		{get, group, organization, s.group},
		{get, group + "/rename", organization, s.renameGroupForm},
		{post, group + "/rename", organization, s.renameGroup},
		{get, group + "/duplicate", organization, s.duplicateGroup},
		{post, group + "/permissions", organization, s.planGroup},
		{post, group + "/permissions/save", organization, s.saveGroup},
		{get, group + "/members", organization, s.groupCandidates},
		{post, group + "/members", organization, s.addToGroup},
		{get, group + "/members/all", organization, s.groupMembers},
		{get, group + "/members/:member", organization, s.askRemoval},
		{post, group + "/members/:member/remove", organization, s.removeFromGroup},
		{get, group + "/delete", organization, s.planGroupDeletion},
		{post, group + "/delete", organization, s.deleteGroup},
	}
}

// route wires the middleware, from the outside in, and the routes.
func (s *Server) route() {
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = clientAddress(s.TrustedProxies)
	e.HTTPErrorHandler = s.fail
	e.Pre(s.identify, s.logRequest, s.recoverPanic, s.setting, s.headers, s.checkHost, s.checkMethod, s.checkSize, s.checkOrigin)
	e.Use(compress())
	for _, r := range s.Routes() {
		var around []echo.MiddlewareFunc
		switch r.access {
		case signedIn:
			around = append(around, s.needAccount)
		case organization:
			around = append(around, s.needAccount, s.needMembership)
		}
		e.Add(r.Method, r.Path, r.handle, around...)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, r.handle, around...)
		}
	}
}
