package views

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// DashboardAddress is where an organization's dashboard is.
func DashboardAddress(slug string) string { return "/o/" + slug + "/dashboard" }

// DashboardFacts are what a dashboard is made from. The tables that it leads to are those whose keys were counted.
type DashboardFacts struct {
	Organization store.Organization
	Now          time.Time
	Found        store.Dashboard
	StatusHrefs  map[store.Status]string
	Weeks        []WeekFacts
	Review       []ReviewFacts
}

// WeekFacts are a week, or what is left of this one.
type WeekFacts struct {
	From  store.Date
	Count store.Count
	Href  string
}

// ReviewFacts are a number of keys to look at, by the name of what is counted.
type ReviewFacts struct {
	Name  string
	Count store.Count
	Href  string
}

// NewDashboard puts a dashboard into words.
func NewDashboard(ctx context.Context, f DashboardFacts) Dashboard {
	org, zone := f.Organization, f.Organization.Zone
	p := Dashboard{
		Here: DashboardAddress(org.Slug), Own: f.Found.OwnOnly, Total: counted(ctx, "%d keys.", "%s keys.", f.Found.All),
		Now: T(ctx, "%s, %s, %s", dayAlone(ctx, store.DateAt(f.Now, zone)), f.Now.In(zone).Format("15:04"), zone.String()),
	}
	if p.Own {
		p.Total = counted(ctx, "%d keys that you created.", "%s keys that you created.", f.Found.All)
	}
	if f.Found.Can.Create {
		p.AddHref = KeysAddress(org.Slug) + "/new"
	}
	for _, c := range f.Found.Changes {
		p.Changes = append(p.Changes, newChangeLine(ctx, f, c))
	}
	if f.Found.All.N == 0 {
		empty := emptyWords(ctx, KeyTableFacts{Organization: org, Page: store.KeyPage{OwnOnly: p.Own}})
		p.Empty = &empty
		return p
	}
	p.Statuses, p.Bar = statusShares(ctx, f)
	p.Soon, p.Weeks, p.Review = soonKeys(ctx, f), endWeeks(ctx, f), reviewLines(ctx, f)
	p.Refused = newRefusedBoard(ctx, f)
	p.Leavers = newLeaverLines(ctx, f.Organization.Slug, f.Found.Leavers)
	p.Notices = summaryLines(ctx, KeySummary{ExpireSoon: f.count(store.StatusExpiringSoon), ExpireSoonHref: f.StatusHrefs[store.StatusExpiringSoon]})
	return p
}

func (f DashboardFacts) count(status store.Status) store.Count {
	for _, s := range f.Found.Statuses {
		if s.Status == status {
			return s.Count
		}
	}
	return store.Count{}
}

// barOrder is that of the bar and of the words beside it: what works first.
var barOrder = [...]store.Status{store.StatusActive, store.StatusExpiringSoon, store.StatusExpired, store.StatusInactive}

// statusWords are what so many keys with a status are called in a sentence.
var statusWords = map[store.Status]string{
	store.StatusActive: "%d active", store.StatusExpiringSoon: "%d expiring soon", store.StatusExpired: "%d expired", store.StatusInactive: "%d inactive",
}

// leastShare is how much of the bar, which is 100 wide, a status has at least that any key has: less can't be seen.
const leastShare = 0.6

// statusShares are the statuses, and what the bar of them says; it is drawn where all numbers are known.
func statusShares(ctx context.Context, f DashboardFacts) (shares []StatusShare, bar string) {
	sum, least, known := 0, 0, true
	var said []string
	for _, status := range barOrder {
		n := f.count(status)
		sum, known = sum+n.N, known && !n.More
		if n.N > 0 {
			said = append(said, T(ctx, statusWords[status], n.N))
			least++
		}
	}
	x := 0.0
	for _, status := range barOrder {
		n := f.count(status)
		share := StatusShare{Status: status, Count: CountWords(ctx, n)}
		if n.N > 0 {
			share.Href = f.StatusHrefs[status]
			width := leastShare + (100-leastShare*float64(least))*float64(n.N)/float64(sum)
			share.X, share.Width = decimal(x), decimal(width)
			x += width
		}
		shares = append(shares, share)
	}
	if known {
		bar = T(ctx, "Keys by status: %s.", list(ctx, said))
	}
	return shares, bar
}

// decimal is a number as SVG takes it.
func decimal(n float64) string { return strconv.FormatFloat(n, 'f', 2, 64) }

func soonKeys(ctx context.Context, f DashboardFacts) SoonKeys {
	soon := f.count(store.StatusExpiringSoon)
	p := SoonKeys{Words: counted(ctx, "%d keys end in the next 14 days.", "%s keys end in the next 14 days.", soon), Href: f.StatusHrefs[store.StatusExpiringSoon]}
	if soon.N == 0 {
		p.Words = T(ctx, "No key ends in the next 14 days.")
	}
	for _, k := range f.Found.Soon {
		p.Keys = append(p.Keys, SoonKey{
			Name: k.Name, Href: tableWith(f.Organization, k.ID), In: daysLeft(ctx, k, f.Now, f.Organization.Zone), On: dayNear(ctx, k.ExpiresOn, f.Now, f.Organization.Zone),
		})
	}
	return p
}

// tableWith is the table with a key's information beside it.
func tableWith(org store.Organization, id store.KeyID) string {
	return KeysAddress(org.Slug) + "?key=" + string(id)
}

// daysLeft is how long a key that is expiring soon has, in days.
func daysLeft(ctx context.Context, k store.Key, now time.Time, zone *time.Location) string {
	days := int(k.ExpiresOn.Time(time.UTC).Sub(store.DateAt(now, zone).Time(time.UTC)).Hours() / 24)
	if days <= 0 {
		return T(ctx, "ends tonight")
	}
	return T(ctx, "in %d days", days)
}

func endWeeks(ctx context.Context, f DashboardFacts) EndWeeks {
	var sum store.Count
	most := 1
	for _, w := range f.Weeks {
		sum.N, sum.More, most = sum.N+w.Count.N, sum.More || w.Count.More, max(most, w.Count.N)
	}
	p := EndWeeks{Words: counted(ctx, "%d keys in the next 12 weeks.", "%s keys in the next 12 weeks.", sum)}
	today := store.DateAt(f.Now, f.Organization.Zone)
	for i, w := range f.Weeks {
		week := EndWeek{Count: CountWords(ctx, w.Count), Width: decimal(100 * float64(w.Count.N) / float64(most)), Label: T(ctx, "This week")}
		if i > 0 {
			week.Label = dayNear(ctx, w.From, f.Now, f.Organization.Zone).Words
		}
		if w.Count.N > 0 {
			week.Href, week.Said = w.Href, T(ctx, "%s: %s", week.Label, counted(ctx, "%d keys", "%s keys", w.Count))
		}
		week.Soon = w.From.Before(today.AddDays(14))
		p.Weeks = append(p.Weeks, week)
	}
	return p
}

// reviewed are what is counted, by its name, with whether there is nothing wrong with that.
var reviewed = map[string]struct {
	words string
	calm  bool
}{
	"never":       {"Never used", false},
	"unused":      {"Not used for 90 days", false},
	"contact":     {"Nobody to ask", false},
	"unconfirmed": {"Not confirmed", false},
	"owns":        {"Own resources", true},
}

func reviewLines(ctx context.Context, f DashboardFacts) (lines []ReviewLine) {
	for _, r := range f.Review {
		line := ReviewLine{Label: T(ctx, reviewed[r.Name].words), Count: CountWords(ctx, r.Count), Calm: reviewed[r.Name].calm}
		if r.Count.N > 0 {
			line.Href = r.Href
		}
		lines = append(lines, line)
	}
	return lines
}

func newChangeLine(ctx context.Context, f DashboardFacts, c store.Change) ChangeLine {
	line := ChangeLine{Initials: cmp.Or(Initials(c.ActorName), "•"), Said: EventSaid(ctx, f.Organization, c), At: lately(ctx, c.At, f.Now, f.Organization.Zone)}
	about, _, _ := strings.Cut(string(c.Action), ".")
	if about == "key" && !c.Gone {
		line.Href = tableWith(f.Organization, store.KeyID(c.Subject))
	}
	return line
}
