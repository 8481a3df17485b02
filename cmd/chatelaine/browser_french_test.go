package main

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// walkFrench goes through the portal on a phone whose browser asks for French, whose words are longer than the English
// ones: no page scrolls sideways, and the checker finds nothing.
func walkFrench(t *testing.T, browser context.Context) {
	v := everyFrenchPage(t, browser, look{phone: true}, checker{axe: loadAxe(t), look: "phone, French", runs: &atomic.Int64{}, found: &atomic.Int64{}})
	v.do("become a window", chromedp.EmulateViewport(wideX, wideY))
	v.open(tablePath)
	if wide := asks[string](v, `(({scrollWidth, clientWidth}) => scrollWidth > clientWidth ? `+"`${scrollWidth} of ${clientWidth}`"+` : '')(document.querySelector('#keys .scroll'))`); wide != "" {
		t.Errorf("the usual columns don't fit in French: %s pixels", wide)
	}
}

// everyFrenchPage goes to one page of each sort, but for those of peoplePages and thingPages, which are looked at in
// French, too. It gives the visitor who went there.
func everyFrenchPage(t *testing.T, browser context.Context, l look, c checker) *visitor {
	p := startDemo(t)
	l.language = "fr-FR"
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(404, 422)
	c.open("/sign-in")
	c.french("sign-in", "Se connecter")
	c.open(p.link)
	c.click("button", "Se connecter")
	c.see("heading", "Clés d’API")
	c.french("keys", "Clés d’API")
	key := tablePath + "/" + c.idOf(nightlyKey)
	c.open(tablePath + "?key=" + c.idOf(nightlyKey))
	c.see("dialog", nightlyKey)
	c.french("information", "")
	for _, page := range frenchPages {
		c.open(page.path)
		c.french(page.name, page.heading)
	}
	c.open(key + "/rotate")
	c.french("rotate", "Renouveler le secret")
	c.open(key + "/deactivate")
	c.french("deactivate", "Désactiver la clé")
	c.open(key + "/limits")
	c.french("limits", "Limite de requêtes")
	c.open(key + "/networks")
	c.french("networks", "Réseaux permis")
	c.open(refusedPath + "?key=" + key[len(tablePath)+1:])
	c.french("refused-reason", "Elle serait admise")
	c.frenchAdding()
	c.frenchDeletion(key)
	return c.visitor
}

// frenchPages are pages that are at one address for everybody, with what they are called.
var frenchPages = []struct{ name, path, heading string }{
	{"dashboard", "/o/meridian-survey/dashboard", "Tableau de bord"},
	{"keys-filtered", tablePath + "?name=not:xx&role=user&used=never&cols=name,purpose,labels,contact", "Clés d’API"},
	{"groups", "/o/meridian-survey/groups", "Groupes"},
	{"catalogue", "/o/meridian-survey/groups/permissions", "Autorisations"},
	{"views", "/o/meridian-survey/views", "Vues"},
	{"keyboard", "/o/meridian-survey/keyboard", "Raccourcis clavier"},
	{"gate", credentialsPath, "Identifiants de contrôle"},
	{"gate-add", credentialsPath + "/new", "Ajouter un identifiant de contrôle"},
	{"refused", refusedPath, "Pourquoi ce refus\u202f?"},
	{"refused-malformed", refusedPath + "?reason=malformed", "Pourquoi ce refus\u202f?"},
	{"not-found", "/o/meridian-survey/nothing", "Cette page n’existe pas."},
}

// french checks a page in one theme: the other one has the same words.
func (c checker) french(name, heading string) {
	c.t.Helper()
	if heading != "" {
		c.see("heading", heading)
	}
	c.idle()
	c.holds("document.documentElement.lang === 'fr'")
	if c.keep != nil {
		c.keep(name, c.visitor)
		return
	}
	if wide := asks[int](c.visitor, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
		c.t.Errorf("%s, %s: the page scrolls sideways, by %d pixels", name, c.look, wide)
	}
	c.loadChecker()
	c.ask(name, axeAll)
}

// frenchAdding is a key that is added, with a mistake first.
func (c checker) frenchAdding() {
	c.t.Helper()
	c.open(tablePath + "/new")
	c.see("heading", "Ajouter une clé")
	c.click("button", "Créer")
	c.reads("La clé n’a pas été créée.")
	c.reads("Vérifiez 2 champs")
	c.french("add-errors", "")
}

// frenchDeletion is the way of a deletion up to its plan.
func (c checker) frenchDeletion(key string) {
	c.t.Helper()
	c.open(key + "/delete")
	c.french("delete-intent", "Supprimer «\u202f"+nightlyKey+"\u202f»\u202f: confirmez-vous\u202f?")
	c.click("button", "Continuer")
	c.french("delete-choice", "Décider de ce qu’il advient de 8 ressources")
	c.click("radio", "Ingrid Halvorsen")
	c.click("button", "Continuer")
	c.see("heading", "Supprimer «\u202f"+nightlyKey+"\u202f»\u202f?")
	c.french("delete-plan", "")
}
