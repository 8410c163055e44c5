package table_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
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
	golden.Check(t, filepath.Join("testdata", "containers.golden"), render(t, reportstest.Build(t, reportstest.Containers()), table.Options{}))
	for name, in := range map[string]reports.Input{"server": reportstest.Server(), "servers": reportstest.Servers()} {
		got := render(t, reportstest.Build(t, in), table.Options{})
		golden.Check(t, filepath.Join("testdata", name+".golden"), got)
		reportstest.OnlyServers(t, got)
	}
}

func TestCapacity(t *testing.T) {
	for name, in := range map[string]reports.Input{"capacity": reportstest.Searched(1), "capacities": reportstest.Searched(2)} {
		golden.Check(t, filepath.Join("testdata", name+".golden"), render(t, reportstest.Build(t, in), table.Options{Width: 100}))
	}
}

// A function and a container are compared by the month, with the traffic at which
// they break even.
func TestFunctionAgainstContainer(t *testing.T) {
	got := render(t, reportstest.Build(t, reportstest.Both(100_000_000)), table.Options{})
	golden.Check(t, filepath.Join("testdata", "both.golden"), got)
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
			if got := terminal.Width(plain); got > width {
				t.Fatalf("width %d: a line of %d columns: %q", width, got, plain)
			}
		}
	}
}

// labelled is a run whose variants have these names.
func labelled(t testing.TB, names ...string) *reports.Summary {
	s := reportstest.Load(t)
	for i, name := range names {
		s.Trials[i].Label = name
	}
	return s
}

// many is a run of 92 variants, all with a gate, some of them unusable.
func many(t testing.TB) *reports.Summary {
	s := reportstest.Load(t)
	base := s.Trials
	s.Trials, s.Gates, s.Recommendation.Unusable = nil, nil, nil
	for i := range 92 {
		trial := base[i%len(base)]
		trial.Variant.MemoryMB = 128 + 108*i
		trial.Label = fmt.Sprintf("%d MB", trial.Variant.MemoryMB)
		if i == 40 {
			trial = base[4]
		}
		s.Trials = append(s.Trials, trial)
		gate := reports.GateResult{Check: "errors < 1%", Unit: "share", Limit: 0.01, Verdict: reports.Pass, Level: "error", Variant: &s.Trials[i].Variant}
		if i%3 == 0 {
			gate.Verdict = reports.Fail
		}
		s.Gates = append(s.Gates, gate)
	}
	return s
}

// Every kind of run in terminals of every width: columns go by their rank, no row
// is broken, what is picked, tied, run today or unusable is told.
func TestWidths(t *testing.T) {
	tied := reportstest.Load(t)
	tied.Recommendation.Tied = []reports.VariantInfo{tied.Trials[2].Variant}
	for name, s := range map[string]*reports.Summary{
		"usual": tied,
		"long": labelled(t, "checkout-service-with-a-long-name: 128 MB x86_64 QUALITY=85", "checkout-service-with-a-long-name: 256 MB x86_64 QUALITY=85",
			"checkout-service-with-a-long-name: 512 MB x86_64 QUALITY=85", "checkout-service-with-a-long-name: 1024 MB arm64 QUALITY=85"),
		"targets": labelled(t, "orders: 128 MB", "orders: 256 MB", "orders: 512 MB", "pets: 128 MB", "pets: 256 MB", "pets: 512 MB"),
		"params":  labelled(t, "128 MB QUALITY=60", "256 MB QUALITY=85", "512 MB QUALITY=\"best of all\"", "1024 MB MODE=fast"),
		"glyphs":  labelled(t, "注文サービス: 128 MB", "🚀 rocket: 256 MB", "naïve: 512 MB", "주문: 1024 MB"),
		"many":    many(t),
	} {
		t.Run(name, func(t *testing.T) {
			if name != "many" {
				s.Gates = nil
			}
			s.Warnings = nil
			var all strings.Builder
			for _, width := range []int{40, 60, 80, 100, 120, 200} {
				fmt.Fprintf(&all, "== %d columns\n%s\n", width, render(t, s, table.Options{Width: width}))
			}
			golden.Check(t, filepath.Join("testdata", "widths-"+name+".golden"), all.String())
		})
	}
}

// Names that are shortened are still told apart while there is room for that.
func TestShortenedNamesDiffer(t *testing.T) {
	s := labelled(t, "a-long-prefix-A-a-long-suffix: 128 MB", "a-long-prefix-B-a-long-suffix: 128 MB", "a-long-prefix-C-a-long-suffix: 128 MB")
	out := render(t, s, table.Options{Width: 70})
	for _, letter := range []string{"A", "B", "C"} {
		if !strings.Contains(out, "x-"+letter+"-") || !strings.Contains(out, "128 MB") {
			t.Errorf("variant %s is not to be told from the others in\n%s", letter, out)
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
	f.Fuzz(func(t *testing.T, text string) {
		s := reportstest.Load(t)
		spoil(reflect.ValueOf(s), text)
		out := render(t, s, table.Options{Width: 72})
		steers := func(r rune) bool {
			return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r)
		}
		if i := strings.IndexFunc(out, steers); i >= 0 {
			t.Errorf("%q lets a control character through at %d of %q", text, i, out)
		}
	})
}

// spoil puts a text into every string of a value.
func spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			spoil(v.Elem(), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spoil(v.Field(i), text)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			spoil(v.Index(i), text)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if key.Kind() == reflect.String {
				v.SetMapIndex(reflect.ValueOf(text).Convert(key.Type()), v.MapIndex(key))
			}
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(text)
		}
	}
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
