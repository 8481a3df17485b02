package web

import (
	"errors"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// openPanel gives a whole page the information of the key that its address names. Where there is no such
// key any more, or it isn't the person's to see, the table says so: an old address is no mistake.
func (s *Server) openPanel(c echo.Context, state tableState, facts *views.KeyTableFacts) error {
	if state.Key == "" || wantsPart(c) {
		return nil
	}
	ctx, at := c.Request().Context(), aboutOf(c).at
	info, err := s.Store.Key(ctx, actor(c), state.Key)
	if gone, ok := deletedKey(err); ok {
		facts.NoKey = views.DeletedKey(ctx, *gone, at, facts.Organization.Zone).Words
		return nil
	}
	if errors.Is(err, store.ErrNotFound) {
		facts.NoKey = words(c, "The address names a key that does not exist here.")
		return nil
	}
	if err != nil {
		return err
	}
	panel := views.NewKeyInfo(ctx, facts.Organization, info, at)
	state.Key = ""
	panel.Close = state.address(views.KeysAddress(facts.Organization.Slug))
	facts.Panel = &panel
	return nil
}
