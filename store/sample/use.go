package sample

import (
	"math/rand/v2"
	"time"

	"chatelaine/store"
)

// UsedKeys is of how many keys uses are made up.
const UsedKeys = 300

// client is where a program runs.
var clients = []store.Client{
	{Network: "203.0.113.0/24", Agent: "python-requests/2.32.3"}, {Network: "198.51.100.0/24", Agent: "QGIS/3.40"},
	{Network: "192.0.2.0/24", Agent: "okhttp/4.12.0"}, {Network: "2001:db8:41::/48", Agent: "Go-http-client/2.0"},
	{Network: "203.0.113.0/24", Agent: "curl/8.14.1"}, {Network: "2001:db8:7::/48", Agent: "axios/1.9.0"},
	{Network: "198.51.100.0/24", Agent: "Java-http-client/21.0.7"},
}

// Uses makes up what the gate has answered lately: to most keys of an organization, a few of which nobody uses, and to
// some that aren't let in any more. Keys are taken as they are in a store.
func Uses(now time.Time, org store.OrgID, keys []store.Key) (batch store.UseBatch) {
	for _, key := range keys[:min(len(keys), UsedKeys)] {
		random := named("use", string(key.ID))
		if random.IntN(10) == 0 {
			continue // nobody has presented it yet
		}
		u := user{now: now, org: org, key: key, random: random, client: clients[random.IntN(len(clients))]}
		u.often = []int64{4, 25, 160, 900, 5200}[random.IntN(5)]
		u.use(&batch)
	}
	strays(now, org, &batch)
	return batch
}

// user is a program that presents a key.
type user struct {
	now    time.Time
	org    store.OrgID
	key    store.Key
	random *rand.Rand
	client store.Client
	often  int64 // a day
}

// use adds what the user did on the days that are kept, or the last thing that they did before.
func (u user) use(batch *store.UseBatch) {
	last := u.lastValid()
	for day := range store.UseDays {
		at := u.now.Add(-time.Duration(day) * 24 * time.Hour)
		switch {
		case at.Before(u.key.CreatedAt):
			return
		case u.aliveAt(at):
			at = minTime(at, last)
			batch.Uses = append(batch.Uses, u.row(store.VerdictValid, at, u.about(u.often)))
			if u.random.IntN(12) == 0 {
				u.refuse(batch, store.VerdictPermission, at, "features:edit")
			}
		case day < store.RefusedDays && u.random.IntN(2) == 0:
			u.refuse(batch, u.deadVerdict(), at, "")
		}
	}
	if u.now.Sub(last) > store.UseDays*24*time.Hour {
		batch.Uses = append(batch.Uses, u.row(store.VerdictValid, last, 1))
	}
}

// aliveAt tells whether the key was let in, as far as what it is now tells.
func (u user) aliveAt(at time.Time) bool {
	return !(u.key.InactiveAt(u.now) && !at.Before(u.key.InactiveFrom)) && (u.key.ExpiresAt.IsZero() || at.Before(u.key.ExpiresAt))
}

// lastValid is when the user was let in last: seconds to hours ago, or a little before that ended.
func (u user) lastValid() time.Time {
	ago := time.Duration(u.random.Int64N(int64(24*time.Hour) / max(u.often, 1)))
	last := u.now.Add(-ago - time.Second)
	if u.key.InactiveAt(u.now) {
		last = minTime(last, u.key.InactiveFrom)
	}
	if !u.key.ExpiresAt.IsZero() {
		last = minTime(last, u.key.ExpiresAt.Add(-ago))
	}
	if last.Before(u.key.CreatedAt) {
		return u.key.CreatedAt
	}
	return last.Truncate(time.Millisecond)
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// about is a number near n, and at least 1.
func (u user) about(n int64) int64 { return max(1, n/2+u.random.Int64N(n)) }

func (u user) row(v store.Verdict, at time.Time, n int64) store.Use {
	return store.Use{Org: u.org, Secret: u.key.Secret.Seq, Verdict: v, Count: n, Last: at, Client: u.client}
}

// deadVerdict is what somebody is told who goes on with a key that is over.
func (u user) deadVerdict() store.Verdict {
	if u.key.InactiveAt(u.now) {
		return store.VerdictInactive
	}
	return store.VerdictExpired
}

// refuse adds some refusals, and the reference of one that was today.
func (u user) refuse(batch *store.UseBatch, v store.Verdict, at time.Time, need string) {
	batch.Uses = append(batch.Uses, u.row(v, at, u.about(max(2, u.often/20))))
	if u.now.Sub(at) < store.RefusalAge/2 && len(batch.Refusals) < store.MaxUses {
		batch.Refusals = append(batch.Refusals, store.Refusal{
			Org: u.org, Ref: newReference(u.random), At: at.Truncate(time.Millisecond), Verdict: v, Key: u.key.ID, Secret: u.key.Secret.Seq, Need: need, Client: u.client,
		})
	}
}

// strays adds what was presented that is no key of the organization.
func strays(now time.Time, org store.OrgID, batch *store.UseBatch) {
	random := named("use", "strays")
	for day := range store.RefusedDays {
		at := now.Add(-time.Duration(day)*24*time.Hour - time.Minute)
		for v, n := range map[store.Verdict]int64{store.VerdictMissing: 21, store.VerdictMalformed: 4, store.VerdictUnknown: 9} {
			batch.Uses = append(batch.Uses, store.Use{Org: org, Verdict: v, Count: n + int64(7*day%5), Last: at, Client: clients[4]})
		}
	}
	for i, v := range []store.Verdict{store.VerdictMissing, store.VerdictUnknown, store.VerdictMalformed} {
		r := store.Refusal{Org: org, Ref: newReference(random), At: now.Add(-time.Duration(3+11*i) * time.Minute), Verdict: v, Client: clients[i]}
		switch v {
		case store.VerdictUnknown:
			r.Key = store.KeyID(newID(random))
		case store.VerdictMalformed:
			r.Detail = "short 3"
		}
		batch.Refusals = append(batch.Refusals, r)
	}
}

// newReference draws a reference of the usual length.
func newReference(random *rand.Rand) string { return newID(random) + newID(random)[:4] }
