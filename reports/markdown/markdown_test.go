package markdown_test

import (
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func render(t testing.TB, f func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// report is that of a run, without its samples.
func report(t testing.TB, s *reports.Summary) string {
	t.Helper()
	return render(t, func(w io.Writer) error { return markdown.Render(w, s, nil) })
}

func TestCapacity(t *testing.T) {
	s := reportstest.Build(t, reportstest.Searched(1))
	golden.Check(t, "testdata/capacity.md.golden", report(t, s))
	for _, f := range markdown.Charts(s, nil) {
		if f.Name == "report-capacity.svg" {
			golden.Check(t, "testdata/report-capacity.svg.golden", f.SVG)
			return
		}
	}
	t.Error("there is no chart of the capacity")
}

// combined is the comment for several runs.
func combined(t testing.TB, summaries ...*reports.Summary) string {
	t.Helper()
	return render(t, func(w io.Writer) error { return markdown.Combined(w, summaries...) })
}

// chart is the first chart of a run.
func chart(s *reports.Summary) string { return markdown.Charts(s, nil)[0].SVG }

// full is a run that has something of everything, with its samples.
func full(t testing.TB) (*reports.Summary, *view.Evidence) {
	t.Helper()
	s, in := reportstest.Load(t), reportstest.Full()
	samples, err := view.New(s).Evidence(in.Blocks, in.Samples)
	if err != nil {
		t.Fatal(err)
	}
	return s, samples
}

func TestGolden(t *testing.T) {
	s, samples := full(t)
	golden.Check(t, "testdata/report.md.golden", render(t, func(w io.Writer) error { return markdown.Render(w, s, samples) }))
	golden.Check(t, "testdata/comment.md.golden", render(t, func(w io.Writer) error { return markdown.Comment(w, s, samples) }))
	for _, c := range markdown.Charts(s, samples) {
		golden.Check(t, filepath.Join("testdata", c.Name+".golden"), c.SVG)
	}
}

func TestCombinedGolden(t *testing.T) {
	broken := reportstest.Load(t)
	broken.Scenario.Name, broken.Run.Complete = "interrupted", false
	golden.Check(t, "testdata/combined.md.golden", combined(t, reportstest.Load(t), reportstest.Build(t, reportstest.Servers()), broken))
}

// Every chart that the report shows is written, and the comment shows none.
func TestChartsAreThere(t *testing.T) {
	s, samples := full(t)
	picture := regexp.MustCompile(`!\[[^]]*\]\(([^)]*)\)`)
	shown := map[string]bool{}
	for _, m := range picture.FindAllStringSubmatch(render(t, func(w io.Writer) error { return markdown.Render(w, s, samples) }), -1) {
		shown[m[1]] = true
	}
	for _, c := range markdown.Charts(s, samples) {
		if !shown[c.Name] {
			t.Errorf("%s is written and not shown", c.Name)
		}
		delete(shown, c.Name)
	}
	for name := range shown {
		t.Errorf("%s is shown and not written", name)
	}
	if comment := render(t, func(w io.Writer) error { return markdown.Comment(w, s, samples) }); picture.MatchString(comment) {
		t.Error("the comment shows a picture")
	}
}

// What has no price and no memory is shown without them.
func TestServers(t *testing.T) {
	for name, in := range map[string]reports.Input{"server": reportstest.Server(), "servers": reportstest.Servers()} {
		s := reportstest.Build(t, in)
		for file, got := range map[string]string{".md": report(t, s), ".svg": chart(s)} {
			golden.Check(t, filepath.Join("testdata", name+file+".golden"), got)
			reportstest.OnlyServers(t, got)
		}
	}
}

// A function and a container are compared by the month, with the traffic at which
// they break even.
func TestFunctionAgainstContainer(t *testing.T) {
	golden.Check(t, filepath.Join("testdata", "both.md.golden"), report(t, reportstest.Build(t, reportstest.Both(100_000_000))))
}

func TestMarkerIsTheFirstLine(t *testing.T) {
	first, _, _ := strings.Cut(report(t, reportstest.Load(t)), "\n")
	if first != "<!-- sweetspot:thumbnail -->" || first != markdown.Marker("thumbnail") {
		t.Errorf("the first line is %q", first)
	}
}

func TestABurstSaysHowSoonItHadScaled(t *testing.T) {
	s := reportstest.Load(t)
	if strings.Contains(report(t, s), "scaled to") {
		t.Error("scaling is said of a run without a burst")
	}
	s.Trials[0].Concurrency.TimeToScale = new(250.0)
	if page := report(t, s); !strings.Contains(page, "within 250 ms of a burst") {
		t.Errorf("scaling is not said in\n%s", page)
	}
}

func TestPartialRunSaysSo(t *testing.T) {
	s := reportstest.Load(t)
	s.Run.Complete = false
	for name, got := range map[string]string{"report": report(t, s), "chart": chart(s), "comment for several": combined(t, s, s)} {
		if !strings.Contains(got, "Partial run") {
			t.Errorf("the %s of a partial run does not say so", name)
		}
	}
}

func TestWithoutAnything(t *testing.T) {
	for _, s := range []*reports.Summary{{}, {Trials: []reports.Trial{{}}, Gates: []reports.GateResult{{}}}} {
		report(t, s)
		combined(t, s, s)
		reportstest.OnlyDrawing(t, chart(s))
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"512 MB":               "512 MB",
		"p95 < 800ms":          "p95 &lt; 800ms",
		"a|b`c`":               "a\\|b\\`c\\`",
		"**bold** _it_":        `\*\*bold\*\* \_it\_`,
		"[x](http://a)":        `\[x\](http:&#8203;//a)`,
		"@team fixes #12":      "@&#8203;team fixes #&#8203;12",
		"- item":               `\- item`,
		"1. item":              `1\. item`,
		"$1.88–$1.90":          `\$1.88–\$1.90`,
		"line\nbreak":          "line break",
		"<img src=x>&amp;":     "&lt;img src=x&gt;&amp;amp;",
		"![image](www.a.test)": `\!\[image\](www&#8203;.a.test)`,
	} {
		if got := markdown.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// Nothing is Markdown in the line that opens on a click, so that what escapes it
// would be shown.
func TestEscapeHTML(t *testing.T) {
	for in, want := range map[string]string{
		"duration-x86_64 *a* |":   "duration-x86_64 *a* |",
		"</summary></details>&":   "&lt;/summary&gt;&lt;/details&gt;&amp;",
		"@team #1 http://a www.b": "@&#8203;team #&#8203;1 http:&#8203;//a www&#8203;.b",
	} {
		if got := markdown.EscapeHTML(in); got != want {
			t.Errorf("EscapeHTML(%q) = %q, want %q", in, got, want)
		}
	}
}

// poisoned puts a text everywhere where the outside can.
func poisoned(base *reports.Summary, text string) *reports.Summary {
	s := *base
	s.Scenario.Name, s.Scenario.Description, s.Scenario.Load, s.Scenario.Digest = text, text, text, text
	s.Scenario.Targets = []reports.TargetInfo{{Name: text, Kind: text, Provider: "local", Region: text, Handler: text}}
	s.Run.Directory, s.Run.Command, s.Run.ImportedFrom = text, text, text
	s.Stop = &reports.Stop{Sentence: text}
	s.Run.ID, s.Run.Version, s.Run.Host.CPU, s.Run.Host.OS, s.Run.PriceBook.Name = text, text, text, text, text
	s.Trials = append([]reports.Trial(nil), base.Trials...)
	for i := range s.Trials {
		s.Trials[i].Label, s.Trials[i].UnusableReason, s.Trials[i].Usable = text, text, i > 0
		s.Trials[i].Variant.Params = map[string]string{text: text}
		s.Trials[i].InvalidReasons, s.Trials[i].ErrorReasons = []string{text}, map[string]int{text + ": " + text: 3}
	}
	pick := s.Trials[1].Variant
	s.Recommendation.Variant, s.Recommendation.Sentence, s.Recommendation.Halving = &pick, text, text
	s.Recommendation.Reasons = []string{text + "."}
	snippet := "A: " + strings.ReplaceAll(text, "\n", " ") + "\n"
	s.Recommendation.Patch = &reports.Patch{SAM: snippet, Terraform: snippet, CLI: snippet}
	s.Gates = []reports.GateResult{{Check: text, Unit: text, Verdict: reports.Verdict(text), Level: text, Reason: text, Payload: text}}
	s.Warnings = []reports.Warning{{Code: text, Text: text}}
	return &s
}

// FuzzNothingBreaksOut checks that no text becomes markup, another line, another
// cell or an open fence, and that nothing in it closes what opens on a click.
func FuzzNothingBreaksOut(f *testing.F) {
	for _, seed := range []string{
		"<script>alert(1)</script>", "a|b", "`x`", "```\n# h", "-->\n<img>", "\x1b[31m", "</details>", "</summary></details>", "& &lt;",
		"@all #1 http://x", "\\|", "~~~", "~~a~~", "a\n--\nb", "    code", "[x]: http://a", "[^1]", "www.a.test", "a@b.test", "::set-output name=a::b", "<!--", "\\", "* * *", "+ a", "1) a",
	} {
		f.Add(seed)
	}
	base := reportstest.Load(f)
	harmless := poisoned(base, "x")
	want := map[string]int{}
	for name, doc := range written(f, harmless) {
		want[name] = strings.Count(doc, "\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := poisoned(base, text)
		for name, doc := range written(t, s) {
			withinLimit(t, name, doc)
			if n := strings.Count(doc, "\n"); n > want[name]+2 && len(text) < 100 {
				t.Errorf("%q makes %d lines of %d in the %s", text, n, want[name], name)
			}
		}
		reportstest.OnlyDrawing(t, chart(s))
	})
}

// written are the texts of a run, and its comparison with itself.
func written(t testing.TB, s *reports.Summary) map[string]string {
	out := texts(t, s)
	r := compare.Compare(s, s, compare.Options{})
	r.Differences = []string{s.Scenario.Name}
	out["comparison"] = render(t, func(w io.Writer) error { return markdown.Comparison(w, r) })
	return out
}
