package views

import (
	"strings"
	"time"

	"chatelaine/store"
)

// KeyActs are the addresses of what can be done to a key; empty: the person can't, or there is nothing to do.
type KeyActs struct {
	Rename, Activate, Deactivate, Expiry, Delete string

	Longer string // deactivates what is inactive for a while
}

// Any tells whether there is something.
func (a KeyActs) Any() bool { return a.Rename+a.Activate+a.Deactivate+a.Longer+a.Expiry+a.Delete != "" }

func newKeyActs(href string, info store.KeyInfo, now time.Time) (a KeyActs) {
	may := func(can bool, below string) string {
		if !can {
			return ""
		}
		return href + below
	}
	can, off := info.Can, info.Key.InactiveAt(now)
	a.Rename, a.Expiry, a.Delete = may(can.Rename, "/rename"), may(can.Extend, "/expiry"), may(can.Delete, "/delete")
	a.Activate = may(can.Activate && off, "/activate")
	a.Deactivate = may(can.Deactivate && !off, "/deactivate")
	a.Longer = may(can.Deactivate && off && !info.Key.InactiveUntil.IsZero(), "/deactivate")
	return a
}

// rowCan are the words for what can be done to a key in its row, as the items of the row's menu need them.
func rowCan(can store.KeyActions, key store.Key, now time.Time) string {
	off := key.InactiveAt(now)
	var words []string
	for _, act := range []struct {
		can  bool
		word string
	}{
		{can.Rename, "rename"}, {can.Describe, "describe"}, {can.ChangeGroups, "groups"},
		{can.Deactivate && !off, "deactivate"}, {can.Activate && off, "activate"},
		{can.Rotate, "rotate"}, {can.Extend, "expiry"}, {can.Delete, "delete"},
	} {
		if act.can {
			words = append(words, act.word)
		}
	}
	return strings.Join(words, " ")
}
