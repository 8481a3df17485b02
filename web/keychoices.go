package web

import (
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// creatorsShown is how many creators or groups a filter lists; the rest are found by searching.
const creatorsShown = 50

// keyChoices answers with what a choice filter has to choose from, and how many keys each choice shows. That is counted
// when somebody opens the filter: it takes longer than a page of the table. The page is for who has no scripts.
func (s *Server) keyChoices(c echo.Context) error {
	values := c.Request().URL.Query()
	state, _ := parseTable(values)
	of, find := values.Get("of"), cut(values.Get("find"), store.MaxSearch)
	ctx, at := c.Request().Context(), aboutOf(c).at
	facts := views.KeyTableFacts{Organization: current(c), Now: at, Values: state.values()}
	facts.Links = tableLinks{views.KeysAddress(facts.Organization.Slug), state}
	var err error
	switch of {
	case "by":
		facts.Creators, err = s.Store.KeyCreators(ctx, actor(c), find, state.Creators, creatorsShown+1)
	case "groups":
		facts.Groups, err = s.Store.KeyGroups(ctx, actor(c), find, state.Groups, creatorsShown+1)
	case "labels":
		facts.Labels, err = s.Store.KeyLabels(ctx, actor(c), find, state.Labels, creatorsShown+1)
	case "contact":
		facts.Contacts, err = s.Store.KeyContacts(ctx, actor(c), find, state.Contacts, creatorsShown+1)
	default:
		facts.Choices, err = s.Store.KeyChoices(ctx, actor(c), at)
	}
	if err != nil {
		return err
	}
	p := views.NewKeyChoices(ctx, facts, of, find, creatorsShown)
	return render(c, http.StatusOK, views.ChoicesPage(shell(c, p.Window.Title), p), views.ChoicesPart(p))
}
