package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"chatelaine/store"
)

var refusedMatrix = []route{
	{"GET", "/o/:organization/refused", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/refused", askForm, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
}

// askForm asks about something that nobody knows.
func askForm(*client, organization) url.Values { return url.Values{"ask": {"ABCDEFGHIJKLMNOP"}} }

var refusedSheets = map[string]sheet{
	"POST /o/:organization/refused": {openAs("ada", "/o/north/refused", url.Values{"ask": {"ABCDEFGHIJKLMNOP"}}), 200, map[string]field{
		"ask": {accepts: isAbout, refused: 422},
	}},
}

// isAbout tells whether something can be asked about; a whole key can be, wherever it stands.
func isAbout(value string) bool {
	_, found := store.SecretIn(value)
	return found || regexp.MustCompile(`^[0-9A-Za-z_-]{16}$|^[0-9A-Za-z]{12}$`).MatchString(strings.TrimSpace(value))
}

// record writes down that something was used or refused, just now.
func (p *portal) record(batch store.UseBatch) {
	p.Helper()
	if err := p.store.RecordUses(p.Context(), store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: start}, batch); err != nil {
		p.Fatalf("record uses: %v", err)
	}
}

func TestWhyItWasRefused(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	key, _ := p.keyNamed(north, keyFree)
	org := p.actor(north, "ada").Org
	p.record(store.UseBatch{
		Uses: []store.Use{{Org: org, Secret: key.Secret.Seq, Verdict: store.VerdictPermission, Count: 41, Last: start}},
		Refusals: []store.Refusal{
			{Org: org, Ref: "Perm-ission_1234", At: start, Verdict: store.VerdictPermission, Key: key.ID, Need: "layers:edit", Client: store.Client{Network: "203.0.113.0/24", Agent: "<b>curl</b>"}},
		},
	})
	const page = "/o/north/refused"
	ada.want(ada.get(page), http.StatusOK, "41 requests in the last 7 days.", "Permission missing", key.Name, "Perm-ission_1234")
	has := func(got answer, addresses ...string) {
		t.Helper()
		for _, address := range addresses {
			if !strings.Contains(got.body, address) {
				t.Errorf("nothing leads to %s", address)
			}
		}
	}
	has(ada.want(ada.get(page+"?reference=Perm-ission_1234"), http.StatusOK, "asks for layers:edit", "<b>curl</b>"), "/keys/"+string(key.ID)+"/groups")
	ada.want(ada.get(page+"?reason=insufficient_permission&reference=x&key=y"), http.StatusOK, "All reasons")
	ada.want(ada.get(page+"?key="+string(key.ID)), http.StatusOK, "It would be let in", "Perm-ission_1234")
	p.switchOff(north, keyFree, store.Deactivation{Reason: "Leaked"})
	for _, asked := range []string{string(key.ID), " X-Chatelaine-Ref: Perm-ission_1234\n"} {
		want := "was deactivated by"
		if strings.Contains(asked, "Perm") {
			want = "asks for layers:edit"
		}
		ada.want(ada.post(page, url.Values{"ask": {asked}}, partly(page)), http.StatusOK, want)
	}
	has(ada.want(ada.get("/o/north/dashboard"), http.StatusOK, "Refused requests, by reason"), page+"?reason=insufficient_permission")
	has(ada.want(ada.get(north.at(keyFree, "")), http.StatusOK, "41 were refused."), page+"?key="+string(key.ID))
}

// TestAWholeKeyIsLookedUpAndForgotten pastes keys and parts of them, of this organization and of the other one.
func TestAWholeKeyIsLookedUpAndForgotten(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	whole := secretIn(t, bo.want(bo.post(north.keys(), bo.newKey(north, "Nightly export")), http.StatusOK))
	for _, pasted := range []string{whole, "Authorization: Bearer " + whole, `"` + whole + `"`} {
		got := bo.want(bo.post("/o/north/refused", url.Values{"ask": {pasted}}, partly("/o/north/refused")), http.StatusOK, "It would be let in")
		if strings.Contains(got.body, whole[17:40]) || strings.Contains(strings.Join(got.header["Hx-Push-Url"], ""), whole[17:40]) {
			t.Error("the answer holds the key")
		}
	}
	bo.want(bo.post("/o/north/refused", url.Values{"ask": {whole[:len(whole)-1] + "!"}}), http.StatusOK, "mistyped or cut off")
	if got := bo.get("/o/north/refused?key=" + whole); got.status != http.StatusSeeOther {
		t.Errorf("an address with a key is answered by %d", got.status)
	}
	gil := p.signIn(south, "ada")
	gil.want(gil.post("/o/south/refused", url.Values{"ask": {whole}}), http.StatusOK, "has no such key and never had")
	if strings.Contains(p.log.String()+p.files(), whole[17:40]) {
		t.Error("the log or the data hold the key")
	}
}
