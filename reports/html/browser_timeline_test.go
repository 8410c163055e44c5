//go:build browser

package html_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// live is where the script draws the timeline.
const live = "#timeline-live"

func TestBrowserTimeline(t *testing.T) {
	ctx := reportstest.Browser(t)
	s := reportstest.Load(t)
	address := page(t, render(t, s, rounds(samplesOf(s), 3)))
	t.Run("is silent and asks for nothing", func(t *testing.T) { silent(t, ctx, address) })
	t.Run("is silent of servers, which have no cold starts", func(t *testing.T) {
		in := reportstest.Servers()
		silent(t, ctx, page(t, render(t, reportstest.Build(t, in), in.Samples)))
		if !evaluate[bool](t, ctx, `document.querySelector(".timeline").classList.contains("drawn")`) {
			t.Error("the timeline is not drawn")
		}
	})
	t.Run("is drawn in light and in dark", func(t *testing.T) { drawsTimeline(t, ctx, address) })
	t.Run("takes the place of the picture", func(t *testing.T) { replaces(t, ctx, address) })
	t.Run("follows the colours of the page", func(t *testing.T) { follows(t, ctx, address) })
	t.Run("zooms by dragging", func(t *testing.T) { drags(t, ctx, address) })
	t.Run("zooms by the keyboard", func(t *testing.T) { presses(t, ctx, address) })
	t.Run("shows one variant alone", func(t *testing.T) { singles(t, ctx, address) })
	t.Run("never scrolls sideways", func(t *testing.T) { fits(t, ctx, address) })
	t.Run("follows the width of the page", func(t *testing.T) { narrows(t, ctx, address) })
}

// pictured is a picture of the timeline.
func pictured(t *testing.T, ctx context.Context) []byte {
	t.Helper()
	shot, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(live)))
	if err != nil {
		t.Fatal(err)
	}
	return shot
}

func drawsTimeline(t *testing.T, ctx context.Context, address string) {
	var shots [][]byte
	for _, scheme := range []string{"light", "dark"} {
		open(t, ctx, address, 1100, scheme)
		if n := evaluate[int](t, ctx, `document.querySelectorAll("`+live+` canvas").length`); n != 3 {
			t.Errorf("%s: %d panels, want 3", scheme, n)
		}
		shot := pictured(t, ctx)
		if drawn, colors := inked(t, shot); drawn < 0.05 || colors < 50 {
			t.Errorf("%s: all but blank: %.4f of its pixels drawn in %d colours", scheme, drawn, colors)
		}
		shots = append(shots, shot)
	}
	if bytes.Equal(shots[0], shots[1]) {
		t.Error("it looks the same in light and in dark")
	}
}

// shown tells whether the picture and the live timeline are shown.
const shown = `[".still", ".live"].map(c => document.querySelector(".timeline " + c).getClientRects().length > 0)`

func replaces(t *testing.T, ctx context.Context, address string) {
	disable := func(off bool) {
		t.Helper()
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
			t.Fatal(err)
		}
	}
	open(t, ctx, address, 1100, "light")
	if got := evaluate[[]bool](t, ctx, shown); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("with the script picture and live timeline are shown: %v", got)
	}
	open(t, ctx, address, 1100, "print")
	if got := evaluate[[]bool](t, ctx, shown); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("on paper picture and live timeline are shown: %v", got)
	}
	disable(true)
	defer disable(false)
	for _, width := range []int64{360, 1100} {
		open(t, ctx, address, width, "light")
		if got := evaluate[[]bool](t, ctx, shown); !slices.Equal(got, []bool{true, false}) {
			t.Errorf("without the script picture and live timeline are shown at %d px: %v", width, got)
		}
	}
	shot, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(".still svg")))
	if err != nil {
		t.Fatal(err)
	}
	if drawn, colors := inked(t, shot); drawn < 0.05 || colors < 50 {
		t.Errorf("the picture is all but blank: %.4f of its pixels drawn in %d colours", drawn, colors)
	}
}

func follows(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	light := pictured(t, ctx)
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	settle(t, ctx)
	dark := pictured(t, ctx)
	open(t, ctx, address, 1100, "dark")
	settle(t, ctx)
	if bytes.Equal(light, dark) || !bytes.Equal(dark, pictured(t, ctx)) {
		t.Error("after the scheme has changed it does not look as if it had been opened so")
	}
}

// settle waits until what was asked for is drawn.
func settle(t *testing.T, ctx context.Context) {
	t.Helper()
	const drawn = `new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true), 100)))`
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](drawn, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatal(err)
	}
}

// part is the part of the time that is shown, and the whole.
type part struct {
	From, To, Whole float64
	Disabled        bool // the button that goes back to the whole
}

func partOf(t *testing.T, ctx context.Context) part {
	t.Helper()
	settle(t, ctx)
	return evaluate[part](t, ctx, `(() => {
		const box = document.querySelector("`+live+`")
		return {From: +box.dataset.from, To: +box.dataset.to, Whole: JSON.parse(document.getElementById("timeline-data").textContent).until,
			Disabled: document.getElementById("timeline-whole").disabled}
	})()`)
}

func (p part) whole() bool { return p.From <= 0 && p.To >= p.Whole && p.Disabled }

func drags(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	if p := partOf(t, ctx); !p.whole() {
		t.Fatalf("at first it shows %+v", p)
	}
	before := pictured(t, ctx)
	// The second panel is dragged over; the others must follow.
	at := evaluate[[]float64](t, ctx, `(() => {
		const over = document.querySelectorAll("`+live+` .u-over")[1]
		over.scrollIntoView({block: "center"})
		const box = over.getBoundingClientRect()
		return [box.left, box.top, box.width, box.height]
	})()`)
	y := at[1] + at[3]/2
	x := func(share float64) float64 { return at[0] + share*at[2] }
	mouse := func(kind input.DispatchMouseEventType, share float64, clicks int) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.MouseEvent(kind, x(share), y, chromedp.ButtonType(input.MouseButtonLeft), chromedp.ClickCount(clicks))); err != nil {
			t.Fatal(err)
		}
	}
	mouse(chromedp.MouseMoved, 0.5, 0)
	mouse(chromedp.MousePressed, 0.5, 1)
	mouse(chromedp.MouseMoved, 0.6, 1)
	mouse(chromedp.MouseMoved, 0.75, 1)
	mouse(chromedp.MouseReleased, 0.75, 1)
	p := partOf(t, ctx)
	if from, to := p.From/p.Whole, p.To/p.Whole; from < 0.48 || from > 0.52 || to < 0.73 || to > 0.77 || p.Disabled {
		t.Fatalf("half to three quarters are dragged over, %+v is shown", p)
	}
	if bytes.Equal(before, pictured(t, ctx)) {
		t.Error("the pictures do not change")
	}
	if said := evaluate[string](t, ctx, `document.getElementById("timeline-readout").textContent`); said == "" {
		t.Error("nothing is said of where the pointer is")
	}
	for i := range 2 {
		mouse(chromedp.MousePressed, 0.3, i+1)
		mouse(chromedp.MouseReleased, 0.3, i+1)
	}
	if p := partOf(t, ctx); !p.whole() {
		t.Errorf("after a double click it shows %+v", p)
	}
}

// presses goes through the controls as the keyboard does.
func presses(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	key := func(keys string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
	}
	focused := func() string { return evaluate[string](t, ctx, `document.activeElement.id`) }
	evaluate[bool](t, ctx, `document.getElementById("timeline-variant").focus(), true`)
	var widths []float64
	for _, id := range []string{"timeline-in", "timeline-out", "timeline-in", "timeline-earlier", "timeline-later", "timeline-whole"} {
		if id == "timeline-in" && len(widths) > 0 {
			evaluate[bool](t, ctx, `document.getElementById("timeline-variant").focus(), true`)
		}
		for range 6 {
			if focused() != id {
				key(kb.Tab)
			}
		}
		if got := focused(); got != id {
			t.Fatalf("the keyboard reaches %q, not %q", got, id)
		}
		key(kb.Enter)
		p := partOf(t, ctx)
		widths = append(widths, (p.To-p.From)/p.Whole)
	}
	for i, want := range []float64{0.5, 1, 0.5, 0.5, 0.5, 1} {
		if widths[i] < want-0.01 || widths[i] > want+0.01 {
			t.Errorf("shares of the run that are shown after each key: %.2f", widths)
			break
		}
	}
}

func singles(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	options := evaluate[[]string](t, ctx, `[...document.querySelectorAll("#timeline-variant option")].map(o => o.textContent)`)
	if len(options) != 7 || options[0] != "all variants" || options[5] != "1769 MB" {
		t.Fatalf("the variants to choose from are %q", options)
	}
	all := pictured(t, ctx)
	choose := func(value string) []byte {
		evaluate[bool](t, ctx, `(() => {
			const choice = document.getElementById("timeline-variant")
			choice.value = "`+value+`"
			return choice.dispatchEvent(new Event("change"))
		})()`)
		settle(t, ctx)
		return pictured(t, ctx)
	}
	one := choose("4")
	drawn, _ := inked(t, all)
	if less, _ := inked(t, one); bytes.Equal(all, one) || less >= drawn {
		t.Error("with one variant alone as much is drawn as with all")
	}
	if !bytes.Equal(choose("-1"), all) {
		t.Error("all variants again do not look as before")
	}
}

func narrows(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(400, 900)); err != nil {
		t.Fatal(err)
	}
	settle(t, ctx)
	if width := evaluate[int64](t, ctx, `Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("`+live+` canvas")].map(c => c.getBoundingClientRect().right))`); width > 400 {
		t.Errorf("it is %d px wide in a window of 400", width)
	}
}
