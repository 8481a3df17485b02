package views

// frenchMembers are those about members and invitations.
var frenchMembers = map[string]string{
	"%s belongs to “%s” no more.":                           "%s n'appartient plus à « %s ».",
	"%s belongs to “%s”.":                                   "%s appartient à « %s ».",
	"Add a member to “%s”":                                  "Ajouter un membre à « %s »",
	"Add to the group":                                      "Ajouter au groupe",
	"Choose a member.":                                      "Choisissez un membre.",
	"Keys keep their groups, also those that %s gave it to": "Les clés gardent leurs groupes, même celles à qui %s a donné celui-ci",
	"Member":                                                "Membre",
	"Members of “%s”":                                       "Membres du groupe « %s »",
	"No member matches who could be added.":                 "Aucun membre à ajouter ne correspond.",
	"No member of the group matches.":                       "Aucun membre du groupe ne correspond.",
	"Nobody was added.":                                     "Personne n'a été ajouté.",
	"Remove %s from “%s”?":                                  "Retirer %s du groupe « %s » ?",
	"Search members":                                        "Rechercher des membres",
	"That member belonged to “%s” no more.":                 "Ce membre n'appartenait plus à « %s ».",
	"That member isn’t there any more. Choose another one.": "Ce membre n'existe plus. Choisissez-en un autre.",
	"“%s” has another member.":                              "« %s » a un membre de plus.",
}
