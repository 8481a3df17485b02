package views

// frenchDashboard are those of the dashboard.
var frenchDashboard = map[string]string{
	"%s keys":                         "%s clés",
	"%s keys in the next 12 weeks.":   "%s clés dans les 12 prochaines semaines.",
	"%s keys that you created.":       "%s clés que vous avez créées.",
	"%s keys.":                        "%s clés.",
	"All keys that are expiring soon": "Toutes les clés qui expirent bientôt",
	"Ending soon":                     "Expirent bientôt",
	"Keys by status":                  "Clés par statut",
	"Keys by status: %s.":             "Clés par statut : %s.",
	"Keys expiring, by week":          "Clés qui expirent, par semaine",
	"Keys that nobody needs are a risk without a benefit.": "Les clés dont personne n'a besoin sont un risque sans contrepartie.",
	"Latest changes":                   "Dernières modifications",
	"Latest changes of your keys":      "Dernières modifications de vos clés",
	"No key ends in the next 14 days.": "Aucune clé n'expire dans les 14 prochains jours.",
	"Not used for 90 days":             "Inutilisées depuis 90 jours",
	"Nothing was done yet.":            "Rien n'a encore été fait.",
	"Own resources":                    "Propriétaires de ressources",
	"This week":                        "Cette semaine",
	"Week":                             "Semaine",
	"Worth a look":                     "À vérifier",
}
