package web_test

import (
	"fmt"
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

// TestWhatWasWrongIsSaid: each thing that can be wrong with what was sent has a sentence of its own.
func TestWhatWasWrongIsSaid(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, org := p.signIn(north, "ada"), p.actor(north, "ada").Org
	key, _ := p.keyNamed(north, keyFree)
	general, said := "What came with the request can’t be a key.", map[string]string{}
	for i, flaw := range []string{
		"long", "shown", "placeholder", "joined", "quote", "space", "character", "capitals", "foreign", "middle", "short 3", "over 1", "checksum", "several",
	} {
		ref := fmt.Sprintf("Malformed-%06d", i)
		p.record(store.UseBatch{Refusals: []store.Refusal{{Org: org, Ref: ref, At: start, Verdict: store.VerdictMalformed, Key: key.ID, Detail: flaw}}})
		got := ada.want(ada.get("/o/north/refused?reference="+ref), http.StatusOK, general, "it was meant to be “"+key.Name+"”")
		_, words, _ := strings.Cut(got.words(ada), general)
		words, _, _ = strings.Cut(words, "By its ID")
		if was, there := said[strings.TrimSpace(words)]; there || strings.TrimSpace(words) == "" {
			t.Errorf("%s is said as %s: %q", flaw, was, words)
		}
		said[strings.TrimSpace(words)] = flaw
	}
	for detail, says := range map[string]string{"address": "behind apiKey=", "scheme": "not the word Bearer", "": "No key came with the request."} {
		p.record(store.UseBatch{Refusals: []store.Refusal{{Org: org, Ref: fmt.Sprintf("Missing-%08d", len(detail)), At: start, Verdict: store.VerdictMissing, Detail: detail}}})
		ada.want(ada.get(fmt.Sprintf("/o/north/refused?reference=Missing-%08d", len(detail))), http.StatusOK, says)
	}
}

// TestTheAnswerFollowsWhatBecameOfTheKey: what was changed since is said, up to its deletion, and another organization learns
// nothing of any of it.
func TestTheAnswerFollowsWhatBecameOfTheKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, key, ref := p.signIn(north, "bo"), north.key(keyFree), "/o/north/refused?reference=Rate-limited_123"
	p.record(store.UseBatch{Refusals: []store.Refusal{
		{Org: p.actor(north, "ada").Org, Ref: "Rate-limited_123", At: start, Verdict: store.VerdictRateLimited, Key: key},
	}})
	bo.want(bo.get(ref), http.StatusOK, "“Free key” made too many requests. The limit has been lifted since.")
	if _, err := p.store.LimitKey(t.Context(), p.as(north, "ada"), key, 0, store.RateLimit{PerMinute: 600, Burst: 60}); err != nil {
		t.Fatal(err)
	}
	got := bo.want(bo.get(ref), http.StatusOK, "“Free key” made more requests than its limit allows: 600 requests a minute, at most 60 at once.")
	if !strings.Contains(got.body, north.at(keyFree, "/limits")) {
		t.Error("nothing leads to the limit")
	}
	plan, err := p.store.PlanDeletion(t.Context(), p.actor(north, "ada"), key, store.Choice{})
	if err == nil {
		_, err = p.store.DeleteKey(t.Context(), p.as(north, "ada"), key, store.Choice{}, plan.Digest)
	}
	if err != nil {
		t.Fatal(err)
	}
	bo.want(bo.get(ref), http.StatusOK, "“Free key” was deleted by Ada Moreau at 10:00. That can’t be undone: add a new key.")
	bo.want(bo.get("/o/north/refused?key="+string(key)), http.StatusOK, "“Free key” was deleted by Ada Moreau at 10:00.")
	stranger := p.signIn(south, "ada")
	stranger.want(stranger.get("/o/south/refused?reference=Rate-limited_123"), http.StatusOK, "Nothing is known of this reference here.")
	stranger.want(stranger.get("/o/south/refused?key="+string(key)), http.StatusOK, "The organization has no key with this ID")
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
	curl := `curl -H "Api-Key: ` + whole + `" https://tiles.example`
	bo.want(bo.post("/o/north/refused", url.Values{"ask": {curl}}), http.StatusOK, "It would be let in")
	for pasted, says := range map[string]string{
		whole[:len(whole)-1] + "!": "There is a character in it", whole[:len(whole)-3]: "It is 3 characters too short", whole + "0": "It is 1 character too long",
		whole[:30] + " " + whole[30:]: "There is a space", "Our key is " + whole[:len(whole)-1]: "It is 1 character too short",
		"x" + whole: "its checksum is wrong", whole[:len(whole)-1] + "…": "It is the shortened form",
	} {
		bo.want(bo.post("/o/north/refused", url.Values{"ask": {pasted}}), http.StatusOK, "What you pasted can’t be a key.", says, "it was meant to be “Nightly export”")
	}
	if got := bo.get("/o/north/refused?key=" + whole); got.status != http.StatusSeeOther {
		t.Errorf("an address with a key is answered by %d", got.status)
	}
	gil := p.signIn(south, "ada")
	gil.want(gil.post("/o/south/refused", url.Values{"ask": {whole}}), http.StatusOK, "has no such key and never had")
	if strings.Contains(p.log.String()+p.files(), whole[17:40]) {
		t.Error("the log or the data hold the key")
	}
}
