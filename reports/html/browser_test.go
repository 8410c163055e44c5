//go:build browser

package html_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	_ "image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// heard is what the page did beyond being shown.
type heard struct {
	sync.Mutex
	requests, messages []string
}

func listen(t *testing.T, ctx context.Context) *heard {
	t.Helper()
	h := &heard{}
	err := chromedp.Listen(ctx, func(event any) {
		h.Lock()
		defer h.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			h.requests = append(h.requests, e.Request.URL)
		case *log.EventEntryAdded:
			h.messages = append(h.messages, e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			h.messages = append(h.messages, fmt.Sprint("console.", e.Type))
		case *runtime.EventExceptionThrown:
			h.messages = append(h.messages, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// open shows a page of the given width in the given colour scheme, "light" or
// "dark", or as on paper for "print".
func open(t *testing.T, ctx context.Context, address string, width int64, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if scheme == "print" {
		media = emulation.SetEmulatedMediaParams{Media: scheme}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

// evaluate runs a script in the page from outside; the page's policy does not
// hold for it.
func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// page writes a report to disk and returns its address.
func page(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

func TestBrowserReport(t *testing.T) {
	ctx := reportstest.Browser(t)
	s := reportstest.Load(t)
	address := page(t, render(t, s, samplesOf(s)))
	t.Run("is silent and asks for nothing", func(t *testing.T) { silent(t, ctx, address) })
	t.Run("draws its charts", func(t *testing.T) { draws(t, ctx, address) })
	t.Run("has a dark mode", func(t *testing.T) { darkens(t, ctx, address) })
	t.Run("names every image", func(t *testing.T) { names(t, ctx, address) })
	t.Run("never scrolls sideways", func(t *testing.T) { fits(t, ctx, address) })
	t.Run("never scrolls sideways with many variants", func(t *testing.T) {
		s := many(t, 12)
		s.Trials[0].Label = strings.Repeat("long", 30)
		s.Scenario.Name = strings.Repeat("name", 40)
		fits(t, ctx, page(t, render(t, s, samplesOf(s))))
	})
	t.Run("keeps the labels of charts apart", func(t *testing.T) { inside(t, ctx, address) })
	t.Run("blocks what its policy does not name", func(t *testing.T) { blocks(t, ctx, render(t, s, measure.List(nil))) })
}

func silent(t *testing.T, ctx context.Context, address string) {
	h := listen(t, ctx)
	open(t, ctx, address, 1100, "light")
	if rules := evaluate[int](t, ctx, `document.styleSheets[0].cssRules.length`); rules < 50 {
		t.Errorf("%d style rules are in force: the policy refuses the page's own style", rules)
	}
	h.Lock()
	defer h.Unlock()
	if len(h.requests) != 1 || h.requests[0] != address {
		t.Errorf("requests beyond the page itself: %q", h.requests)
	}
	if len(h.messages) > 0 {
		t.Errorf("messages on the console: %q", h.messages)
	}
}

// blocks checks that the tests would hear of a request and of a refused style.
func blocks(t *testing.T, ctx context.Context, content string) {
	h := listen(t, ctx)
	open(t, ctx, page(t, strings.Replace(content, "</main>", `<p style="color:red">x</p><img src="http://localhost:9/x.png" alt=""></main>`, 1)), 1100, "light")
	evaluate[int](t, ctx, `document.images.length`)
	h.Lock()
	defer h.Unlock()
	if len(h.messages) < 2 {
		t.Errorf("a foreign image and an inline style go unnoticed: %q", h.messages)
	}
}

// visibleCharts numbers the charts that are shown at the present width.
const visibleCharts = `[...document.querySelectorAll("svg[role=img]")].filter(e => e.getClientRects().length).map(e => e.getAttribute("aria-labelledby").split("-t ")[0])`

func draws(t *testing.T, ctx context.Context, address string) {
	for _, scheme := range []string{"light", "dark"} {
		open(t, ctx, address, 1100, scheme)
		charts := evaluate[[]string](t, ctx, visibleCharts)
		if len(charts) != 9 {
			t.Fatalf("%s: charts %q are shown, want 9", scheme, charts)
		}
		for _, id := range charts {
			shot, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(`svg[aria-labelledby^="`+id+`-t "]`)))
			if err != nil {
				t.Fatal(err)
			}
			if drawn, colors := inked(t, shot); drawn < 0.01 || colors < 20 {
				t.Errorf("%s: chart %s is all but blank: %.4f of its pixels drawn in %d colours", scheme, id, drawn, colors)
			}
		}
	}
}

// inked is the share of an image's pixels that are not of its most frequent
// colour, and the number of colours.
func inked(t *testing.T, png []byte) (share float64, colors int) {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	count := map[[4]uint32]int{}
	most := 0
	size := img.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			r, g, b, a := img.At(x, y).RGBA()
			count[[4]uint32{r, g, b, a}]++
			most = max(most, count[[4]uint32{r, g, b, a}])
		}
	}
	return 1 - float64(most)/float64(size.Dx()*size.Dy()), len(count)
}

func darkens(t *testing.T, ctx context.Context, address string) {
	const background = `getComputedStyle(document.body).backgroundColor`
	open(t, ctx, address, 1100, "light")
	light := evaluate[string](t, ctx, background)
	open(t, ctx, address, 1100, "dark")
	if dark := evaluate[string](t, ctx, background); dark == light || light != "rgb(255, 255, 255)" {
		t.Errorf("the background is %s in light and %s in dark", light, dark)
	}
}

func names(t *testing.T, ctx context.Context, address string) {
	open(t, ctx, address, 1100, "light")
	unnamed := evaluate[[]string](t, ctx, `[...document.querySelectorAll("[role=img], svg")].filter(e =>
		e.getAttribute("role") !== "img" || !(e.getAttribute("aria-labelledby") || "").split(" ").every(id => document.getElementById(id)?.textContent.trim())
	).map(e => e.outerHTML.slice(0, 80))`)
	if len(unnamed) > 0 {
		t.Errorf("images without a name: %q", unnamed)
	}
	if h1 := evaluate[int](t, ctx, `document.querySelectorAll("h1").length`); h1 != 1 {
		t.Errorf("%d main headings, want 1", h1)
	}
}

func fits(t *testing.T, ctx context.Context, address string) {
	for _, width := range []int64{320, 360, 768, 1100} {
		open(t, ctx, address, width, "light")
		evaluate[int](t, ctx, `document.querySelectorAll("details").forEach(e => e.open = true), 0`)
		if got := evaluate[int64](t, ctx, `document.documentElement.scrollWidth`); got > width {
			t.Errorf("the page is %d px wide in a window of %d: %s", got, width, widest(t, ctx))
		}
	}
}

// widest names the element that reaches furthest to the right.
func widest(t *testing.T, ctx context.Context) string {
	return evaluate[string](t, ctx, `[...document.querySelectorAll("body *")].filter(e => !e.closest(".scroll, .chart, .commands code"))
		.sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 120)`)
}

// inside checks with the browser's own fonts what the layout only estimates:
// that no label leaves its chart and no two of them meet.
func inside(t *testing.T, ctx context.Context, address string) {
	for _, width := range []int64{360, 1100} {
		open(t, ctx, address, width, "light")
		wrong := evaluate[[]string](t, ctx, `[...document.querySelectorAll("svg[role=img]")].filter(e => e.getClientRects().length).flatMap(svg => {
			const frame = svg.getBoundingClientRect(), out = []
			const boxes = [...svg.querySelectorAll("text")].map(e => ({text: e.textContent, box: e.getBoundingClientRect()}))
			boxes.forEach((a, i) => {
				if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.bottom > frame.bottom + 1) out.push(a.text + " is cut off")
				boxes.slice(0, i).forEach(b => {
					const h = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
					const v = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
					if (h > 1 && v > 4) out.push(a.text + " meets " + b.text)
				})
			})
			return out
		})`)
		if len(wrong) > 0 {
			t.Errorf("at %d px: %q", width, wrong)
		}
	}
}

// TestBrowserPictures writes screenshots into the folder that
// SWEETSPOT_PICTURES names, for people to look at.
func TestBrowserPictures(t *testing.T) {
	folder := cmp.Or(os.Getenv("SWEETSPOT_PICTURES"), t.TempDir())
	ctx := reportstest.Browser(t)
	s := reportstest.Load(t)
	address := page(t, render(t, s, samplesOf(s)))
	for _, p := range []struct {
		name   string
		width  int64
		scheme string
	}{{"light", 1100, "light"}, {"dark", 1100, "dark"}, {"phone", 360, "light"}, {"paper", 720, "print"}} {
		open(t, ctx, address, p.width, p.scheme)
		shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if _, colors := inked(t, shot); colors < 50 {
			t.Errorf("%s: a picture of %d colours", p.name, colors)
		}
		if err := os.WriteFile(filepath.Join(folder, p.name+".png"), shot, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
