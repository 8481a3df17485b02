package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

func (o organization) members(below ...string) string {
	return "/o/" + o.slug + "/members" + strings.Join(below, "")
}

var memberListSheets = map[string]sheet{
	"GET /o/:organization/members": {openAs("ada", north.members(), nil), 200, map[string]field{
		"q": {accepts: anything}, "role": {accepts: anything}, "groups": {accepts: anything}, "joined": {accepts: anything}, "seen": {accepts: anything},
		"sort": {accepts: anything}, "cols": {accepts: anything}, "rows": {accepts: anything}, "after": {accepts: anything}, "before": {accepts: anything},
		// What only a form sends leads to the short address.
		"joined.from": {refused: 303}, "joined.to": {refused: 303}, "joined.before": {refused: 303}, "joined.after": {refused: 303},
		"seen.from": {refused: 303}, "seen.to": {refused: 303}, "seen.before": {refused: 303}, "seen.after": {refused: 303},
		"move": {refused: 303}, "of": {refused: 303}, "find": {refused: 303},
	}},
}

// membersShown are the names in the rows of a list, in its order.
func membersShown(t *testing.T, o organization, got answer) (names []string) {
	t.Helper()
	for _, part := range strings.Split(got.body, `id="row-`)[1:] {
		for _, who := range []string{"abe", "ada", "bo", "bea", "dee", "dan", "fay"} {
			if strings.HasPrefix(part, string(o.account(who))+`"`) {
				names = append(names, who)
			}
		}
	}
	return names
}

func TestListOfMembers(t *testing.T) {
	t.Parallel()
	p := twins(t)
	crewsAndOffice(p)
	ada, bo, dan := p.signIn(north, "ada"), p.signIn(north, "bo"), p.signIn(north, "dan")
	for query, want := range map[string]string{
		"":                                "abe ada bea bo dan dee",
		"?sort=-name":                     "dee dan bo bea ada abe",
		"?sort=role":                      "dan dee bea bo abe ada",
		"?role=manager":                   "bea bo",
		"?role=user,administrator":        "abe ada dan dee",
		"?q=" + north.email("bo"):         "bo",
		"?q=nobody":                       "",
		"?joined=..2000-01-01":            "",
		"?seen=never&role=user":           "dan dee",
		"?groups=" + url.QueryEscape("x"): "abe ada bea bo dan dee", // no id
	} {
		for _, asked := range [][]func(*http.Request){nil, {partly(north.members())}} {
			got := ada.want(ada.get(north.members(query), asked...), http.StatusOK)
			if names := strings.Join(membersShown(t, north, got), " "); names != want {
				t.Errorf("%s shows %s, want %s", query, names, want)
			}
		}
	}
	ada.want(ada.get(north.members()), http.StatusOK, "6 people", "Invite member", "You", "Ada", north.email("bea"), "1–6 of 6")
	got := bo.want(bo.get(north.members("?q=nobody")), http.StatusOK, "6 people", "No member matches.", "Clear all filters")
	if strings.Contains(got.words(t), "Invite member") {
		t.Error("a manager is offered to invite")
	}
	got = dan.want(dan.get(north.members()), http.StatusOK, "You see yourself.", "1–1 of 1")
	if names := membersShown(t, north, got); len(names) != 1 || strings.Contains(got.body, north.email("ada")) {
		t.Errorf("a user sees %v", names)
	}
	bo.want(bo.get(north.members("/choices?of=groups&find=crew"), partly(north.members())), http.StatusOK, "Crews")
}

func TestBadAddressGetsTheNearestListOfMembers(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	everybody := "1–6 of 6"
	for query, says := range map[string][]string{
		"role=owner,user":                        {unreadable + "role.", "Remove filter Role: User", "1–2 of 2"},
		"groups=%00":                             {unreadable + "groups.", everybody},
		"groups=" + string(south.group("crews")): {"Remove filter Groups: a group that is gone", "No member matches."},
		"sort=password":                          {unreadable + "sort.", everybody},
		"sort=-groups":                           {unreadable + "sort.", everybody},
		"cols=role,name,role":                    {unreadable + "cols.", "Of the columns, those that exist are shown, each once, and Name first.", everybody},
		"rows=7":                                 {unreadable + "rows.", everybody},
		"rows=50&rows=100":                       {unreadable + "rows.", everybody},
		"after=-25":                              {unreadable + "after.", everybody},
		"after=025":                              {unreadable + "after.", everybody},
		"after=500":                              {"There is no such place or page size in the table (any more). This is the nearest.", everybody},
		"after=99999999999999999999":             {unreadable + "after.", everybody},
		"joined=2026-02-30..":                    {unreadable + "joined.", daysAre, everybody},
		"seen=next7d":                            {unreadable + "seen.", daysAre},
		"joined=2030-01-01..2000-01-01":          {"Joined: the last day came before the first.", everybody},
		"q=" + strings.Repeat("x", store.MaxSearch):          {"No member matches."},
		"q=" + url.QueryEscape(`'"; DROP TABLE members; --`): {"No member matches."},
	} {
		got := ada.want(ada.get(north.members("?", query)), http.StatusOK)
		words := strings.Join(strings.Fields(got.words(t)), " ")
		for _, say := range says {
			if !strings.Contains(words, say) && !strings.Contains(got.body, `aria-label="`+say+`"`) {
				t.Errorf("%s: the page doesn't say %q:\n%s", query, say, words)
			}
		}
	}
}

// What a form sends leads to a short address, and a whole key that is pasted into the search stays in none.
func TestAddressOfTheListOfMembers(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	secret := secretIn(t, ada.want(ada.post(north.keys(), ada.newKey(north, "Nightly export")), http.StatusOK))
	id, _ := store.SecretIn(secret)
	for from, to := range map[string]string{
		"?role=user&role=manager&role=user&of=role":     "?role=user,manager",
		"?joined=before&joined.before=2026-02-02":       "?joined=..2026-02-01",
		"?cols=name&cols=role&cols=email&move=up:email": "?cols=name,email,role#up:email",
		"?q=" + secret: "?q=" + string(id),
	} {
		ada.wantRedirect(ada.get(north.members(from)), north.members(to))
	}
	for from, header := range map[string]string{
		north.members("?sort=-name&after=25"): "Hx-Push-Url", north.members("?q=b&sort=-name"): "Hx-Replace-Url",
	} {
		got := ada.want(ada.get(north.members("?of=q&q=bo&sort=role"), partly(from)), http.StatusOK, "1–1 of 1")
		if to := got.header.Get(header); to != north.members("?q=bo&sort=-name") {
			t.Errorf("a search on %s leads to %q: %v", from, to, got.header)
		}
	}
}
