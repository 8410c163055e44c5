package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/html"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func render(t testing.TB, s *reports.Summary, samples measure.Source) string {
	t.Helper()
	var b bytes.Buffer
	evidence, err := view.New(s).Evidence(blocksOf(t, samples), samples)
	if err != nil {
		t.Fatal(err)
	}
	if err := html.Render(&b, s, evidence); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	s := reportstest.Load(t)
	golden.Check(t, filepath.Join("testdata", "report.html.golden"), ours(t, render(t, s, samplesOf(s))))
}

// What has no price and no memory is shown without them.
func TestServers(t *testing.T) {
	for name, in := range map[string]reports.Input{"server": reportstest.Server(), "servers": reportstest.Servers()} {
		got := render(t, reportstest.Build(t, in), in.Samples)
		golden.Check(t, filepath.Join("testdata", name+".html.golden"), ours(t, got))
		reportstest.OnlyServers(t, style.ReplaceAllString(withoutScripts(got), ""))
	}
}

// The distribution is of the probes at the capacity alone, the timeline of all.
func TestCapacity(t *testing.T) {
	in := reportstest.Searched(1)
	s := reportstest.Build(t, in)
	evidence, err := view.New(s).Evidence(in.Blocks, in.Samples)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := html.Render(&b, s, evidence); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="capacity"`, "capacity-chart", "A spot is a probe of", "Probes of 512 MB", "The capacity is "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	rows := evidence.Latency.Table().Rows
	for i, trial := range view.New(s).Trials {
		if got, want := rows[i].Cells[1].Text, format.Count(trial.Latency.N); got != want {
			t.Errorf("%s: the distribution is of %s, the trial of %s", trial.Name, got, want)
		}
	}
}

// A function and a container share a page: what one of them bears, from how much
// traffic on it is cheaper, and a chart of that on either side.
func TestFunctionAgainstContainer(t *testing.T) {
	in := reportstest.Both(100_000_000)
	page := ours(t, render(t, reportstest.Build(t, in), in.Samples))
	golden.Check(t, filepath.Join("testdata", "both.html.golden"), page)
	for _, part := range []string{
		`<h2 id="breakeven"`, `id="breakeven-chart`, `id="breakeven-bare-chart`, "tasks of the server (1 vCPU 2048 MB) are.",
		"One container bears", "4 containers", "Costs are compared by a month of 100,000,000 requests",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}

// However much was measured, a page can be sent by mail.
func TestPagesStayBelow500KB(t *testing.T) {
	for _, tt := range []struct{ variants, rounds int }{{12, 1}, {12, 3}, {92, 1}, {92, 20}} {
		s := many(t, tt.variants)
		if n := len(render(t, s, rounds(samplesOf(s), tt.rounds))); n > 500_000 {
			t.Errorf("%d variants in %d rounds: %d bytes", tt.variants, tt.rounds, n)
		} else {
			t.Logf("%d variants in %d rounds: %d bytes", tt.variants, tt.rounds, n)
		}
	}
}

// A page stays small enough to be mailed, whatever was run.
func TestAnyRunStaysBelow500KB(t *testing.T) {
	s := crowded(t, 92)
	if n := len(render(t, s, samplesOf(s))); n > 500_000 {
		t.Errorf("92 variants: %d bytes", n)
	}
	s = crowded(t, 1000)
	page := render(t, s, samplesOf(s))
	if len(page) > 500_000 {
		t.Errorf("1000 variants: %d bytes", len(page))
	}
	for _, told := range []string{"more rows are in summary.json", "92 of the 1000 variants", "more that are out of the question", "more of 3000 gates fail or are open"} {
		if !strings.Contains(page, told) {
			t.Errorf("the page does not say %q", told)
		}
	}
	if !strings.Contains(page, `<span class="tag">pick</span>`) {
		t.Error("the pick is in no table")
	}
	s = poisoned(crowded(t, 92), strings.Repeat("long ", 560))
	page = render(t, s, samplesOf(s))
	if len(page) > 500_000 || !strings.Contains(page, "Left out, as this page would take more than 500 KB") {
		t.Errorf("long texts: %d bytes", len(page))
	}
}

var (
	policy = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
	style  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// The policy allows the page's one style element by its hash, and nothing else.
func TestPolicy(t *testing.T) {
	page := render(t, reportstest.Load(t), measure.List(nil))
	styles := style.FindAllStringSubmatch(page, -1)
	if len(styles) != 1 {
		t.Fatalf("%d style elements, want 1", len(styles))
	}
	hash := sha256.Sum256([]byte(styles[0][1]))
	got := strings.ReplaceAll(policy.FindStringSubmatch(page)[1], "&#39;", "'")
	got = strings.NewReplacer("&#43;", "+", "&#34;", `"`).Replace(got)
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"; !strings.Contains(got, "style-src "+want) {
		t.Errorf("the policy %q lacks the hash %s of the style", got, want)
	}
	if !strings.HasPrefix(got, "default-src 'none'; ") {
		t.Errorf("the policy %q does not begin with nothing allowed", got)
	}
	for _, forbidden := range []string{"<script", "script-src", " style=", " src=", "@import", "url(", "javascript:", " onload", "<link"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page holds %q", forbidden)
		}
	}
}

func TestSectionsComeAndGo(t *testing.T) {
	s := reportstest.Load(t)
	full := render(t, s, samplesOf(s))
	bare := render(t, &reports.Summary{Run: reports.RunInfo{Complete: true}}, measure.List(nil))
	for _, id := range []string{"gates", "tradeoff", "split", "cold", "distribution", "timeline", "front", "month", "bill", "warnings"} {
		heading := `<h2 id="` + id + `"`
		if !strings.Contains(full, heading) {
			t.Errorf("section %s is missing", id)
		}
		if strings.Contains(bare, heading) {
			t.Errorf("section %s has nothing to say and is there", id)
		}
	}
	if !strings.Contains(bare, `<h2 id="run"`) {
		t.Error("section run is missing")
	}
	if strings.Contains(render(t, s, measure.List(nil)), `<h2 id="distribution"`) {
		t.Error("a distribution is shown without samples")
	}
}

func TestABurstSaysHowSoonItHadScaled(t *testing.T) {
	s := reportstest.Load(t)
	if strings.Contains(render(t, s, measure.List(nil)), "scaled to") {
		t.Error("scaling is said of a run without a burst")
	}
	s.Trials[0].Concurrency.TimeToScale = new(250.0)
	if page := render(t, s, measure.List(nil)); !strings.Contains(page, "within 250 ms of a burst") {
		t.Errorf("scaling is not said in\n%s", page)
	}
}

func TestAGatewayHasASection(t *testing.T) {
	s := reportstest.Load(t)
	if strings.Contains(render(t, s, measure.List(nil)), `<h2 id="gateway"`) {
		t.Error("a run without a gateway has a section about it")
	}
	s.Trials[0].Gateway = &reports.GatewayFigures{Throttled: map[string]float64{"<b>stage throttle": 0.1}}
	page := render(t, s, measure.List(nil))
	if !strings.Contains(page, `<h2 id="gateway"`) || !strings.Contains(page, "10 % throttled: 10 % &lt;b&gt;stage throttle") {
		t.Errorf("the gateway is not told of in\n%s", page)
	}
}

func TestPartialRunSaysSo(t *testing.T) {
	s := reportstest.Load(t)
	if strings.Contains(render(t, s, measure.List(nil)), "Partial run") {
		t.Error("a complete run is called partial")
	}
	s.Run.Complete = false
	if !strings.Contains(render(t, s, measure.List(nil)), `class="banner" role="status">Partial run`) {
		t.Error("a partial run has no banner")
	}
}

func TestWithoutRecommendation(t *testing.T) {
	s := reportstest.Load(t)
	s.Recommendation = reports.Recommendation{Sentence: "No memory is usable.", Reasons: []string{"all ran out of memory"}}
	s.Change = nil
	page := render(t, s, samplesOf(s))
	if !strings.Contains(page, "No memory is usable.") || !strings.Contains(page, "all ran out of memory") {
		t.Error("the refusal and its reason are missing")
	}
	if strings.Contains(page, `class="tag"`) || strings.Contains(page, `id="bill"`) {
		t.Error("something is picked without a recommendation")
	}
}

// Every chart has a name, a description, and a table in its section.
func TestChartsHaveTextAlternatives(t *testing.T) {
	s := reportstest.Load(t)
	page := render(t, s, samplesOf(s))
	svgs := regexp.MustCompile(`<svg [^>]*role="img"[^>]*aria-labelledby="([^ "]+) ([^ "]+)"`).FindAllStringSubmatch(page, -1)
	if len(svgs) != 19 || len(svgs) != strings.Count(page, "<svg ") {
		t.Fatalf("%d of %d charts are images with a name, want 19 (9 in two widths, the timeline in one)", len(svgs), strings.Count(page, "<svg "))
	}
	seen := map[string]bool{}
	for _, m := range svgs {
		for i, element := range []string{"title", "desc"} {
			id := m[i+1]
			text := regexp.MustCompile("<" + element + ` id="` + regexp.QuoteMeta(id) + `">([^<]+)<`).FindStringSubmatch(page)
			if text == nil || seen[id] {
				t.Errorf("%s %s: no text, or twice in the page", element, id)
			}
			seen[id] = true
		}
	}
	for part := range strings.SplitSeq(page, "<section ") {
		if strings.Contains(part, "<svg ") && !strings.Contains(part, "<table") {
			t.Errorf("a chart without a table: %.60s", part)
		}
	}
}

// poisoned puts a text everywhere where the outside can.
func poisoned(base *reports.Summary, text string) *reports.Summary {
	s := *base
	s.Scenario.Name, s.Scenario.Description, s.Scenario.Load, s.Scenario.Digest = text, text, text, text
	s.Scenario.Targets = []reports.TargetInfo{{Name: text, Kind: text, Provider: "local", Region: text, Handler: text}}
	s.Run.ID, s.Run.Version, s.Run.Host.CPU, s.Run.Host.OS = text, text, text, text
	s.Run.PriceBook.Name, s.Run.PriceBook.Region, s.Run.PriceBook.Effective, s.Run.Host.Limits = text, text, text, text
	s.Trials = slices.Clone(base.Trials)
	for i := range s.Trials {
		trial := &s.Trials[i]
		trial.Label, trial.UnusableReason, trial.Usable = text, text, i > 0
		trial.InvalidReasons, trial.ErrorReasons = []string{text}, map[string]int{"function: " + text: 3}
		trial.Payloads = []reports.Payload{{Name: text}, {Name: text}}
		trial.Variant.Params = map[string]string{text: text, "n": fmt.Sprint(i)}
		cost := *trial.Cost
		cost.Items = slices.Clone(cost.Items)
		cost.Items[0].Component, cost.Items[0].Service, cost.Items[0].Unit, cost.Items[0].Confidence = text, text, text, text
		trial.Cost = &cost
	}
	pick := s.Trials[1].Variant
	s.Change, s.Recommendation.Tied = nil, nil
	s.Recommendation.Variant, s.Recommendation.Sentence, s.Recommendation.Halving = &pick, text, text+"."
	s.Recommendation.Reasons = []string{text + "!"}
	s.Recommendation.Lead = &reports.Lead{Over: s.Trials[0].Variant, Cost: new(0.1)}
	s.Stop = &reports.Stop{Sentence: text}
	s.BreakEven = &reports.BreakEven{Currency: "USD", Alternatives: []reports.BreakEvenAlternative{{Name: text}, {Name: text, Warnings: []string{text}}}}
	for i := range s.BreakEven.Alternatives {
		side := reports.BreakEvenSide{
			Sentence: text, Course: []reports.BreakEvenPoint{{RequestsPerMonth: 10_000, Amount: decimal.New(1, 0)}, {RequestsPerMonth: 1_000_000, Amount: decimal.New(int64(20*i+5), 0)}},
			Crossings: []reports.BreakEvenCrossing{{RequestsPerMonth: 100_000, Cheaper: text, Amount: decimal.New(3, 0)}},
		}
		s.BreakEven.Alternatives[i].Bare, s.BreakEven.Alternatives[i].AsDeployed = side, side
	}
	s.Run.Directory, s.Run.Command = text, text
	line := "A: " + strings.ReplaceAll(text, "\n", " ") + "\n"
	s.Recommendation.Patch = &reports.Patch{SAM: line, Terraform: line, CLI: line}
	s.Gates = []reports.GateResult{{Check: text, Unit: text, Verdict: reports.Verdict(text), Level: text, Reason: text, Payload: text}}
	s.Warnings = []reports.Warning{{Code: text, Text: text}}
	return &s
}

// FuzzNothingBreaksOut checks that no text changes which elements and
// attributes the page has.
func FuzzNothingBreaksOut(f *testing.F) {
	for _, seed := range []string{"<script>alert(1)</script>", `" onload="x`, "</style><b>", "--><img src=x>", "{{.}}", "\x1b[31m\u202e", "&lt;", "]]>", "</title></svg>"} {
		f.Add(seed)
	}
	base := reportstest.Load(f)
	want := skeleton(f, render(f, poisoned(base, "x"), samplesOf(base)))
	f.Fuzz(func(t *testing.T, text string) {
		page := render(t, poisoned(base, "x"+text), samplesOf(base))
		if got := skeleton(t, page); got != want {
			t.Errorf("%q changes the page's elements", text)
		}
	})
}

// skeleton lists the elements of a page with the names of their attributes.
// What is inside a chart depends on the width of its labels: there only the
// names of elements are looked at.
func skeleton(t testing.TB, page string) string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(withoutScripts(page)))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var b strings.Builder
	inChart := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("the page cannot be parsed: %v", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inChart = inChart || e.Name.Local == "svg"
			if inChart && !reportstest.Draws(e.Name.Local) {
				t.Errorf("a chart holds a %s", e.Name.Local)
			}
			if !inChart {
				b.WriteString(e.Name.Local)
				for _, a := range e.Attr {
					b.WriteString(" " + a.Name.Local)
				}
				b.WriteByte('\n')
			}
		case xml.EndElement:
			if e.Name.Local == "svg" {
				inChart = false
			}
		case xml.Comment:
			t.Errorf("the page holds a comment")
		}
	}
}
