package views

import (
	"context"
	"strings"
	"time"

	"chatelaine/store"
)

func keysLine(ctx context.Context, icon, words string, keys store.BulkKeys) PlanLine {
	line := PlanLine{Icon: icon, Words: words, Kinds: T(ctx, "Which keys"), More: moreWords(ctx, keys.Count-len(keys.First))}
	for _, name := range keys.First {
		line.Names = append(line.Names, PlannedName{Name: name})
	}
	return line
}

// bulkSum is how many keys of a total change, and how many can't.
type bulkSum struct{ changes, cannot, gone, total int }

// sumWords sum a plan up: "12 of 40 keys change, 3 can't."
func sumWords(ctx context.Context, act store.BulkAct, s bulkSum) string {
	if act == store.BulkDelete {
		return deletionSum(ctx, s)
	}
	switch n, total, cannot := s.changes, s.total, s.cannot; {
	case n == 0 && cannot == 0 && s.gone == total:
		return T(ctx, "None of %d keys is there any more.", total)
	case n == 0 && cannot == 0:
		return T(ctx, "None of %d keys changes: they are so already.", total)
	case n == 0:
		return T(ctx, "None of %d keys changes; %s can’t.", total, figure(ctx, cannot))
	case n == total:
		return T(ctx, "%d keys change.", n)
	case cannot == 0:
		return T(ctx, "%d of %s keys change.", n, figure(ctx, total))
	default:
		return T(ctx, "%s, %s can’t.", T(ctx, "%d of %s keys change", n, figure(ctx, total)), figure(ctx, cannot))
	}
}

// deletionSum says the same of a deletion.
func deletionSum(ctx context.Context, s bulkSum) string {
	switch n, total, cannot := s.changes, s.total, s.cannot; {
	case n == 0 && cannot == 0:
		return T(ctx, "None of %d keys is there any more.", total)
	case n == 0:
		return T(ctx, "None of %d keys is deleted; %s can’t be.", total, figure(ctx, cannot))
	case n == total:
		return T(ctx, "%d keys are deleted.", n)
	case cannot == 0:
		return T(ctx, "%d of %s keys are deleted.", n, figure(ctx, total))
	default:
		return T(ctx, "%d of %s keys are deleted, %s can’t be.", n, figure(ctx, total), figure(ctx, cannot))
	}
}

// figure writes a number that isn't the first one of its sentence.
func figure(ctx context.Context, n int) string { return T(ctx, "%d", n) }

// whatWords say what is done to keys.
func whatWords(ctx context.Context, org store.Organization, change store.BulkChange, groups []store.GroupRef, now time.Time) string {
	names := store.JoinNames(groups)
	switch change.Act {
	case store.BulkGroups:
		return map[store.RegroupOp]string{
			store.RegroupAdd: T(ctx, "Groups that they get: %s.", names), store.RegroupRemove: T(ctx, "Groups that they lose: %s.", names),
			store.RegroupSet: T(ctx, "Afterwards they have exactly these groups: %s.", names),
		}[change.Groups.Op]
	case store.BulkDeactivate:
		if change.Off.Until.IsZero() {
			return T(ctx, "They open nothing until further notice.")
		}
		return T(ctx, "They open nothing until: %s. Then they are active again by themselves.", deadline(ctx, change.Off.Until, now, org.Zone).Words)
	case store.BulkActivate:
		return T(ctx, "They open again what their roles and groups allow.")
	case store.BulkExpiry:
		if change.ExpiresOn == (store.Date{}) {
			return T(ctx, "They have no end.")
		}
		return T(ctx, "They work until the end of %s.", weekday(ctx, change.ExpiresOn))
	case store.BulkLabels:
		return labelWords(ctx, change.Labels)
	}
	return T(ctx, "They are deleted.")
}

func labelWords(ctx context.Context, change store.Relabel) string {
	var said []string
	if len(change.Set) > 0 {
		said = append(said, T(ctx, "Labels that they get: %s.", store.JoinLabels(change.Set)))
	}
	if len(change.Remove) > 0 {
		said = append(said, T(ctx, "Labels that they lose: %s.", strings.Join(change.Remove, ", ")))
	}
	return strings.Join(said, " ")
}

// reasonWords say why keys can't change.
func reasonWords(ctx context.Context, why store.BulkReason) string {
	switch {
	case why == store.ReasonOwns:
		return T(ctx, "they own resources. Select them in the table to decide what happens to those")
	case why.Permission == "groups:give" && why.Group.Name != "":
		return T(ctx, "you don’t belong to the group “%s”", why.Group.Name)
	case why.Permission == "groups:give":
		return T(ctx, "you don’t belong to all of their groups")
	case why.Permission == "keys:create":
		return T(ctx, "activating keys, or changing when they end, isn’t yours to do")
	case why.Permission == "organization:member":
		return T(ctx, "who asked for it is no member any more")
	case why.Permission != "":
		return T(ctx, "your role no longer allows it")
	case why.Problem == store.ProblemLastGroup:
		return T(ctx, "it would take their last group. An administrator can; you can deactivate them instead")
	case why.Field == "groups" && why.Problem == store.ProblemTooMany:
		return T(ctx, "they would belong to more than %d groups", why.Limit)
	case why.Field == "groups":
		return T(ctx, "a group isn’t there any more")
	case why.Field == "expires":
		return T(ctx, "they would end at a day that this organization doesn’t allow any more")
	case why.Field == "labels":
		return T(ctx, "they would have more than %d labels", why.Limit)
	}
	return T(ctx, "it isn’t allowed any more (%s)", why.Code())
}

// ReasonWords say why a key couldn't change, for a file.
func ReasonWords(ctx context.Context, why store.BulkReason) string {
	if why == (store.BulkReason{}) {
		return ""
	}
	return reasonWords(ctx, why)
}
