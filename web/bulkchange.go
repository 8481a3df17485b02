package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// bulkFields are the fields of the acts, as a step hands them on to the next one. What is not of an act is empty.
var bulkFields = []string{"op", "groups", "for", "until", "at", "reason", "expires", "never", "labels", "remove"}

// bulk is a step of doing something to the keys that are selected.
type bulk struct {
	act  store.BulkAct
	keys []store.KeyID
	form form
}

// ofChange is a step of the act in the address on the keys that its form names.
func ofChange(step func(echo.Context, bulk) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := parseForm(c, "keys", "groups")
		if err != nil {
			return err
		}
		act, err := bulkAct(c)
		if err != nil {
			return err
		}
		ids := keyList(f["keys"])
		a := aboutOf(c)
		a.bulk, a.changes, a.selected = true, true, len(ids)
		if err := store.CheckBulk(ids); err != nil {
			return err
		}
		return step(c, bulk{act, ids, f})
	}
}

// bulkAct is the act in the address.
func bulkAct(c echo.Context) (store.BulkAct, error) {
	switch act := store.BulkAct(c.Param("act")); act {
	case store.BulkGroups, store.BulkDeactivate, store.BulkActivate, store.BulkExpiry, store.BulkLabels, store.BulkDelete:
		return act, nil
	}
	return "", store.ErrNotFound
}

// change reads what a form says is to be done. Errors: [store.InvalidError] for a field that can't be read.
func (f form) change(c echo.Context, act store.BulkAct) (change store.BulkChange, err error) {
	change.Act = act
	switch act {
	case store.BulkGroups:
		change.Groups.Op = store.RegroupOp(f["op"])
		for part := range strings.SplitSeq(f["groups"], ",") {
			if part != "" {
				change.Groups.Groups = append(change.Groups.Groups, store.GroupID(part))
			}
		}
	case store.BulkDeactivate:
		change.Off.Reason = f["reason"]
		change.Off.Until, err = f.until(c)
	case store.BulkExpiry:
		change.ExpiresOn, err = parseExpiry(f)
	case store.BulkLabels:
		change.Labels.Remove = strings.FieldsFunc(f["remove"], func(r rune) bool { return r == ',' || r == ' ' })
		change.Labels.Set, err = store.ParseLabels("labels", strings.ReplaceAll(f["labels"], "\r\n", "\n"))
	}
	return change, err
}

// until is when keys are to be active again; zero: nobody knows. A plan that was shown hands its instant on as "at".
func (f form) until(c echo.Context) (time.Time, error) {
	if ms, ok := wholeNumber(f["at"]); ok && ms > 0 {
		return time.UnixMilli(ms), nil
	}
	span, day, ok := views.BulkSpanOf(f["for"])
	switch {
	case !ok:
		return time.Time{}, &store.InvalidError{Field: "for", Problem: "is none of the choices", Accepted: "one of the choices shown"}
	case !day && span == 0:
		return time.Time{}, nil
	case !day:
		return aboutOf(c).at.Add(span), nil
	}
	on, dated := store.ParseDate(f["until"])
	if !dated {
		return time.Time{}, &store.InvalidError{Field: "until", Problem: "is not a date", Accepted: "a date, today or later"}
	}
	return on.End(current(c).Zone), nil
}

// keepUntil hands the instant on until which keys are to be inactive.
func (f form) keepUntil(change store.BulkChange) {
	if until := change.Off.Until; !until.IsZero() {
		f["at"] = strconv.FormatInt(until.UnixMilli(), 10)
	}
}

// carried are the fields that a step hands on.
func (f form) carried(names ...string) (fields []views.HiddenField) {
	for _, name := range names {
		if f[name] != "" {
			fields = append(fields, views.HiddenField{Name: name, Value: f[name]})
		}
	}
	return fields
}

// beginChange asks what is to be done; there is nothing to ask before keys are activated.
func (s *Server) beginChange(c echo.Context, b bulk) error {
	switch b.act {
	case store.BulkActivate:
		return s.planChange(c, b)
	case store.BulkDelete:
		return store.ErrNotFound
	}
	if err := s.mayBulk(c, b.act); err != nil { // who may do nothing needs no form
		return err
	}
	return s.renderBulkForm(c, http.StatusOK, b, nil)
}

// mayBulk refuses whoever may do an act to no key at all.
func (s *Server) mayBulk(c echo.Context, act store.BulkAct) error {
	page, err := s.Store.Keys(c.Request().Context(), actor(c), store.KeyQuery{Rows: store.PageSizes[0], At: aboutOf(c).at})
	if err != nil {
		return err
	}
	return page.Standing.MayBulk(act)
}

// bulkFormFacts are what the form of an act is made from.
func (s *Server) bulkFormFacts(c echo.Context, act store.BulkAct, f form) (facts views.BulkFormFacts, err error) {
	ctx := c.Request().Context()
	facts = views.BulkFormFacts{Organization: current(c), Act: act, Now: aboutOf(c).at, Typed: f.allShown()}
	if act == store.BulkGroups {
		list, err := s.Store.Groups(ctx, actor(c), "")
		if err != nil {
			return facts, err
		}
		facts.Groups = list.Groups
	}
	return facts, nil
}

func (s *Server) renderBulkForm(c echo.Context, status int, b bulk, mistakes views.Mistakes) error {
	facts, err := s.bulkFormFacts(c, b.act, b.form)
	if err != nil {
		return err
	}
	facts.Count, facts.Carried, facts.Mistakes = len(b.keys), b.form.carried("keys"), mistakes
	p := views.NewBulkForm(c.Request().Context(), facts)
	page := p
	page.Window.Page = true
	return render(c, status, views.BulkFormPage(shell(c, p.Window.Title), page), views.BulkFormWindow(p))
}

// planChange shows what would change, or the form again.
func (s *Server) planChange(c echo.Context, b bulk) error {
	change, err := b.form.change(c, b.act)
	if err == nil {
		var plan store.BulkPlan
		if plan, err = s.Store.PlanKeyChanges(c.Request().Context(), call(c), b.keys, change); err == nil {
			return b.renderPlan(c, http.StatusOK, plan, false)
		}
	}
	return s.refuseChange(c, b, err)
}

// refuseChange shows the form with what is wrong in it.
func (s *Server) refuseChange(c echo.Context, b bulk, err error) error {
	mistakes, err := bulkMistakes(c, err)
	if err != nil {
		return err
	}
	return s.renderBulkForm(c, http.StatusUnprocessableEntity, b, mistakes)
}

// bulkMistakes are what is wrong with the form of an act. What is wrong with the keys isn't a mistake of the form.
func bulkMistakes(c echo.Context, err error) (views.Mistakes, error) {
	return fieldMistake(c, err, map[string]string{
		"op": words(c, "What is to be done"), "groups": words(c, "Permission groups"), "for": words(c, "For how long"), "until": words(c, "The day"),
		"reason": words(c, "Reason"), "expires": words(c, "Expiration date"), "labels": words(c, "Labels"), "remove": words(c, "Labels to remove"),
	})
}

func (b bulk) renderPlan(c echo.Context, status int, plan store.BulkPlan, stale bool) error {
	b.form.keepUntil(plan.Change)
	b.form["plan"] = plan.Digest.String()
	p := views.NewBulkPlan(c.Request().Context(), views.BulkPlanFacts{
		Organization: current(c), Plan: plan, Now: aboutOf(c).at, Changed: stale, Carried: b.form.carried(append(bulkFields, "keys", "plan")...),
	})
	page := p
	page.Window.Page = true
	return render(c, status, views.BulkPlanPage(shell(c, p.Window.Title), page), views.BulkPlanWindow(p))
}

// carryOutChange does what the plan said, or nothing: then it shows the plan as it is now.
func (s *Server) carryOutChange(c echo.Context, b bulk) error {
	change, err := b.form.change(c, b.act)
	if err != nil {
		return s.refuseChange(c, b, err)
	}
	digest, _ := store.ParseDigest(b.form["plan"])
	done, err := s.Store.ChangeKeys(c.Request().Context(), call(c), b.keys, change, digest)
	var stale *store.BulkPlanChangedError
	switch {
	case errors.As(err, &stale):
		return b.renderPlan(c, http.StatusConflict, stale.Plan, true)
	case err != nil:
		return s.refuseChange(c, b, err)
	}
	changed(c)
	p := views.NewBulkDone(c.Request().Context(), current(c), done, aboutOf(c).at)
	return render(c, http.StatusOK, views.BulkDonePage(shell(c, p.Window.Title), p), views.BulkDoneToast(p))
}

// undoChange takes back what was done to many keys.
func (s *Server) undoChange(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	undone, err := s.Store.UndoKeyChanges(c.Request().Context(), call(c), bulkID(f["bulk"]))
	if err != nil {
		return err
	}
	changed(c)
	p := views.NewBulkUndone(c.Request().Context(), current(c), undone)
	return render(c, http.StatusOK, views.BulkDonePage(shell(c, p.Window.Title), p), views.BulkDoneToast(p))
}

// bulkID reads the number of a bulk; 0 is none's.
func bulkID(text string) store.BulkID {
	n, ok := wholeNumber(text)
	if !ok {
		return 0
	}
	return store.BulkID(n)
}
