package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

// walkTable turns pages without leaving the page, and comes back by the browser's own button and by the address.
func walkTable(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	first := v.rows()
	if previous := v.see("link", "Previous"); !previous.is("disabled") {
		t.Error("Previous isn't disabled on the first page")
	}
	asks[bool](v, "window.stayed = true")
	v.click("link", "Next")
	v.reads("26–50 of 240")
	v.focus("link", "Next")
	second, address := v.rows(), v.address()
	if !strings.Contains(address, "after=") || slices.Equal(first, second) {
		t.Errorf("Next leads to %s with %q", address, second)
	}
	v.click("link", "Next")
	v.reads("51–75 of 240")
	v.click("link", "Previous")
	v.reads("26–50 of 240")
	v.focus("link", "Previous")
	if rows := v.rows(); !slices.Equal(rows, second) {
		t.Errorf("Previous shows %q, want %q", rows, second)
	}
	v.holds("window.stayed === true")
	v.back()
	v.reads("51–75 of 240")
	v.back()
	v.reads("26–50 of 240")
	v.at(address)
	v.open(address)
	if rows := v.rows(); !slices.Equal(rows, second) {
		t.Errorf("%s opened anew shows %q, want %q", address, rows, second)
	}
	v.see("combobox", "Rows per page")
	asks[bool](v, `document.querySelector('#rows').focus() ?? true`)
	v.press("5")
	v.reads("1–50 of 240")
	v.focus("combobox", "Rows per page")
	v.open(tablePath + "?after=nowhere&rows=7")
	v.reads("Part of the address could not be read: rows, after. The table is shown without it.")
}

// What is promised of a first visit, with fonts, and of a swap.
const (
	visitRequests, visitBytes = 12, 90 << 10
	swapRequests, swapBytes   = 1, 12 << 10
)

// walkWeight measures what goes over the wire.
func walkWeight(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	call(v, network.ClearBrowserCache, cdp.Empty{})
	v.open("/healthz")
	v.watch.count()
	v.open(tablePath)
	v.reads("1–25 of 240")
	v.wantWeight("a first visit of the table", visitRequests, visitBytes)
	v.click("link", "Next") // may bring the signs of further alphabets, once
	v.reads("26–50 of 240")
	v.idle()
	v.watch.count()
	v.click("link", "Next")
	v.reads("51–75 of 240")
	v.wantWeight("a swap to the next page", swapRequests, swapBytes)
}

// wantWeight compares what was fetched since the last count with what is promised.
func (v *visitor) wantWeight(what string, requests int, bytes float64) {
	v.t.Helper()
	v.idle()
	fetched, weight := v.watch.count()
	v.t.Logf("%s: %d requests, %.1f KB", what, len(fetched), weight/1024)
	if len(fetched) > requests || weight > bytes {
		v.t.Errorf("%s takes %d requests and %.0f bytes, %d and %.0f are promised:\n%s", what, len(fetched), weight, requests, bytes, strings.Join(fetched, "\n"))
	}
}
