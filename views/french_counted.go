package views

// frenchCounted are the sentences that depend on their first number.
var frenchCounted = map[string]inFrench{
	"%d keys":     {"%d clé", "%d clés"},
	"in %d days":  {"dans %d jour", "dans %d jours"},
	"%d days ago": {"il y a %d jour", "il y a %d jours"},
}
