package sample

import (
	"fmt"

	"chatelaine/store"
)

// nightlyEntries is how many access entries the key "Nightly parcel import" has.
const nightlyEntries = 14

// meridian fills the estate of Meridian Survey.
func (e *estate) meridian() {
	e.nightly()
	own := len(e.list) // of the nightly import, and what lies beside it
	e.tileServers()
	e.fieldTablets()
	e.regions(400)
	e.allowSome()
	if e.keys <= nightlyImport {
		return
	}
	for at, left := own, nightlyEntries; left > 0; at++ {
		if e.allow(at, e.key(nightlyImport), store.AccessView) {
			left--
		}
	}
}

// nightly is what "Nightly parcel import" owns: two data sources, a project, four layers and a table. Two of the
// layers lie in somebody else's project and have an owner there, so that destroying takes six resources.
func (e *estate) nightly() {
	key := e.key(nightlyImport)
	feed := e.own(dataSources, "Parcel feed", "", key)
	e.own(tables, "parcel_changes", feed, key)
	e.own(dataSources, "Parcel archive", "", key)
	imports := e.own(projects, "Parcel import", "", key)
	e.own(layers, "Parcels to check", imports, key)
	e.own(layers, "Parcels refused", imports, key)
	registry := e.own(projects, "Land registry", "", e.member(ingrid))
	e.own(layers, "Parcels", registry, key, e.member(ingrid))
	e.own(layers, "Plot numbers", registry, key, e.member(tomasz))
}

// tileServers are two cases to look at before deleting: production's own project holds layers that others own too, or
// alone; all that staging owns is shared.
func (e *estate) tileServers() {
	production, staging := e.key(tileProduction), e.key(tileStaging)
	basemap := e.own(projects, "Basemap", "", production)
	e.own(layers, "Basemap roads", basemap, production)
	e.own(layers, "Basemap labels", basemap, production)
	e.own(layers, "Basemap relief", basemap, production, e.member(ada))
	e.own(layers, "Basemap water", basemap, production, e.member(ada))
	e.own(layers, "Basemap borders", basemap, e.member(ada))
	cache := e.own(dataSources, "Tile cache", "", production)
	e.own(tables, "tile_hits", cache, production)
	e.own(tables, "tile_quota", cache, e.member(samuel))

	trial := e.own(projects, "Basemap trial", "", staging, e.member(ingrid))
	e.own(layers, "Trial roads", trial, staging, e.member(ingrid))
	e.own(layers, "Trial labels", trial, staging, e.member(samuel))
	e.own(dataSources, "Trial tile cache", "", staging, e.key(tileProduction))
}

// fieldTablets share what they write to.
func (e *estate) fieldTablets() {
	west, north := e.key(fieldTabletsWest), e.key(fieldTabletsNorth)
	notes := e.own(dataSources, "Field observations", "", west, north)
	e.own(tables, "observations", notes, west, north)
	e.own(tables, "photos", notes, west, north, e.member(beatriz))
	e.own(tables, "tablets_west", notes, west)
}

var (
	regions = []string{
		"Alsace", "Anjou", "Aquitaine", "Artois", "Aunis", "Auvergne", "Béarn", "Berry", "Brittany", "Burgundy",
		"Champagne", "Dauphiné", "Flanders", "Gascony", "Languedoc", "Limousin", "Lorraine", "Lyonnais", "Maine",
		"Marche", "Nivernais", "Normandy", "Picardy", "Poitou", "Provence", "Roussillon", "Saintonge", "Savoy", "Touraine",
		"Vexin", "Vivarais",
	}
	themes  = []string{"Roads", "Rivers", "Contours", "Buildings", "Forests", "Borders", "Wetlands"}
	records = []string{"measurements", "crews", "control_points"}
)

// regions adds a project with layers and a data source with tables, a region at a time, until there are total
// resources.
func (e *estate) regions(total int) {
	for _, region := range regions {
		project := e.own(projects, "Survey "+region, "", e.chanceOwners()...)
		for _, theme := range themes {
			e.own(layers, theme+" "+region, project, e.chanceOwners()...)
		}
		source := e.own(dataSources, "Surveyors "+region, "", e.chanceOwners()...)
		for _, record := range records {
			e.own(tables, record+"_"+store.ProposeSlug(region), source, e.chanceOwners()...)
		}
	}
	for n := 1; len(e.list) < total; n++ {
		e.own(dataSources, fmt.Sprintf("Flight %02d", n), "", e.chanceOwners()...)
	}
}

// delta fills the estate of Delta Waterboard: 4 data sources, 4 projects, 8 layers and 4 tables.
func (e *estate) delta() {
	for n, river := range []string{"Waal", "Lek", "IJssel", "Merwede"} {
		key, editor := e.key(n), e.chanceMember(store.RoleManager)
		gauges := e.own(dataSources, "Gauges "+river, "", key, editor)
		e.own(tables, "levels_"+store.ProposeSlug(river), gauges, key)
		dikes := e.own(projects, "Dikes "+river, "", editor)
		e.own(layers, "Dike bodies "+river, dikes, editor)
		e.own(layers, "Inspections "+river, dikes, key, editor)
	}
	e.allowSome()
}
