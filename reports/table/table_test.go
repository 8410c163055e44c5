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
