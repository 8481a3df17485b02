package views

// frenchMistakes are what is said beside a field: what is wrong with it, and what is accepted.
var frenchMistakes = map[string]string{
	"%s %s. Accepted: %s.": "%s : %s. Attendu : %s.",

	"is missing": "à renseigner",
}
