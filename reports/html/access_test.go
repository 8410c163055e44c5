//go:build browser

package html_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func TestBrowserAccess(t *testing.T) {
	ctx := reportstest.Browser(t)
	s := reportstest.Load(t)
	address := page(t, render(t, s, samplesOf(s)))
	t.Run("is read from the top by keyboard", func(t *testing.T) { tabs(t, ctx, address) })
	t.Run("opens its tables by keyboard", func(t *testing.T) { toggles(t, ctx, address) })
	t.Run("has landmarks, and headings in order", func(t *testing.T) { outlined(t, ctx, address) })
	t.Run("names its tables", func(t *testing.T) { captioned(t, ctx, address) })
	t.Run("has contrast", func(t *testing.T) { contrasts(t, ctx, address) })
	t.Run("has contrast with many variants", func(t *testing.T) {
		s := crowded(t, 92)
		contrasts(t, ctx, page(t, render(t, s, samplesOf(s))))
	})
	t.Run("shows on paper what carries the answer", func(t *testing.T) { prints(t, ctx, address) })
	t.Run("stays readable with many variants", func(t *testing.T) {
		s := crowded(t, 92)
		address := page(t, render(t, s, samplesOf(s)))
		fits(t, ctx, address)
		inside(t, ctx, address)
	})
}

func press(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(key)); err != nil {
		t.Fatal(err)
	}
}

// tabs goes through the page with the tab key: first the way past everything,
// then from top to bottom, and each stop shows that it has the focus.
func tabs(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	evaluate[int](t, ctx, `document.querySelectorAll("details").forEach(e => e.open = true), 0`)
	press(t, ctx, kb.Tab)
	if got := evaluate[string](t, ctx, `document.activeElement.textContent + " " + (document.activeElement.getBoundingClientRect().left >= 0)`); got != "Skip to the evidence true" {
		t.Errorf("the first stop is %q, want a visible way to the evidence", got)
	}
	press(t, ctx, kb.Enter)
	if got := evaluate[string](t, ctx, `document.activeElement.id`); got != "evidence" {
		t.Errorf("the link leads to %q", got)
	}
	open(t, ctx, address, 1100, "light")
	last, stops := -1e9, 0
	for range 200 {
		press(t, ctx, kb.Tab)
		stop := evaluate[map[string]any](t, ctx, `(() => { const e = document.activeElement, s = getComputedStyle(e)
			return {tag: e.tagName, text: e.textContent.trim().slice(0, 40), y: e.getBoundingClientRect().top + scrollY, outline: parseFloat(s.outlineWidth) > 0 && s.outlineStyle !== "none"} })()`)
		if stop["tag"] == "BODY" {
			break
		}
		stops++
		y := stop["y"].(float64)
		if stop["outline"] != true {
			t.Errorf("%v does not show that it has the focus", stop)
		}
		if stops > 1 && y < last-60 {
			t.Errorf("%v stands above the stop before it", stop)
		}
		last = y
	}
	if stops < 20 {
		t.Errorf("%d stops", stops)
	}
}

// toggles opens and closes a table behind a chart without a pointer.
func toggles(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	const visible = `[...document.querySelectorAll("#evidence details")].every(d => d.open === (d.querySelector("table").checkVisibility({contentVisibilityAuto: true})))`
	const opened = `document.querySelectorAll("#evidence details[open]").length`
	evaluate[int](t, ctx, `document.querySelector("#evidence details summary").focus(), 0`)
	for i, want := range []int{1, 0} {
		press(t, ctx, kb.Enter)
		if got := evaluate[int](t, ctx, opened); got != want {
			t.Errorf("press %d: %d tables are open, want %d", i, got, want)
		}
		if !evaluate[bool](t, ctx, visible) {
			t.Errorf("press %d: a table is shown closed, or hidden open", i)
		}
	}
}

func outlined(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	levels := evaluate[[]int](t, ctx, `[...document.querySelectorAll("h1,h2,h3,h4")].map(e => +e.tagName[1])`)
	for i, l := range levels {
		if i == 0 && l != 1 || i > 0 && (l == 1 || l > levels[i-1]+1) {
			t.Errorf("heading %d is of level %d: %v", i, l, levels)
		}
	}
	for landmark, want := range map[string]int{"header": 1, "main": 1, "footer": 1, "nav[aria-label]": 1, "aside[aria-labelledby]": 1} {
		if got := evaluate[int](t, ctx, `document.querySelectorAll("`+landmark+`").length`); got != want {
			t.Errorf("%d of %s, want %d", got, landmark, want)
		}
	}
	dead := evaluate[[]string](t, ctx, `[...document.querySelectorAll("a[href^='#'], [aria-labelledby]")].flatMap(e =>
		(e.getAttribute("aria-labelledby") || e.getAttribute("href").slice(1)).split(" ")).filter(id => !document.getElementById(id))`)
	if len(dead) > 0 {
		t.Errorf("references to nothing: %q", dead)
	}
	double := evaluate[[]string](t, ctx, `[...document.querySelectorAll("[id]")].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)`)
	if len(double) > 0 {
		t.Errorf("ids that are there twice: %q", double)
	}
}

func captioned(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	bad := evaluate[[]string](t, ctx, `[...document.querySelectorAll("table")].filter(e =>
		!e.caption?.textContent.trim() || [...e.querySelectorAll("th")].some(h => !["col", "row"].includes(h.scope)) ||
		[...e.querySelectorAll("tbody tr")].some(r => !r.querySelector("th[scope=row]"))).map(e => e.outerHTML.slice(0, 120))`)
	if len(bad) > 0 {
		t.Errorf("tables without a caption or scopes: %q", bad)
	}
}

// contrasts measures text and shapes against what they stand on, as the browser
// computed both. https://www.w3.org/TR/WCAG22/#contrast-minimum
func contrasts(t *testing.T, ctx context.Context, address string) {
	for _, scheme := range []string{"light", "dark"} {
		open(t, ctx, address, 1100, scheme)
		evaluate[int](t, ctx, `document.querySelectorAll("details").forEach(e => e.open = true), 0`)
		weak := evaluate[[]string](t, ctx, `(() => {
			const rgb = c => { const m = (c.match(/[\d.]+/g) || []).map(Number); return m.length < 3 || m[3] === 0 ? null : m.slice(0, 3) }
			const lum = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0)
			const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) }
			const ground = e => { for (let p = e; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c) return c } return [255, 255, 255] }
			const pill = document.querySelector(".pill"), out = new Set(); let seen = 0
			for (const e of document.querySelectorAll("body *")) {
				if (!e.getClientRects().length || e.disabled) continue
				const s = getComputedStyle(e), name = e.tagName + "." + (e.getAttribute("class") || "")
				if (e instanceof SVGElement) {
					if (e.tagName === "text") {
						seen++
						const on = e.classList.contains("gw") ? rgb(getComputedStyle(pill).fill) : ground(e), r = ratio(rgb(s.fill), on)
						if (r < 4.5) out.add(name + " " + r.toFixed(2))
					} else if (e.matches(".bar, .f1, .f2, .f3, .f4, .f5, .mark, .spot, .run, .pill, .ring")) {
						seen++
						const ink = [rgb(s.fill), rgb(s.stroke)].filter(c => c).map(c => ratio(c, ground(e)))
						if (Math.max(...ink) < 3) out.add(name + " " + Math.max(...ink).toFixed(2))
					}
				} else if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
					seen++
					const r = ratio(rgb(s.color), ground(e))
					if (r < 4.5) out.add(name + " " + r.toFixed(2))
				}
			}
			return seen > 300 ? [...out] : ["only " + seen + " elements were looked at"]
		})()`)
		if len(weak) > 0 {
			t.Errorf("%s: too little contrast: %q", scheme, weak)
		}
	}
}

// prints checks that paper shows the table behind the answer, though folded, and
// no control.
func prints(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 720, "print")
	if !evaluate[bool](t, ctx, `document.querySelector("details.keep table").getBoundingClientRect().height > 50`) {
		t.Error("the table of the variants is not on paper")
	}
	shown := evaluate[[]string](t, ctx, `[...document.querySelectorAll("nav, .skip, details:not(.keep)")].filter(e => e.getClientRects().length && !e.open).map(e => e.outerHTML.slice(0, 60))`)
	if slices.ContainsFunc(shown, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		t.Errorf("controls on paper: %q", shown)
	}
	if got := evaluate[string](t, ctx, `getComputedStyle(document.body).backgroundColor`); got != "rgb(255, 255, 255)" {
		t.Errorf("paper is %s", got)
	}
}
