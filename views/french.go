package views

import (
	"maps"
	"strings"
)

// french are the sentences of the portal in French, by their English ones. Their lists are a file a
// subject: french_keys.go and so on. Sentences that depend on a number are in [frenchCounted].
//
// The words, so that each thing is called the same everywhere:
//
//	API key             clé d’API (the key: la clé)     access entry      entrée d’accès
//	secret, private key secret, clé privée              resource          ressource
//	rotate the secret   renouveler le secret            owner             propriétaire
//	expiration date     date d’expiration               transfer          transférer
//	expired, expiring   expirée, expire bientôt         destroy           détruire
//	deactivate/activate désactiver/activer              delete            supprimer
//	group               groupe d’autorisations, groupe  kind              type
//	permission          autorisation                    action            action
//	member              membre                          view              vue
//	organization        organisation                    settings          paramètres
//	administrator       administrateur                  audit log         journal d’audit
//	manager/user        gestionnaire/utilisateur        label             étiquette
//	editor/viewer       éditeur/lecteur                 purpose           usage
//	sign in/out         se connecter/se déconnecter     contact           contact
//	dashboard           tableau de bord                 selected          sélectionné
//	gate                point de contrôle               gate credential   identifiant de contrôle
//
// People are vous. A sentence about somebody says it with a verb that has no gender ("X a supprimé la
// clé"), and roles are called by their names ("le rôle Gestionnaire"). Names stand after a word or in
// guillemets, so that no de or que has to be shortened before them.
//
// The lists are typed plainly; [typeset] gives them the apostrophes and narrow spaces of print.
var french = translations(
	frenchDays,
	frenchMistakes,
	frenchProblems,
	frenchHelp,
	frenchHelpGate,
	frenchAudit,
	frenchMembers,
	frenchResources,
	frenchAccount,
	frenchSettings,
	frenchRules,
	frenchGateCredentials,
	frenchDeletion,
	frenchBulk,
	frenchGroups,
	frenchDashboard,
	frenchRefused,
	frenchEvents,
	frenchSecrets,
	frenchFilters,
	frenchTables,
	frenchFrame,
	frenchKeys,
)

// inFrench is a sentence that depends on its first number: 0 and 1 are one.
type inFrench struct{ one, many string }

func translations(lists ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, list := range lists {
		maps.Copy(all, list)
	}
	for sentence, own := range all {
		own = typeset(own)
		if !hasVerbs(sentence) {
			own = strings.ReplaceAll(own, "%%", "%")
		}
		all[sentence] = own
	}
	return all
}

// hasVerbs tells whether a sentence takes arguments.
func hasVerbs(sentence string) bool {
	return strings.Contains(strings.ReplaceAll(sentence, "%%", ""), "%")
}

// narrow is the space that French sets before its high marks and between the groups of a number: it is
// thin, and no line breaks at it.
const narrow = "\u202f"

var typesetter = strings.NewReplacer(
	"'", "’", " ;", narrow+";", " :", narrow+":", " !", narrow+"!", " ?", narrow+"?", " »", narrow+"»", "« ", "«"+narrow, " %%", narrow+"%%",
)

func typeset(text string) string { return typesetter.Replace(text) }

// thin is a text with its numbers grouped by narrow spaces, where the catalogue of x/text has wide ones.
func thin(text string) string { return strings.ReplaceAll(text, "\u00a0", narrow) }
