package table_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/table"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func render(t testing.TB, s *reports.Summary, opts table.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := table.Render(&b, s, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, opts := range map[string]table.Options{
		"wide": {}, "narrow": {Width: 60}, "tiny": {Width: 30}, "color": {Width: 120, Color: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := reportstest.Load(t)
			s.Run.Complete = name != "tiny"
			golden.Check(t, filepath.Join("testdata", name+".golden"), render(t, s, opts))
		})
	}
}

// What has no price and no memory is shown without them.
func TestServers(t *testing.T) {
	for name, in := range map[string]reports.Input{"server": reportstest.Server(), "servers": reportstest.Servers()} {
		got := render(t, reportstest.Build(t, in), table.Options{})
		golden.Check(t, filepath.Join("testdata", name+".golden"), got)
		reportstest.OnlyServers(t, got)
	}
}

func TestABurstSaysHowSoonItHadScaled(t *testing.T) {
	s := reportstest.Load(t)
	if strings.Contains(render(t, s, table.Options{}), "scaled to") {
		t.Error("scaling is said of a run without a burst")
	}
	s.Trials[0].Concurrency.TimeToScale = new(250.0)
	if page := render(t, s, table.Options{}); !strings.Contains(page, "within 250 ms of a burst") {
		t.Errorf("scaling is not said in\n%s", page)
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	s := reportstest.Load(t)
	for width := 1; width < 160; width++ {
		for line := range strings.Lines(render(t, s, table.Options{Width: width, Color: true})) {
			plain := strings.TrimRight(ansi.ReplaceAllString(line, ""), "\n")
			if got := twwidth.Width(plain); got > width {
				t.Fatalf("width %d: a line of %d columns: %q", width, got, plain)
			}
		}
	}
}

// Colour adds nothing that the text does not say.
func TestColorOnlyAdds(t *testing.T) {
	s := reportstest.Load(t)
	colored := render(t, s, table.Options{Width: 100, Color: true})
	if ansi.ReplaceAllString(colored, "") != render(t, s, table.Options{Width: 100}) {
		t.Error("the text differs with colour")
	}
	if !ansi.MatchString(colored) {
		t.Error("no colour although it was asked for")
	}
}

func TestThePickIsMarkedInEveryWidth(t *testing.T) {
	s := reportstest.Load(t)
	for _, width := range []int{0, 200, 80, 40, 24} {
		if out := render(t, s, table.Options{Width: width}); !strings.Contains(out, "→") {
			t.Errorf("width %d: no arrow in\n%s", width, out)
		}
	}
}

func TestWithoutAnything(t *testing.T) {
	render(t, &reports.Summary{}, table.Options{Width: 80})
	render(t, &reports.Summary{Trials: []reports.Trial{{}}, Gates: []reports.GateResult{{}}}, table.Options{})
}

// FuzzNothingSteersTheTerminal puts a text everywhere where the outside can.
func FuzzNothingSteersTheTerminal(f *testing.F) {
	f.Add("\x1b[2J\x1b]0;owned\x07")
	f.Add("a\r\nb\u009b31m\u202e")
	f.Add("日本語 and \xff\xfe")
	base := reportstest.Load(f)
	f.Fuzz(func(t *testing.T, text string) {
		s := *base
		s.Trials = append([]reports.Trial(nil), base.Trials...)
		for i := range s.Trials {
			s.Trials[i].Label, s.Trials[i].UnusableReason, s.Trials[i].Usable = text, text, false
		}
		s.Gates = []reports.GateResult{{Check: text, Unit: text, Verdict: reports.Verdict(text), Level: text, Reason: text}}
		s.Warnings = []reports.Warning{{Code: text, Text: text}}
		out := render(t, &s, table.Options{Width: 72})
		steers := func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' }
		if i := strings.IndexFunc(out, steers); i >= 0 {
			t.Errorf("%q lets a control character through at %d of %q", text, i, out)
		}
	})
}

// Any table loses its least columns where there is little room, and never the
// start of a row.
func TestDraw(t *testing.T) {
	word := func(s string) view.Cell { return view.Cell{Text: s} }
	list := view.Table{
		Columns: []view.Column{{Name: "Name"}, {Name: "Price", Number: true}, {Name: "Remark", Rank: 1}, {Name: "Date", Rank: 2}},
		Rows: []view.Row{
			{Cells: []view.Cell{word("first"), word("1"), word("cheap"), word("2026-11-22")}},
			{Cells: []view.Cell{word("second"), word("22"), word("dear"), word("2026-11-23")}},
		},
	}
	for width, want := range map[int]string{
		0:  "Name    Price  Remark  Date\n─────────────────────────────────\nfirst       1  cheap   2026-11-22\nsecond     22  dear    2026-11-23\n",
		32: "Name    Price  Remark\n─────────────────────\nfirst       1  cheap\nsecond     22  dear\n",
		20: "Name    Price\n─────────────\nfirst       1\nsecond     22\n",
		10: "Name    P…\n─────────…\nfirst    …\nsecond   …\n",
	} {
		var b bytes.Buffer
		if err := table.Draw(&b, list, table.Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != want {
			t.Errorf("width %d:\n%s\nwant\n%s", width, got, want)
		}
	}
}
