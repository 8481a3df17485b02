package sample

import (
	"math/rand/v2"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
)

// prefix is what the made-up secrets began with.
const prefix = "chk"

// fate is what has become of a key.
type fate uint8

const (
	open        fate = iota // opens doors, for longer than two weeks from now
	ending                  // expires within two weeks
	ended                   // has expired
	off                     // somebody switched it off
	unconfirmed             // open, and nobody said that they stored its secret
)

// namedKey is a key that doesn't leave to chance what it is.
type namedKey struct {
	name    string
	role    store.Role
	creator int // place among the members
	fate    fate
}

// The keys that own something special, by their place in meridianKeys.
const (
	fieldTabletsWest  = 0
	nightlyImport     = 1
	fieldTabletsNorth = 2
	tileProduction    = 3
	tileStaging       = 9
)

var meridianKeys = []namedKey{
	{"Field tablets · west", store.RoleUser, ada, open},
	{"Nightly parcel import", store.RoleManager, tomasz, open},
	{"Field tablets · north", store.RoleUser, ada, ending},
	{"Tile server · production", store.RoleManager, ingrid, open},
	{"Delta Waterboard exchange", store.RoleUser, noor, open},
	{"Orthophoto ingest", store.RoleUser, ingrid, ending},
	{"Cadastre mirror", store.RoleUser, tomasz, open},
	{"Flood model v3 notebook", store.RoleUser, kenji, off},
	{"Road survey upload", store.RoleUser, beatriz, unconfirmed},
	{"Tile server · staging", store.RoleManager, ingrid, open},
	{"Borehole registry sync", store.RoleUser, samuel, ended},
	{"Public viewer", store.RoleUser, ada, open},
	{"Address geocoder", store.RoleUser, lea, open},
	{"Drone uplink · hangar 2", store.RoleUser, beatriz, ending},
	{"Mobile app · Android", store.RoleUser, kenji, open},
	{"Mobile app · iOS", store.RoleUser, kenji, open},
	{"Land-use dashboard", store.RoleUser, noor, open},
	{"GNSS base stations", store.RoleUser, tomasz, open},
	{"Elevation diff job", store.RoleUser, samuel, off},
	{"مزامنة السجل العقاري", store.RoleManager, noor, open},
	{"Power BI connector", store.RoleUser, lea, open},
	{"Backup verifier", store.RoleManager, tomasz, open},
	{"Terrain classifier", store.RoleUser, kenji, ended},
	{"QGIS desktop · Lis", store.RoleUser, tomasz, open},
	{"Harbour soundings", store.RoleUser, samuel, open},
	{"Archive export", store.RoleUser, ada, off},
	{"Balloon imagery pilot 🎈", store.RoleUser, beatriz, open},
	{"Regional cadastre reconciliation and boundary dispute evidence export for the northern land tribunal", store.RoleUser, tomasz, open},
}

// In Delta Waterboard the member at 0 is Ada Moreau, at 1 Sanne Bakker and at 2 Willem Jansen.
var deltaKeys = []namedKey{
	{"Pumping station telemetry", store.RoleUser, 1, open},
	{"Dike inspection app", store.RoleUser, 2, open},
	{"Meridian Survey exchange", store.RoleManager, 0, open},
	{"Water level feed · Waal", store.RoleUser, 2, ending},
	{"Water level feed · Lek", store.RoleUser, 2, open},
	{"Flood map publisher", store.RoleManager, 1, open},
	{"Muskrat trap register", store.RoleUser, 2, off},
	{"Salinity sensors", store.RoleUser, 1, open},
	{"Permit desk", store.RoleUser, 1, unconfirmed},
	{"Drought model", store.RoleUser, 2, ended},
	{"Sluice planner", store.RoleManager, 0, open},
	{"Open data portal", store.RoleUser, 1, open},
}

// allKeys yields the keys, oldest first. They are counted from the newest, so that the named ones are the newest ones
// however many there are.
func (d draft) allKeys(yield func(store.ImportedKey) bool) {
	secrets := rand.NewChaCha8(d.secrets)
	for n := d.keys - 1; n >= 0; n-- {
		if !yield(d.key(n, secrets)) {
			return
		}
	}
}

// key makes the nth key, the newest being the 0th.
func (d draft) key(n int, secrets *rand.ChaCha8) store.ImportedKey {
	random := d.numbered("key", n)
	key := store.ImportedKey{ID: store.KeyID(newID(random)), Confirmed: true}
	key.CreatedAt = d.createdAt(n, random)
	plan := d.chance(n, random, key.CreatedAt)
	if n < len(d.named) {
		plan = d.named[n]
	}
	key.Name, key.Role, key.Groups = plan.name, plan.role, d.keyGroups(n)
	key.Creator = d.members[plan.creator].Account.ID
	d.describe(&key, n)
	d.live(&key, plan.fate, random)
	key.Secret = secret(secrets, key.ID)
	return key
}

// keyID is the id of the nth key, without making it.
func (d draft) keyID(n int) store.KeyID { return store.KeyID(newID(d.numbered("key", n))) }

// createdAt spreads the keys over two years, or more closely where there are few. No two change places.
func (d draft) createdAt(n int, random *rand.Rand) time.Time {
	step := min(span/time.Duration(d.keys), maxStep)
	age := time.Duration(n)*step + time.Duration(random.Float64()*0.8*float64(step))
	return d.now.Add(-age).Truncate(time.Millisecond)
}

// chance makes a key up that has no name of its own.
func (d draft) chance(n int, random *rand.Rand, created time.Time) namedKey {
	k := namedKey{name: generatedName(n), role: store.RoleUser}
	if random.IntN(4) == 0 {
		k.role = store.RoleManager
	}
	switch p := random.IntN(100); {
	case p < 8:
		k.fate = ending
	case p < 22:
		k.fate = ended
	case p < 33:
		k.fate = off
	case p < 36:
		k.fate = unconfirmed
	}
	if at := random.IntN(len(d.members)); couldCreate(d.members[at], created) {
		k.creator = at
	}
	return k
}

// live gives a key the dates that its fate asks for. A key of today can't have expired, and stays open.
func (d draft) live(k *store.ImportedKey, f fate, random *rand.Rand) {
	today := store.DateAt(d.now, d.zone)
	days := int(d.now.Sub(k.CreatedAt) / day)
	k.ExpiresOn = today.AddDays(15 + random.IntN(500))
	switch {
	case f == ending:
		k.ExpiresOn = today.AddDays(random.IntN(13))
	case f == ended && days > 1:
		k.ExpiresOn = today.AddDays(-1 - random.IntN(days-1))
	case f == off:
		k.InactiveFrom, k.InactiveReason = d.switchedOff(k.CreatedAt, random.Float64()), offReasons[days%len(offReasons)]
		if random.IntN(5) == 0 {
			k.InactiveUntil = d.now.Add(time.Duration(1+random.IntN(20)) * day)
		}
	case f == unconfirmed:
		k.Confirmed = false
	}
}

// offReasons are why keys are inactive.
var offReasons = []string{
	"The script it was for is gone", "Seen in a log that others can read", "Nobody answers for it any more", "",
	"Replaced by a key of the new app", "Too many requests at night, being looked into", "The contract ended",
}

// switchedOff is when a key became inactive: while it was there, and in the time that the trail tells of, so that it says who
// did it.
func (d draft) switchedOff(created time.Time, at float64) time.Time {
	if began := d.now.Add(-trailDays * day); created.Before(began) {
		created = began
	}
	return created.Add(time.Duration(at * float64(d.now.Sub(created)))).Truncate(time.Millisecond)
}

// secret makes a secret that nobody learns.
func secret(secrets *rand.ChaCha8, id store.KeyID) store.NewSecret {
	made, err := keystring.New(secrets, prefix, string(id))
	if err != nil {
		panic("sample: " + err.Error()) // can't be: ChaCha8 always reads, and prefix and id are ours
	}
	return store.NewSecret{Digest: made.Sum(), Prefix: prefix, Tail: made.Tail()}
}
