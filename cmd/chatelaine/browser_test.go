package main

import (
	"context"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browserTime is what a test in the browser may take on a slow machine, with the time that its parts wait for others.
const browserTime = 8 * time.Minute

// TestBrowser walks through the portal as a person does, in one Chromium. Each walk has a portal and a profile of its own;
// as many run at once as the machine has processors. ARTIFACTS names a folder for pictures of walks that fail.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes its time")
	}
	t.Parallel()
	browser := startChromium(t)
	for _, one := range slices.Backward(walks) { // of tests that wait for their parent, Go lets the last go first
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(browser, browserTime)
			t.Cleanup(cancel)
			one.walk(t, ctx)
		})
	}
}

// walks are the ways through the portal. Those that take longest begin first, so that none goes on alone at the end.
var walks = []struct {
	name string
	walk func(*testing.T, context.Context)
}{
	{"the table's pages are accessible", walkTablePages},
	{"a key's pages are accessible", walkKeyPages},
	{"resources, settings, log and help are accessible", walkThingPages},
	{"members and one's own account are accessible", walkPeoplePages},
	{"pages of changes are accessible", walkChangePages},
	{"the whole way without scripts", walkWithoutScripts},
	{"the gate's pages are accessible", walkGatePages},
	{"every page of groups is accessible", walkEveryGroupPage},
	{"switch is accessible", walkSwitchPages},
	{"rotation is accessible", walkRotationPages},
	{"the information in the address", walkPanel},
	{"in French", walkFrench},
	{"the whole way with the mouse", walkWithMouse},
	{"the whole way with the keyboard alone", walkWithKeyboard},
	{"a page of the table is swapped in place", walkTable},
	{"sorting, filtering and searching", walkFilters},
	{"columns", walkColumns},
	{"columns without scripts", walkColumnsPlainly},
	{"counts, creators and the first page", walkChoices},
	{"creators without scripts", walkPlainChoices},
	{"the dashboard", walkDashboard},
	{"the dashboard of the first key", walkFirstDashboard},
	{"the dashboard on a phone", walkPhoneDashboard},
	{"the dashboard without scripts", walkPlainDashboard},
	{"groups of keys", walkGroups},
	{"the list of members", walkMembers},
	{"a member comes and goes", walkMembership},
	{"resources", walkResources},
	{"groups that one doesn't belong to", walkForeignGroups},
	{"groups of keys without scripts", walkGroupsWithoutScripts},
	{"selecting keys", walkSelection},
	{"deleting what is selected", walkBulk},
	{"deleting what is selected by keyboard", walkBulkWithKeyboard},
	{"deleting what is selected without scripts", walkBulkWithoutScripts},
	{"bulk acts", walkBulkActs},
	{"bulk acts without scripts", walkPlainBulkActs},
	{"bulk acts on a phone", walkPhoneBulkActs},
	{"work in the background", walkWork},
	{"rows without a mouse", walkRows},
	{"back to the table from another page", walkReturn},
	{"shortcuts of a single character", walkShortcuts},
	{"what a screen reader hears of the table", walkHeard},
	{"a whole secret that is searched for", walkPastedSecret},
	{"views of the table", walkViews},
	{"views of the table without scripts", walkPlainViews},
	{"the table as a file", walkExport},
	{"settings", walkSettings},
	{"groups and their pages", walkGroupPages},
	{"groups and their pages without scripts", walkPlainGroupPages},
	{"two presses of Create make one key", walkTwoPresses},
	{"an answer that is lost", walkLostAnswer},
	{"a session that ends meanwhile", walkEndedSession},
	{"a reveal that is reloaded or left", walkLeftReveal},
	{"rotation", walkRotation},
	{"rotation without scripts", walkPlainRotation},
	{"switch", walkSwitch},
	{"switch without scripts", walkPlainSwitch},
	{"what a key is for", walkAbout},
	{"what a key is for, without scripts", walkPlainAbout},
	{"a key that was deleted in another tab", walkDeletedElsewhere},
	{"a plan that no longer holds", walkStalePlan},
	{"what another tab changed", walkFresh},
	{"the audit log", walkAudit},
	{"theme, organizations, signing out", walkAccount},
	{"one's own account", walkOwnAccount},
	{"the first start", walkFirstStart},
	{"a new password", walkReset},
	{"names that are long or run from right to left", walkNames},
	{"what a first visit and a swap weigh", walkWeight},
}

// startChromium starts the browser with an empty profile; it ends with the test.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Fatalf("these tests need Debian's package chromium-headless-shell: %v", err)
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-GB"), // a date is typed day first
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("font-render-hinting", "none"), // letters stand where they do on other machines, not on whole pixels
	)...)
	t.Cleanup(cancel)
	browser, stop := chromedp.NewContext(allocator, chromedp.WithErrorf(t.Logf))
	t.Cleanup(stop)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return browser
}
