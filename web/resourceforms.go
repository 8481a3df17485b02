package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// resourceMistakes puts what is wrong with a form about resources into words.
func resourceMistakes(c echo.Context, err error) (views.Mistakes, error) {
	mistakes, err := fieldMistake(c, err, map[string]string{
		"name": words(c, "Name"), "outside_id": words(c, "ID in the product"), "parent": words(c, "Lies in"), "owners": words(c, "Owner"),
		"owner": words(c, "Owner"), "principal": words(c, "Who"), "access": words(c, "Access"), "to": words(c, "Who takes over"),
		"slug": words(c, "Short name"), "one": words(c, "One is called"), "many": words(c, "Several are called"), "kind": words(c, "Kind"),
	})
	if m, there := mistakes["owners"]; there {
		m.Anchor = "owner"
		mistakes = views.Mistakes{"owner": m}
	}
	return mistakes, err
}

// nobodyChosen says of lists in which nothing was chosen just that.
func nobodyChosen(c echo.Context, f form, mistakes views.Mistakes) views.Mistakes {
	for _, field := range []string{"owner", "principal", "to"} {
		if m, wrong := mistakes[field]; wrong && f[field] == "" {
			m.Words = words(c, "Choose a member or a key.")
			mistakes[field] = m
		}
	}
	return mistakes
}

// registerForm asks for the kind, and then for the rest.
func (s *Server) registerForm(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderRegister(c, http.StatusOK, f, nil)
}

func (s *Server) renderRegister(c echo.Context, status int, f form, m views.Mistakes) error {
	ctx := c.Request().Context()
	choices, err := s.Store.ResourceForm(ctx, actor(c))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(choices.Kinds, func(k store.Kind) bool { return k.Slug == f["kind"] })
	if at < 0 {
		if f["kind"] != "" {
			status = http.StatusUnprocessableEntity
		}
		return renderResourceAsk(c, status, views.NewRegisterKind(ctx, current(c), choices.Kinds))
	}
	facts := views.RegisterFacts{Kind: choices.Kinds[at]}
	facts.Organization, facts.Mistakes, facts.Typed = current(c), m, f.allShown()
	again := views.ResourcesAddress(current(c).Slug) + "/register"
	if facts.Kind.Parent != "" {
		parent := slices.IndexFunc(choices.Kinds, func(k store.Kind) bool { return k.Slug == facts.Kind.Parent })
		place, err := s.places(c, facts.Kind.Slug, choices.Kinds[parent], f, again)
		if err != nil {
			return err
		}
		facts.Place = &place
	}
	owner := f["owner"]
	if _, sent := f["owner"]; !sent {
		owner = string(choices.Own.ID)
	}
	facts.Owner, err = s.holders(c, false, views.HolderFacts{Name: "owner", Label: words(c, "Owner"), Search: f["q"], Chosen: owner, Action: again,
		Hint: words(c, "Others can be added on its page.")})
	if err != nil {
		return err
	}
	return renderResourceAsk(c, status, views.NewRegister(ctx, facts))
}

// places is the field in which it is chosen what a resource of a kind lies in.
func (s *Server) places(c echo.Context, kind string, parent store.Kind, f form, again string) (views.ResourceField, error) {
	search := strings.TrimSpace(cut(f["pq"], store.MaxSearch))
	found, err := s.Store.Places(c.Request().Context(), actor(c), kind, search, choicesShown+1)
	if err != nil {
		return views.ResourceField{}, err
	}
	more := len(found) > choicesShown
	return views.PlaceField(c.Request().Context(), parent, found[:min(len(found), choicesShown)], more, search, f["parent"], again), nil
}

// registerResource makes a resource known, and leads to its page.
func (s *Server) registerResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	id, err := keystring.NewID(s.Rand)
	if err != nil {
		return fmt.Errorf("name the resource: %w", err)
	}
	in := store.NewResource{ID: store.ResourceID(id), Kind: f["kind"], OutsideID: strings.TrimSpace(f["outside_id"]), Name: f["name"], Parent: store.ResourceID(f["parent"])}
	if f["owner"] != "" {
		in.Owners = []store.PrincipalID{store.PrincipalID(f["owner"])}
	}
	err = s.Store.RegisterResource(c.Request().Context(), call(c), in)
	if errors.Is(err, store.ErrInvalid) {
		m, err := resourceMistakes(c, err)
		if err != nil {
			return err
		}
		return s.renderRegister(c, http.StatusUnprocessableEntity, f, nobodyChosen(c, f, m))
	}
	if err != nil {
		return err
	}
	if !wantsPart(c) {
		return seeOther(c, views.ResourceAddress(current(c).Slug, in.ID))
	}
	resourcesChanged(c)
	return render(c, http.StatusOK, nil, views.ResourceSaid(words(c, "“%s” was registered.", strings.Join(strings.Fields(in.Name), " "))))
}

// resourceAsk are the facts of a form about the resource in the address, as it is now.
func (s *Server) resourceAsk(c echo.Context, f form, err error) (facts views.ResourceAskFacts, status int, _ error) {
	d, missing := s.changeableResource(c)
	if missing != nil {
		return facts, 0, missing
	}
	facts = views.ResourceAskFacts{Organization: current(c), Details: d, Version: d.Version, Typed: f.allShown()}
	if err == nil {
		return facts, http.StatusOK, nil
	}
	var changed *store.ResourceChangedError
	if errors.As(err, &changed) {
		facts.Changed = changedWords(c, *changed)
		return facts, http.StatusConflict, nil
	}
	m, err := resourceMistakes(c, err)
	facts.Mistakes = nobodyChosen(c, f, m)
	return facts, http.StatusUnprocessableEntity, err
}

// changedWords tell of what somebody else did to a resource meanwhile.
func changedWords(c echo.Context, changed store.ResourceChangedError) string {
	who := changed.Last.ActorName
	if who == "" {
		return words(c, "Somebody changed this resource since you opened the form. Nothing was saved. Save again to use what stands below.")
	}
	if changed.Parent.ID != "" {
		return words(c, "%s changed this resource since you opened the form. It is called “%s” and lies in “%s” now. Nothing was saved. Save again to use what stands below.",
			who, changed.Resource.Name, changed.Parent.Name)
	}
	return words(c, "%s changed this resource since you opened the form. It is called “%s” now. Nothing was saved. Save again to use what stands below.", who, changed.Resource.Name)
}

func (s *Server) renameResourceForm(c echo.Context) error {
	facts, status, err := s.resourceAsk(c, nil, nil)
	if err != nil {
		return err
	}
	facts.Typed = map[string]string{"name": facts.Details.Resource.Name}
	return renderResourceAsk(c, status, views.NewRenameResource(c.Request().Context(), facts))
}

// renameResource gives a resource another name.
func (s *Server) renameResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.RenameResource(c.Request().Context(), call(c), resourceID(c), formVersion(f), f["name"])
	if errors.Is(err, store.ErrResourceChanged) || errors.Is(err, store.ErrInvalid) {
		facts, status, err := s.resourceAsk(c, f, err)
		if err != nil {
			return err
		}
		return renderResourceAsk(c, status, views.NewRenameResource(c.Request().Context(), facts))
	}
	if err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "The resource was renamed."))
}

func (s *Server) moveResourceForm(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderMove(c, f, nil)
}

func (s *Server) renderMove(c echo.Context, f form, refused error) error {
	facts, status, err := s.resourceAsk(c, f, refused)
	if err != nil {
		return err
	}
	d := facts.Details
	if d.MayLieIn.Slug == "" {
		return &store.InvalidError{Field: "parent", Problem: "is not what the kind lies in", Accepted: "a resource of a kind that lies in another one"}
	}
	if _, chosen := f["parent"]; !chosen {
		f["parent"] = string(d.Resource.Parent)
	}
	place, err := s.places(c, d.Resource.Kind.Slug, d.MayLieIn, f, views.ResourceAddress(current(c).Slug, d.Resource.ID)+"/move")
	if err != nil {
		return err
	}
	return renderResourceAsk(c, status, views.NewMoveResource(c.Request().Context(), facts, place))
}

// moveResource lays a resource into another one.
func (s *Server) moveResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.MoveResource(c.Request().Context(), call(c), resourceID(c), formVersion(f), store.ResourceID(f["parent"]))
	if errors.Is(err, store.ErrResourceChanged) || errors.Is(err, store.ErrInvalid) {
		return s.renderMove(c, f, err)
	}
	if err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "The resource was moved."))
}

func (s *Server) addOwnerForm(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderAddOwner(c, f, nil)
}

func (s *Server) renderAddOwner(c echo.Context, f form, refused error) error {
	facts, status, err := s.resourceAsk(c, f, refused)
	if err != nil {
		return err
	}
	who, err := s.holders(c, false, views.HolderFacts{Name: "owner", Label: words(c, "New owner"), Search: f["q"], Chosen: f["owner"], Focus: true,
		Action: views.ResourceAddress(current(c).Slug, resourceID(c)) + "/owners"})
	if err != nil {
		return err
	}
	return renderResourceAsk(c, status, views.NewAddOwner(c.Request().Context(), facts, who))
}

// addOwner makes somebody an owner too.
func (s *Server) addOwner(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.AddOwner(c.Request().Context(), call(c), resourceID(c), store.PrincipalID(f["owner"]))
	if errors.Is(err, store.ErrInvalid) {
		return s.renderAddOwner(c, f, err)
	}
	if err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "The resource has another owner."))
}

// removeOwner takes ownership away: it can be given again.
func (s *Server) removeOwner(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.Store.RemoveOwner(c.Request().Context(), call(c), resourceID(c), store.PrincipalID(f["owner"])); err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "The resource has an owner less."))
}

func (s *Server) giveAccessForm(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderGiveAccess(c, f, nil)
}

func (s *Server) renderGiveAccess(c echo.Context, f form, refused error) error {
	facts, status, err := s.resourceAsk(c, f, refused)
	if err != nil {
		return err
	}
	who, err := s.holders(c, true, views.HolderFacts{Name: "principal", Label: words(c, "Who"), Search: f["q"], Chosen: f["principal"], Focus: true,
		Action: views.ResourceAddress(current(c).Slug, resourceID(c)) + "/access"})
	if err != nil {
		return err
	}
	return renderResourceAsk(c, status, views.NewGiveAccess(c.Request().Context(), facts, who))
}

// giveAccess writes an access entry.
func (s *Server) giveAccess(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.GiveAccess(c.Request().Context(), call(c), store.AccessEntry{
		Resource: resourceID(c), Principal: store.PrincipalID(f["principal"]), Access: store.Access(f["access"]),
	})
	if errors.Is(err, store.ErrInvalid) {
		return s.renderGiveAccess(c, f, err)
	}
	if err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "Access was given."))
}

// takeAccess takes an access entry away: it can be given again.
func (s *Server) takeAccess(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.Store.TakeAccess(c.Request().Context(), call(c), resourceID(c), store.PrincipalID(f["principal"])); err != nil {
		return err
	}
	return s.resourceDone(c, words(c, "Access was taken away."))
}
