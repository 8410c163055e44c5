package html_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// compared renders the comparison of two runs.
func compared(t testing.TB, base, head *reports.Summary, o compare.Options) string {
	t.Helper()
	r := compare.Compare(base, head, o)
	r.Differences = compare.Differences(json.RawMessage(`{"repeat": 6}`), json.RawMessage(`{"repeat": 7}`))
	var b bytes.Buffer
	if err := html.Comparison(&b, r, base, head); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// several renders runs on one page.
func several(t testing.TB, runs []*reports.Summary, baselines map[string]*reports.Summary) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Several(&b, runs, baselines); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "\u00a0", " ")
}

// scenariosOf are runs of two scenarios, one of which has several.
func scenariosOf(t testing.TB) []*reports.Summary {
	runs := reportstest.Nightly(t, 4)
	server := reportstest.Build(t, reportstest.Servers())
	return append(runs, server)
}

func TestSeveralGolden(t *testing.T) {
	base, head := reportstest.Pair(t)
	for name, page := range map[string]string{
		"comparison": compared(t, base, head, compare.Options{}),
		"several":    several(t, reportstest.Nightly(t, 7), nil),
		"scenarios":  several(t, scenariosOf(t), nil),
	} {
		golden.Check(t, filepath.Join("testdata", name+".html.golden"), page)
	}
}

// The verdict comes first, in words and not by colour alone.
func TestComparisonSaysItsVerdict(t *testing.T) {
	base, head := reportstest.Pair(t)
	for name, test := range map[string]struct {
		base, head *reports.Summary
		want       []string
	}{
		"worse": {base, head, []string{`class="answer regression"><strong>Regression:</strong> 1024 MB is 12 % slower`, "✗ regression", "✓ improvement", "no change"}},
		"better": {head, base, []string{
			`class="answer regression"`, // what was faster at 256 MB is slower on the way back
			"256 MB is 12 % slower",
		}},
		"the same": {base, base, []string{`class="answer no-change"><strong>No regression:</strong>`, "Base and head are the same run"}},
		"few blocks": {reportstest.Load(t), reportstest.Load(t), []string{
			`class="answer inconclusive"><strong>Inconclusive`, "3 blocks a side are too few", "? inconclusive",
		}},
		"nothing in common": {reportstest.Build(t, reportstest.Server()), base, []string{"the runs have no variant in common", "different scenario files"}},
	} {
		t.Run(name, func(t *testing.T) {
			page := compared(t, test.base, test.head, compare.Options{})
			for _, want := range test.want {
				if !strings.Contains(page, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
		})
	}
}

func TestComparisonSaysWhatHinders(t *testing.T) {
	base, head := reportstest.Pair(t)
	head.Run.Host.CPU, head.Run.Host.Speed = "Intel Xeon", 80
	page := compared(t, base, head, compare.Options{})
	for _, want := range []string{"the machines differ: CPU AMD EPYC and Intel Xeon", "times of different machines do not compare", "the head&#39;s machine was 48 % slower"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page = compared(t, base, head, compare.Options{AnyHost: true, Limit: 0.2, Decide: []compare.Statistic{compare.P50, compare.Errors}}); !strings.Contains(page, "--limit 20% --fail-on p50,errors --any-host") {
		t.Errorf("the command does not repeat the options: %s", regexp.MustCompile(`sweetspot compare [^<]*`).FindString(page))
	}
	if !strings.Contains(page, "Errors, in percentage points") {
		t.Error("the change in errors, which decides, is not drawn")
	}
}

// Two targets of one run are laid over each other by their sizes.
func TestComparisonOfTargets(t *testing.T) {
	base, head := reportstest.Pair(t)
	for i := range head.Trials {
		head.Trials[i].Variant.Target = "new"
	}
	page := compared(t, base, head, compare.Options{BaseTarget: "thumbnail", HeadTarget: "new"})
	if !strings.Contains(page, "--base-target thumbnail --head-target new") || !strings.Contains(page, "Two panels over the same 6 variants") {
		t.Error("the targets are not compared as one")
	}
}

func TestSeveralScenariosAreListed(t *testing.T) {
	page := several(t, scenariosOf(t), nil)
	for _, want := range []string{
		`<h1>2 scenarios</h1>`, `<a href="#s1-scenario">orders</a>`, `<a href="#s2-scenario">thumbnail</a>`, `<h2 id="s2-scenario">thumbnail</h2>`,
		`<h2 id="verdicts">`, "one run",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	ids := regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1)
	seen := map[string]bool{}
	for _, m := range ids {
		if seen[m[1]] {
			t.Errorf("the id %s is there twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			t.Errorf("a link leads to %s, which is not there", m[1])
		}
	}
}

func TestSeveralSayWhatChangedBesides(t *testing.T) {
	runs := reportstest.Nightly(t, 9)
	runs[3].Scenario.Digest = "sha256:other"
	runs[4].Run.Complete = false
	runs[2].Run.Host.Speed *= 0.9
	page := several(t, runs, nil)
	for _, want := range []string{
		"The runs were made on 2 machines", "another machine: CPU AMD EPYC and Intel Xeon", "the scenario file changed", "not complete",
		"the machine was 10 % slower", "the machine was 11 % faster",
		"5 of 9 runs are drawn", "The newest of 9 runs against the oldest on the same machine", "Regression:</strong>", "✓ pass",
		"in the 4 runs on the machine of the newest",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	slices.Reverse(runs)
	if several(t, runs, nil) != page {
		t.Error("the order in which runs are given changes the page")
	}
	page = several(t, runs, map[string]*reports.Summary{"thumbnail": runs[1]})
	if !strings.Contains(page, "the newest against the baseline") || strings.Contains(page, "the newest against the oldest") {
		t.Error("the baseline is not what the newest run is compared with")
	}
}

// Without an earlier run on its machine the newest is compared with the oldest of
// all, and it is said why that cannot tell.
func TestANewMachineIsInconclusive(t *testing.T) {
	runs := reportstest.Nightly(t, 3)
	runs[1].Run.Host.CPU = runs[0].Run.Host.CPU
	page := several(t, runs, nil)
	for _, want := range []string{"The newest of 3 runs against the oldest<", "Newest against oldest: not decided, the machines differ: CPU AMD EPYC and Intel Xeon"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, `class="limit"`) {
		t.Error("a chart of changes is drawn without any")
	}
}

func TestManyRunsStaySmall(t *testing.T) {
	const most = 500_000
	for _, n := range []int{60, 150} {
		page := several(t, reportstest.Nightly(t, n), nil)
		if len(page) > most {
			t.Errorf("%d runs: %d bytes, want at most %d", n, len(page), most)
		}
		if n > 100 && !strings.Contains(page, "The newest 100 runs are drawn, and 50 runs before them left out.") {
			t.Errorf("%d runs: it is not said what is left out", n)
		}
	}
}

// Every chart has a name, a description, and a table in its section.
func TestChartsOfSeveralHaveTables(t *testing.T) {
	base, head := reportstest.Pair(t)
	for name, page := range map[string]string{"comparison": compared(t, base, head, compare.Options{}), "several": several(t, reportstest.Nightly(t, 5), nil)} {
		if n := strings.Count(page, "<svg "); n < 4 || n != strings.Count(page, `role="img"`) {
			t.Errorf("%s: %d charts, %d with a role", name, n, strings.Count(page, `role="img"`))
		}
		for part := range strings.SplitSeq(page, "<section ") {
			if strings.Contains(part, "<svg ") && !strings.Contains(part, "<table") {
				t.Errorf("%s: a chart without a table: %.60s", name, part)
			}
		}
	}
}

// FuzzNothingBreaksOutOfSeveral checks of both pages that no text changes which
// elements and attributes they have.
func FuzzNothingBreaksOutOfSeveral(f *testing.F) {
	for _, seed := range []string{"<script>alert(1)</script>", `" onload="x`, "</style><b>", "--><img src=x>", "{{.}}", "\x1b[31m\u202e", "&lt;", "]]>", "</title></svg>"} {
		f.Add(seed)
	}
	base, head := reportstest.Pair(f)
	pages := func(t testing.TB, text string) string {
		a, b := renamed(base, text, "a"), renamed(head, text, "b")
		other := renamed(base, text+"2", "c")
		return skeleton(t, compared(t, a, b, compare.Options{})) + skeleton(t, several(t, []*reports.Summary{a, b}, nil)) +
			skeleton(t, several(t, []*reports.Summary{a, b, other}, nil))
	}
	want := pages(f, "x")
	f.Fuzz(func(t *testing.T, text string) {
		if pages(t, "x"+text) != want {
			t.Errorf("%q changes the page's elements", text)
		}
	})
}

// renamed puts a text everywhere where the outside can, and keeps the run's
// figures.
func renamed(s *reports.Summary, text, id string) *reports.Summary {
	out := *s
	out.Scenario.Name, out.Scenario.Load, out.Scenario.Digest = text, text, "sha256:"+id+text
	out.Scenario.Targets = []reports.TargetInfo{{Name: text, Kind: text, Provider: "local", Region: text, Handler: text}}
	out.Run.ID, out.Run.Version, out.Run.Directory, out.Run.Command = text+id, text, text, text
	out.Run.Host = reports.Host{CPU: text, OS: text, Limits: text, Cores: 2, Speed: 1}
	out.Run.PriceBook = reports.BookInfo{Name: text, Region: text, Effective: text}
	out.Trials = slices.Clone(s.Trials)
	for i := range out.Trials {
		t := &out.Trials[i]
		t.Label, t.Variant.Target = text+fmt.Sprint(i), text
		t.Variant.Params = map[string]string{text: text, "n": fmt.Sprint(i)}
	}
	pick := out.Trials[2].Variant
	out.Recommendation = reports.Recommendation{Variant: &pick, Sentence: text, Reasons: []string{text}}
	out.Change = nil
	out.Gates = []reports.GateResult{{Check: text, Verdict: reports.Fail, Level: "error", Reason: text}}
	out.Warnings = []reports.Warning{{Code: text, Text: text}}
	return &out
}
