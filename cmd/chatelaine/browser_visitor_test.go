package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// visitor is somebody at a tab of the browser.
type visitor struct {
	t      *testing.T
	ctx    context.Context // of the tab
	base   string          // address of the portal
	watch  *watch
	script bool // scripts run
}

// look is how a visitor's browser shows pages.
type look struct {
	dark     bool
	phone    bool
	low      bool // a window of a small laptop with bars around it
	noScript bool
	zone     string // of the machine; empty: the test machine's
	motion   bool   // things move; else they are where they will be
	language string // that the browser asks for; empty: English
}

// What the design was drawn for.
const (
	wideX, wideY   = 1440, 900
	phoneX, phoneY = 390, 844
	lowX, lowY     = 1024, 580
)

// visit opens an empty tab with a profile of its own, for a portal.
func visit(t *testing.T, browser context.Context, base string, l look) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return newVisitor(t, ctx, base, l)
}

// secondTab opens another tab of the same profile.
func (v *visitor) secondTab(l look) *visitor {
	v.t.Helper()
	ctx, cancel := chromedp.NewContext(v.ctx)
	v.t.Cleanup(cancel)
	return newVisitor(v.t, ctx, v.base, l)
}

func newVisitor(t *testing.T, ctx context.Context, base string, l look) *visitor {
	t.Helper()
	v := &visitor{t: t, ctx: ctx, base: base, watch: &watch{}, script: !l.noScript}
	v.do("open a tab", chromedp.Steps())
	if err := v.watch.start(ctx); err != nil {
		t.Fatalf("watch the tab: %v", err)
	}
	v.dress(l)
	permit(v)
	t.Cleanup(v.leave)
	return v
}

// dress makes the tab look as it should.
func (v *visitor) dress(l look) {
	v.t.Helper()
	v.prefer(l.dark, l.motion)
	call(v, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if l.zone != "" {
		call(v, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: l.zone})
	}
	if l.noScript {
		call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	if l.language != "" {
		call(v, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.language}})
	}
	switch {
	case l.phone:
		v.do("become a phone", chromedp.EmulateViewport(phoneX, phoneY, chromedp.EmulateMobile, chromedp.EmulateTouch))
	case l.low:
		v.do("become a low window", chromedp.EmulateViewport(lowX, lowY))
	default:
		v.do("become a window", chromedp.EmulateViewport(wideX, wideY))
	}
}

// prefer has the browser say what the person likes.
func (v *visitor) prefer(dark, moving bool) {
	v.t.Helper()
	scheme, motion := "light", "reduce"
	if dark {
		scheme = "dark"
	}
	if moving {
		motion = "no-preference"
	}
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	}})
}

// permit lets the portal's pages write the clipboard, and this test read it.
func permit(v *visitor) {
	v.t.Helper()
	for _, unsanitized := range []bool{false, true} {
		for _, name := range []string{"clipboard-read", "clipboard-write"} {
			_, err := chromedp.CallBrowser(v.ctx, browser.SetPermission, browser.SetPermissionParams{
				Permission: &browser.PermissionDescriptor{Name: name, AllowWithoutSanitization: unsanitized},
				Setting:    "granted", Origin: v.base, BrowserContextID: chromedp.FromContext(v.ctx).BrowserContextID,
			})
			if err != nil {
				v.t.Fatalf("permit %s: %v", name, err)
			}
		}
	}
}

// call sends a command of the protocol to the tab.
func call[P, R any](v *visitor, command cdp.Command[P, R], params P) R {
	v.t.Helper()
	result, err := chromedp.Call(v.ctx, command, params)
	if err != nil {
		v.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// do runs an action of chromedp.
func (v *visitor) do(what string, action chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, action); err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
}

// open goes to an address of the portal.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.do("open "+path, chromedp.Navigate(v.base+path))
}

// signIn opens the demo's link and presses its button, so that the table is there, whole, and heeds keys.
func (v *visitor) signIn(p running) {
	v.t.Helper()
	v.open(p.link)
	v.click("button", "Sign in")
	v.see("heading", "API keys")
	v.idle()
}

// asks evaluates an expression of JavaScript in the page.
func asks[T any](v *visitor, expression string) T {
	v.t.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// until waits for a condition, for as long as a busy machine may take to meet it.
func (v *visitor) until(what string, condition func() (bool, error)) {
	v.t.Helper()
	const patience = 45 * time.Second
	deadline := time.After(patience)
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, 160*time.Millisecond) {
		met, err := condition()
		if met {
			return
		}
		select {
		case <-v.ctx.Done():
			v.t.Fatalf("%s: %v", what, v.ctx.Err())
		case <-deadline:
			v.t.Fatalf("%s: not within %v (%v)\n%s", what, patience, err, v.outline())
		case <-time.After(pause):
		}
	}
}

// holds waits until an expression of JavaScript is true.
func (v *visitor) holds(expression string) {
	v.t.Helper()
	v.until(expression, func() (bool, error) {
		return chromedp.Run(v.ctx, chromedp.Evaluate[bool](expression))
	})
}

// reads waits until the page shows a text.
func (v *visitor) reads(text string) {
	v.t.Helper()
	v.holds(fmt.Sprintf("document.body?.innerText.includes(%q) ?? false", text))
}

// at waits until the address is a path with its query.
func (v *visitor) at(path string) {
	v.t.Helper()
	v.holds(fmt.Sprintf("location.pathname + location.search === %q && document.readyState === 'complete'", path))
}

// address is where the tab is.
func (v *visitor) address() string {
	v.t.Helper()
	return strings.TrimPrefix(asks[string](v, "location.href"), v.base)
}

// back goes back in the tab's history, as its button does.
func (v *visitor) back() {
	v.t.Helper()
	v.do("go back", chromedp.NavigateBack())
}

// outline is what the page shows, for the text of a failure.
func (v *visitor) outline() string {
	ctx, cancel := context.WithTimeout(v.ctx, 2*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + location.search + "\n" + (document.querySelector("dialog[open], :popover-open") ?? document.body).innerText`))
	if err != nil {
		return err.Error()
	}
	text = regexp.MustCompile(`chk_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}`).ReplaceAllString(text, "[secret]")
	return text[:min(len(text), 500)]
}

// leave ends the visit: what the browser complained of fails the test, and a failed test leaves a picture.
func (v *visitor) leave() {
	for _, complaint := range v.watch.complaints() {
		v.t.Errorf("the browser complains: %s", complaint)
	}
	folder := os.Getenv("ARTIFACTS")
	if !v.t.Failed() || folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(v.ctx, 5*time.Second)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Logf("no picture: %v", err)
		return
	}
	name := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(v.t.Name()), "-")
	path := filepath.Join(folder, fmt.Sprintf("%s-%.4s.png", name, string(chromedp.FromContext(v.ctx).Target.TargetID)))
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		v.t.Logf("no picture: %v", err)
		return
	}
	v.t.Logf("the page as it was: %s", path)
}

// answers accepts or dismisses the browser's own question, such as whether to leave, when it comes.
func (v *visitor) answers(accept bool) {
	v.t.Helper()
	v.until("the browser asks", func() (bool, error) {
		_, err := chromedp.Call(v.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: accept})
		return err == nil, err
	})
}

// object is the element that has the focus, or the document, as the protocol knows it.
func (v *visitor) object(expression string) (runtime.RemoteObjectID, error) {
	found, err := chromedp.Run(v.ctx, chromedp.Evaluate[*runtime.RemoteObject](expression))
	if err != nil {
		return "", err
	}
	if found.ObjectID == "" {
		return "", fmt.Errorf("%s is nothing", expression)
	}
	return found.ObjectID, nil
}
