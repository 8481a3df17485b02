package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// tellZone is a change of the time zone with both names.
func tellZone(ctx context.Context, t telling) string {
	before, after := store.Value(t.event.Before, "zone"), store.Value(t.event.After, "zone")
	if before == "" || after == "" {
		return ""
	}
	return T(ctx, "%s changed the organization’s time zone from %s to %s", t.who, before, after)
}

// tellRoleWords is a change of the words for the roles, with those that are used from then on.
func tellRoleWords(ctx context.Context, t telling) string {
	words, err := store.ParseRoleWords(store.Value(t.event.After, "role_words"))
	if err != nil {
		return ""
	}
	return roleSentence(ctx, words, "%s called the roles Manager and User", "%s called the roles Editor and Viewer", t.who)
}

func tellMaxDays(ctx context.Context, t telling) string {
	days, err := strconv.Atoi(store.Value(t.event.After, "max_key_days"))
	switch {
	case err != nil:
		return ""
	case days == 0:
		return T(ctx, "%s let keys end as late as somebody wants", t.who)
	}
	return T(ctx, "%s let keys end %s ahead at most", t.who, T(ctx, "%d days", days))
}

func tellUnending(ctx context.Context, t telling) string {
	switch store.Value(t.event.After, "unending_keys") {
	case "true":
		return T(ctx, "%s allowed keys without expiry", t.who)
	case "false":
		return T(ctx, "%s no longer allowed keys without expiry", t.who)
	}
	return ""
}

func tellReserved(ctx context.Context, t telling) string {
	switch store.Value(t.event.After, "keys_reserved") {
	case "true":
		return T(ctx, "%s reserved the management of keys for administrators", t.who)
	case "false":
		return roleSentence(ctx, t.org.RoleWords, "%s let managers manage keys", "%s let editors manage keys", t.who)
	}
	return ""
}
