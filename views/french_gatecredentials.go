package views

// frenchGateCredentials are the sentences about what programs and proxies show to ask the gate.
var frenchGateCredentials = map[string]string{
	"is the name of another gate credential":           "est le nom d'un autre identifiant de contrôle",
	"would be one gate credential too many":            "serait un identifiant de contrôle de trop",
	"a name that no other one of the organization has": "un nom qu'aucun autre ne porte dans l'organisation",
	"one fewer: revoke those that nothing uses":        "un de moins : révoquez ceux que rien n'utilise",
}
