package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// watch notes what a browser complains of: errors of scripts and in the console, violations of the content policy and
// of Trusted Types, and answers of 400 and above that nobody expected. It also counts what was fetched.
type watch struct {
	mu       sync.Mutex
	wrong    []string
	expected []int64
	lossy    bool     // requests may fail
	fetched  []string // each with its weight
	bytes    float64
	open     map[network.RequestID]request // what was asked for, and isn't there yet
}

// request is what a page asked for.
type request struct {
	url  string
	page cdp.LoaderID // that asked
}

// expect says that answers with a status are right in this test.
func (w *watch) expect(statuses ...int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, statuses...)
}

// expectLoss says that requests without an answer are right in this test.
func (w *watch) expectLoss() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lossy = true
}

// complaints are what was noted.
func (w *watch) complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.wrong)
}

// count starts counting requests and their bytes anew, and gives what they came to.
func (w *watch) count() (fetched []string, bytes float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fetched, bytes = w.fetched, w.bytes
	w.fetched, w.bytes = nil, 0
	return fetched, bytes
}

// start listens to the tab of a context.
func (w *watch) start(ctx context.Context) error {
	w.open = map[network.RequestID]request{}
	if err := chromedp.Listen(ctx, w.note); err != nil {
		return err
	}
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, audits.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
		return err
	}))
}

func (w *watch) note(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.wrong = append(w.wrong, "exception: "+exceptionText(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if w.lossy && strings.Contains(consoleText(e), "Failed to fetch") {
			return
		}
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.wrong = append(w.wrong, fmt.Sprintf("console: %s", consoleText(e)))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			w.wrong = append(w.wrong, fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text))
		}
	case *audits.EventIssueAdded:
		if e.Issue.Code == "ContentSecurityPolicyIssue" {
			w.wrong = append(w.wrong, fmt.Sprintf("content policy: %+v", e.Issue.Details.ContentSecurityPolicyIssueDetails))
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && !slices.Contains(w.expected, e.Response.Status) {
			w.wrong = append(w.wrong, fmt.Sprintf("status %d of %s", e.Response.Status, e.Response.URL))
		}
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") {
			w.open[e.RequestID] = request{url: e.Request.URL, page: e.LoaderID}
		}
	case *page.EventFrameNavigated: // of what the page before it still waited for, nothing is heard any more
		maps.DeleteFunc(w.open, func(_ network.RequestID, asked request) bool { return asked.page != e.Frame.LoaderID })
	case *network.EventLoadingFailed:
		delete(w.open, e.RequestID)
	case *network.EventLoadingFinished:
		if asked, ours := w.open[e.RequestID]; ours && (!isIcon(asked.url) || e.EncodedDataLength > 0) {
			w.fetched = append(w.fetched, fmt.Sprintf("%s (%.0f bytes)", asked.url, e.EncodedDataLength))
			w.bytes += e.EncodedDataLength
		}
		delete(w.open, e.RequestID)
	}
}

func consoleText(e *runtime.EventConsoleAPICalled) string {
	text := ""
	for _, argument := range e.Args {
		text += string(argument.Value) + argument.Description + " "
	}
	return text
}

func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return d.Text
	}
	return d.Text + " " + d.Exception.Description
}

// isIcon tells whether an address is the page's icon: without a window to show it in, the browser may never say that it came.
func isIcon(address string) bool { return strings.Contains(address, "/favicon.") }

// idle waits until everything that was asked for has come.
func (v *visitor) idle() {
	v.t.Helper()
	v.holds("document.readyState === 'complete' && document.fonts.status === 'loaded'")
	v.until("nothing is under way", func() (bool, error) {
		v.watch.mu.Lock()
		defer v.watch.mu.Unlock()
		for _, asked := range v.watch.open {
			if !isIcon(asked.url) {
				return false, fmt.Errorf("waiting for %s", asked.url)
			}
		}
		return true, nil
	})
}
