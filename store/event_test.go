package store_test

import (
	"testing"
	"time"

	"chatelaine/store"
)

// These bytes are what a chain of authentication codes will run over: when this test fails, the code
// is wrong, not the test.
func TestCanonicalBytesNeverChange(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 9, 0, 0, 123_999_999, time.FixedZone("somewhere", 3600))
	for name, tt := range map[string]struct {
		event store.Event
		want  string
	}{
		"everything": {
			store.Event{
				Seq: 7, Org: 2, At: at,
				Actor:     store.Actor{Kind: store.ActorMember, ID: "8sYq2LwPz0Ta", Org: 2},
				ActorName: "Ada Moreau",
				Request:   store.Request{ID: "r1", Address: "192.0.2.7", Session: "s1"},
				Action:    store.KeyDeleted, Subject: "k1",
				Before: []store.Field{{Name: "name", Value: "Nightly"}, {Name: "role", Value: "user"}},
				After:  []store.Field{{Name: "destroyed", Value: "3"}},
			},
			`{"seq":7,"org":2,"at":1773129600123,"actor_kind":"member","actor_id":"8sYq2LwPz0Ta","actor_name":"Ada Moreau",` +
				`"request":"r1","address":"192.0.2.7","session":"s1","action":"key.deleted","subject":"k1",` +
				`"before":[{"name":"name","value":"Nightly"},{"name":"role","value":"user"}],"after":[{"name":"destroyed","value":"3"}]}`,
		},
		"the name of what it is about": {
			store.Event{At: time.UnixMilli(0), Subject: "k1", SubjectName: "Nightly"},
			`{"seq":0,"org":0,"at":0,"actor_kind":"","actor_id":"","actor_name":"","request":"","address":"","session":"",` +
				`"action":"","subject":"k1","before":null,"after":null,"subject_name":"Nightly"}`,
		},
		"nothing": {
			store.Event{At: time.UnixMilli(0)},
			`{"seq":0,"org":0,"at":0,"actor_kind":"","actor_id":"","actor_name":"","request":"","address":"","session":"",` +
				`"action":"","subject":"","before":null,"after":null}`,
		},
		"signs that JSON escapes": {
			store.Event{At: time.UnixMilli(0), ActorName: "<é & \"日\" \\ \u2028 😀>"},
			`{"seq":0,"org":0,"at":0,"actor_kind":"","actor_id":"",` +
				`"actor_name":"\u003cé \u0026 \"日\" \\ \u2028 😀\u003e","request":"","address":"","session":"",` +
				`"action":"","subject":"","before":null,"after":null}`,
		},
	} {
		got, err := tt.event.Canonical()
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: Canonical() = %v\n%s, want\n%s", name, err, got, tt.want)
		}
	}
}

func TestValueFindsAFieldByName(t *testing.T) {
	t.Parallel()
	fields := []store.Field{{Name: "role", Value: "user"}, {Name: "name", Value: "Nightly"}}
	for name, want := range map[string]string{"role": "user", "name": "Nightly", "none": "", "": ""} {
		if got := store.Value(fields, name); got != want {
			t.Errorf("Value(%q) = %q, want %q", name, got, want)
		}
	}
}
