package views

// frenchSettings are those of the organization's settings.
var frenchSettings = map[string]string{
	"%s allowed keys without expiry":                        "%s a autorisé les clés sans expiration",
	"%s called the roles Editor and Viewer":                 "%s a nommé les rôles Éditeur et Lecteur",
	"%s called the roles Manager and User":                  "%s a nommé les rôles Gestionnaire et Utilisateur",
	"%s changed the organization’s time zone from %s to %s": "%s a modifié le fuseau horaire de l'organisation (avant : %s, maintenant : %s)",
	"%s let editors manage keys":                            "%s a ouvert la gestion des clés au rôle Éditeur",
	"%s let keys end %s ahead at most":                      "%s a limité la validité des clés à %s",
	"%s let keys end as late as somebody wants":             "%s a levé la limite de validité des clés",
	"%s let managers manage keys":                           "%s a ouvert la gestion des clés au rôle Gestionnaire",
	"%s no longer allowed keys without expiry":              "%s n'autorise plus les clés sans expiration",
	"%s reserved the management of keys for administrators": "%s a réservé la gestion des clés au rôle Administrateur",
}
