package main

import (
	"context"
	"sync/atomic"
	"testing"
)

// walkFrench goes through the portal on a phone whose browser asks for French, whose words are longer than the English
// ones: no page scrolls sideways, and the checker finds nothing.
func walkFrench(t *testing.T, browser context.Context) {
	p := startDemo(t)
	c := checker{visitor: visit(t, browser, p.base, look{phone: true, language: "fr-FR"}), axe: loadAxe(t), look: "phone, French", runs: &atomic.Int64{}, found: &atomic.Int64{}}
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
		c.french(page.path, page.heading)
	}
	c.open(key + "/rotate")
	c.french("rotate", "Renouveler le secret")
	c.open(key + "/deactivate")
	c.french("deactivate", "Désactiver la clé")
	c.frenchAdding()
	c.frenchDeletion(key)
}

// frenchPages are pages that are at one address for everybody, with what they are called.
var frenchPages = []struct{ path, heading string }{
	{"/o/meridian-survey/dashboard", "Tableau de bord"},
	{tablePath + "?name=not:xx&role=user&used=never&cols=name,purpose,labels,contact", "Clés d’API"},
	{"/o/meridian-survey/groups", "Groupes"},
	{"/o/meridian-survey/groups/permissions", "Autorisations"},
	{"/o/meridian-survey/views", "Vues"},
	{"/o/meridian-survey/keyboard", "Raccourcis clavier"},
	{"/o/meridian-survey/settings", "Paramètres"},
	{"/o/meridian-survey/nothing", "Cette page n’existe pas."},
}

// french checks a page in one theme: the other one has the same words.
func (c checker) french(name, heading string) {
	c.t.Helper()
	if heading != "" {
		c.see("heading", heading)
	}
	c.idle()
	c.holds("document.documentElement.lang === 'fr'")
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
