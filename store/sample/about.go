package sample

import "chatelaine/store"

// about is what is said of a named key.
type about struct {
	purpose   string
	env, team string // empty: no such label
	contact   int    // place among the members; 0: the creator
}

// eero has left; he is the contact of keys that somebody should look at.
const eero = 8

// meridianAbouts are what is said of Meridian Survey's named keys, by their names.
var meridianAbouts = map[string]about{
	"Field tablets · west":      {purpose: "Lets the western crews’ tablets send what they measure, also at night.", env: "production", team: "field"},
	"Field tablets · north":     {purpose: "Lets the northern crews’ tablets send what they measure.", env: "production", team: "field"},
	"Nightly parcel import":     {purpose: "Brings the parcels that the cadastre published during the day.", env: "production", team: "cadastre", contact: noor},
	"Tile server · production":  {purpose: "Draws the tiles that everybody sees.", env: "production", team: "maps"},
	"Tile server · staging":     {purpose: "Draws the tiles of the next release.", env: "staging", team: "maps", contact: kenji},
	"Delta Waterboard exchange": {purpose: "Hands the water levels over to Delta Waterboard, every ten minutes.", env: "production", team: "water"},
	"Orthophoto ingest":         {env: "production", team: "imagery"},
	"Cadastre mirror":           {purpose: "Keeps a copy of the cadastre for the days when it can’t be reached.", env: "production", team: "cadastre"},
	"Flood model v3 notebook":   {purpose: "Kenji’s experiments with the flood model.", env: "test", team: "water"},
	"Borehole registry sync":    {env: "production", contact: eero},
	"Public viewer":             {purpose: "What visitors of the website see.", env: "production", team: "maps", contact: ingrid},
	"Mobile app · Android":      {env: "production", team: "apps"},
	"Mobile app · iOS":          {env: "production", team: "apps"},
	"Harbour soundings":         {purpose: "Depths of the harbour, from the pilots’ boats.", env: "production", team: "water", contact: eero},
	"مزامنة السجل العقاري":      {purpose: "مزامنة السجل العقاري كل ليلة", env: "production", team: "cadastre"},
}

// oneLabelled is how many of the keys without a name of their own there are for each that has a label: a million of them cost little.
const oneLabelled = 16

// generatedLabels are what these have.
var generatedLabels = [...]store.Label{
	{Name: "env", Value: "production"}, {Name: "env", Value: "staging"}, {Name: "env", Value: "test"}, {Name: "team", Value: "maps"},
}

// describe says what the nth key is for.
func (d draft) describe(key *store.ImportedKey, n int) {
	said, named := meridianAbouts[key.Name]
	if !named || n >= len(d.named) {
		if n%oneLabelled == 0 {
			key.Labels = []store.Label{generatedLabels[n/oneLabelled%len(generatedLabels)]}
		}
		return
	}
	key.Purpose = said.purpose
	if said.env != "" {
		key.Labels = append(key.Labels, store.Label{Name: "env", Value: said.env})
	}
	if said.team != "" {
		key.Labels = append(key.Labels, store.Label{Name: "team", Value: said.team})
	}
	if said.contact != 0 {
		key.Contact = d.members[said.contact].Account.ID
	}
}
