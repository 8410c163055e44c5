//go:build browser

package html_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// TestBrowserSeveral looks at the pages over more than one run.
func TestBrowserSeveral(t *testing.T) {
	ctx := reportstest.Browser(t)
	base, head := reportstest.Pair(t)
	long := strings.Repeat("name", 40)
	for _, test := range []struct {
		name, content string
		charts        int
	}{
		{"comparison", compared(t, base, head, compare.Options{Decide: []compare.Statistic{compare.P95, compare.Errors}}), 3},
		{"several", several(t, reportstest.Nightly(t, 7), nil), 3},
		{"scenarios", several(t, scenariosOf(t), nil), 4},
		{"many", several(t, reportstest.Nightly(t, 60), nil), 3},
		{"long names", compared(t, renamed(base, long, "a"), renamed(head, long, "b"), compare.Options{}), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := page(t, test.content)
			silent(t, ctx, address)
			drawsSome(t, ctx, address, test.charts)
			darkens(t, ctx, address)
			names(t, ctx, address)
			fits(t, ctx, address)
			inside(t, ctx, address)
		})
	}
}

// drawsSome checks by its pixels that the page shows so many charts, in both
// colour schemes.
func drawsSome(t *testing.T, ctx context.Context, address string, want int) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		open(t, ctx, address, 1100, scheme)
		charts := evaluate[[]string](t, ctx, visibleCharts)
		if len(charts) != want {
			t.Errorf("%s: charts %q are shown, want %d", scheme, charts, want)
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

// TestBrowserSeveralPictures writes screenshots into the folder that
// SWEETSPOT_PICTURES names, for people to look at.
func TestBrowserSeveralPictures(t *testing.T) {
	folder := cmp.Or(os.Getenv("SWEETSPOT_PICTURES"), t.TempDir())
	ctx := reportstest.Browser(t)
	base, head := reportstest.Pair(t)
	for _, p := range []struct {
		name, content string
		width         int64
		scheme        string
	}{
		{"comparison", compared(t, base, head, compare.Options{}), 1100, "light"},
		{"comparison-phone", compared(t, base, head, compare.Options{}), 360, "light"},
		{"several-dark", several(t, reportstest.Nightly(t, 7), nil), 1100, "dark"},
		{"many", several(t, reportstest.Nightly(t, 60), nil), 1100, "light"},
		{"many-phone", several(t, reportstest.Nightly(t, 60), nil), 360, "light"},
		{"scenarios", several(t, scenariosOf(t), nil), 1100, "light"},
		{"scenarios-paper", several(t, scenariosOf(t), nil), 720, "print"},
	} {
		open(t, ctx, page(t, p.content), p.width, p.scheme)
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
