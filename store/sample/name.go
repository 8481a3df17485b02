package sample

import "strconv"

// Names of keys are a use and a place. Every pair comes once before the first one comes again with a number.
var (
	uses = []string{
		"Parcel sync", "Survey upload", "Tile cache", "Rover telemetry", "Photo intake", "Contour job", "Sensor feed",
		"Levelling import", "Report builder", "Map widget", "Data warehouse", "Notebook", "Scanner station", "Total station link",
		"LiDAR ingest", "Boundary checker", "Permit portal", "Route planner", "Traffic counters", "Tree register",
		"Utility locator", "Noise model", "Soil samples", "Building heights", "Street imagery", "Address updates",
		"Change detection", "Monument register", "Geofence alerts", "Weather stations", "River gauges", "Print service",
		"Quality control", "Replication", "Search index", "Partner feed", "Training sandbox", "Load test", "Health check",
		"Mobile crews", "Kiosk", "Archive job", "Metadata harvest", "Coordinate service", "Export queue", "Night batch",
		"Dashboard",
	}
	places = []string{
		"Amiens", "Angers", "Annecy", "Avignon", "Bayonne", "Besançon", "Béziers", "Bordeaux", "Brest", "Caen", "Calais",
		"Cherbourg", "Colmar", "Dijon", "Dunkerque", "Grenoble", "La Rochelle", "Le Havre", "Le Mans", "Lille", "Limoges",
		"Lorient", "Lyon", "Marseille", "Metz", "Montpellier", "Mulhouse", "Nancy", "Nantes", "Nice", "Nîmes", "Orléans",
		"Paris", "Pau", "Perpignan", "Poitiers", "Quimper", "Reims", "Rennes", "Rouen", "Saint-Malo", "Strasbourg",
		"Toulon", "Toulouse", "Tours", "Troyes", "Valence", "Vannes", "harbour", "hangar 4", "head office", "staging",
		"production",
	}
)

// stride visits the pairs out of order. It is a prime that divides neither list's length, so each is visited once.
const stride = 1009

// generatedName is the nth name; no two are the same.
func generatedName(n int) string {
	pairs := len(uses) * len(places)
	pair := n * stride % pairs
	name := uses[pair%len(uses)] + " · " + places[pair/len(uses)]
	if turn := n/pairs + 1; turn > 1 {
		name += " " + strconv.Itoa(turn)
	}
	return name
}
