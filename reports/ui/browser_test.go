//go:build browser

package ui

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// tab is a page of the Chromium of the PATH, with what it asked for and said.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu    sync.Mutex
	heard []string
}

func openTab(t *testing.T, allowed string) *tab {
	t.Helper()
	ctx := reportstest.Browser(t)
	b := &tab{t: t, ctx: ctx}
	err := chromedp.Listen(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, allowed) {
				b.heard = append(b.heard, "request: "+e.Request.URL)
			}
		case *log.EventEntryAdded:
			b.heard = append(b.heard, e.Entry.Text+" "+e.Entry.URL)
		case *runtime.EventConsoleAPICalled:
			b.heard = append(b.heard, fmt.Sprint("console.", e.Type))
		case *runtime.EventExceptionThrown:
			b.heard = append(b.heard, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) show(address string, width int64, scheme string) {
	b.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		b.t.Fatal(err)
	}
}

// do runs a script in the page from outside.
func do[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// until waits for what a click leads to.
func (b *tab) until(script string) {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script)); err == nil && v {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s: never", script)
		}
	}
}

// silent reports what the pages said, and what they asked of others.
func (b *tab) silent() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.heard {
		if !strings.Contains(text, "favicon.ico") { // a browser's own wish
			b.t.Error(text)
		}
	}
}

const rows = `document.querySelectorAll("tbody tr").length`

func TestBrowserUI(t *testing.T) {
	server := httptest.NewServer(served(t, folder(t), Options{}))
	t.Cleanup(server.Close)
	b := openTab(t, server.URL)

	b.show(server.URL, 1100, "light")
	if n := do[int](b, rows); n != 6 {
		t.Errorf("%d rows are listed", n)
	}
	if rules := do[int](b, `document.styleSheets[0].cssRules.length`); rules < 50 {
		t.Errorf("%d style rules are in force: the policy refuses the page's own style", rules)
	}
	light := do[string](b, `getComputedStyle(document.body).backgroundColor`)
	if unnamed := do[int](b, `[...document.querySelectorAll("input,select,button")].filter(e => !(e.labels && e.labels.length) && !e.getAttribute("aria-label") && !e.textContent.trim()).length`); unnamed != 0 {
		t.Errorf("%d controls have no name", unnamed)
	}

	do[bool](b, `(document.querySelector("select[name=scenario]").value = "orders", document.querySelector("form.filter button").click(), true)`)
	b.until(`location.search.includes("scenario=orders") && ` + rows + ` == 1`)

	do[bool](b, `(document.querySelector("tbody a").click(), true)`)
	b.until(`document.title.startsWith("orders") && document.querySelectorAll("svg").length > 0`)
	if origin := do[string](b, `self.origin`); origin != "null" {
		t.Errorf("a report has the origin %s: it could read the other pages", origin)
	}

	b.show(server.URL, 1100, "light")
	do[bool](b, `([...document.querySelectorAll("input[type=checkbox]")].slice(0, 2).forEach(e => e.click()), document.querySelector(".actions button").click(), true)`)
	b.until(`location.pathname == "/compare" && document.title.includes("2 scenarios")`)

	b.show(server.URL, 360, "dark")
	if dark := do[string](b, `getComputedStyle(document.body).backgroundColor`); dark == light {
		t.Errorf("dark is as light: %s", dark)
	}
	if wide := do[int](b, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the list is %d px wide on a screen of 360", wide)
	}
	b.silent()
}
