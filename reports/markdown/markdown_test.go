package markdown_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func load(t testing.TB) *reports.Summary {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s reports.Summary
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

func render(t testing.TB, f func(io.Writer, *reports.Summary) error, s *reports.Summary) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, f := range map[string]func(io.Writer, *reports.Summary) error{
		"report.md": markdown.Render, "report.svg": markdown.Chart,
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, f, load(t))
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs (rewrite with -update)", path)
			}
		})
	}
}

func TestMarkerIsTheFirstLine(t *testing.T) {
	first, _, _ := strings.Cut(render(t, markdown.Render, load(t)), "\n")
	if first != "<!-- sweetspot:thumbnail -->" || first != markdown.Marker("thumbnail") {
		t.Errorf("the first line is %q", first)
	}
}

func TestPartialRunSaysSo(t *testing.T) {
	s := load(t)
	s.Run.Complete = false
	for name, f := range map[string]func(io.Writer, *reports.Summary) error{"report": markdown.Render, "chart": markdown.Chart} {
		if !strings.Contains(render(t, f, s), "Partial run") {
			t.Errorf("the %s of a partial run does not say so", name)
		}
	}
}

func TestWithoutAnything(t *testing.T) {
	for _, s := range []*reports.Summary{{}, {Trials: []reports.Trial{{}}, Gates: []reports.GateResult{{}}}} {
		render(t, markdown.Render, s)
		wellFormed(t, render(t, markdown.Chart, s))
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

// poisoned puts a text everywhere where the outside can.
func poisoned(base *reports.Summary, text string) *reports.Summary {
	s := *base
	s.Scenario.Name, s.Scenario.Description, s.Scenario.Load, s.Scenario.Digest = text, text, text, text
	s.Scenario.Targets = []reports.TargetInfo{{Name: text, Kind: text, Provider: "local", Region: text, Handler: text}}
	s.Run.ID, s.Run.Version, s.Run.Host.CPU, s.Run.Host.OS, s.Run.PriceBook.Name = text, text, text, text, text
	s.Trials = append([]reports.Trial(nil), base.Trials...)
	for i := range s.Trials {
		s.Trials[i].Label, s.Trials[i].UnusableReason, s.Trials[i].Usable = text, text, i > 0
		s.Trials[i].Variant.Params = map[string]string{text: text}
	}
	pick := s.Trials[1].Variant
	s.Recommendation.Variant, s.Recommendation.Sentence, s.Recommendation.Halving = &pick, text, text
	s.Recommendation.Reasons = []string{text + "."}
	s.Gates = []reports.GateResult{{Check: text, Unit: text, Verdict: reports.Verdict(text), Level: text, Reason: text}}
	s.Warnings = []reports.Warning{{Code: text, Text: text}}
	return &s
}

var (
	ownMarkup = regexp.MustCompile(`^<!-- sweetspot:[A-Za-z0-9_.-]* -->$|^<details><summary>[^<]*</summary>$|^</details>$`)
	rawHTML   = regexp.MustCompile(`<[A-Za-z/!?]`)
)

// FuzzNothingBreaksOut checks that no text becomes HTML, another line, another
// cell or an open fence.
func FuzzNothingBreaksOut(f *testing.F) {
	for _, seed := range []string{"<script>alert(1)</script>", "a|b", "`x`", "```\n# h", "-->\n<img>", "\x1b[31m", "</details>", "& &lt;", "@all #1 http://x", "\\|", "~~~"} {
		f.Add(seed)
	}
	base := load(f)
	want := len(strings.Split(render(f, markdown.Render, poisoned(base, "x")), "\n"))
	f.Fuzz(func(t *testing.T, text string) {
		out := render(t, markdown.Render, poisoned(base, text))
		lines := strings.Split(out, "\n")
		if text == "" {
			return
		}
		fence, cells := "", 0
		for _, line := range lines {
			switch {
			case fence != "":
				if line == fence {
					fence = ""
				}
				continue
			case strings.HasPrefix(line, "```"):
				fence = strings.TrimSuffix(line, "sh")
			case rawHTML.MatchString(line) && !ownMarkup.MatchString(line):
				t.Errorf("%q becomes HTML: %q", text, line)
			}
			n := columns(line)
			if cells > 0 && n > 0 && n != cells {
				t.Errorf("%q breaks a table: %q", text, line)
			}
			cells = n
		}
		if fence != "" {
			t.Errorf("%q leaves a fence open", text)
		}
		if len(lines) > want+2 {
			t.Errorf("%q makes %d lines of %d", text, len(lines), want)
		}
		wellFormed(t, render(t, markdown.Chart, poisoned(base, text)))
	})
}

// columns counts the cells of a table's row; 0 for other lines.
func columns(line string) int {
	if !strings.HasPrefix(line, "| ") {
		return 0
	}
	n := 0
	for i := range len(line) {
		backslashes := 0
		for j := i - 1; j >= 0 && line[j] == '\\'; j-- {
			backslashes++
		}
		if line[i] == '|' && backslashes%2 == 0 {
			n++
		}
	}
	return n - 1
}

// wellFormed checks that an SVG file is XML and holds only what the charts
// draw.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the SVG is not XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && !strings.Contains(" svg title desc style g text rect path line ", " "+e.Name.Local+" ") {
			t.Fatalf("the SVG holds a %s", e.Name.Local)
		}
	}
}
