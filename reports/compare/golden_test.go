package compare_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/table"
)

// full has something of every verdict.
func full() *compare.Result {
	base := summary("20261122T150405Z-thumbnail-1a2b", side{256: six(200), 512: six(100), 1024: six(50)[:3]})
	head := summary("20261123T150405Z-thumbnail-3c4d", side{256: six(170), 512: six(112), 1024: six(50)})
	head.Scenario.Digest = "sha256:2"
	r := compare.Compare(base, head, compare.Options{})
	r.Differences = compare.Differences(
		json.RawMessage(`{"repeat": 6, "load": {"stages": [{"from": 10}]}, "seed": 1}`),
		json.RawMessage(`{"repeat": 6, "load": {"stages": [{"from": 20}]}, "seed": 1, "gates": [{"check": "p95 < 1s"}]}`))
	return r
}

func TestGolden(t *testing.T) {
	r := full()
	var out bytes.Buffer
	if err := table.Draw(&out, r.Table(), table.Options{}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/table.txt", r.Sentence+"\n\n"+out.String()+"\n"+strings.Join(r.Notes(), "\n")+"\n")
	out.Reset()
	if err := markdown.Comparison(&out, r); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/comparison.md", out.String())
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/comparison.json", string(data)+"\n")
}

func TestDifferences(t *testing.T) {
	for _, tt := range []struct {
		base, head string
		want       string
	}{
		{`{"a": 1}`, `{"a": 1}`, ""},
		{`{"a": 1}`, `{"a": 2}`, "a: 1 → 2"},
		{`{"a": {"b": "x"}}`, `{}`, `a.b: "x" → nothing`},
		{`{"a": [1, 2]}`, `{"a": [1, 3]}`, "a[1]: 2 → 3"},
		{`{"a": []}`, `{"a": null}`, ""},
		{`{`, `{"a": 1}`, ""},
		{``, ``, ""},
		{`{"a": "` + strings.Repeat("ä", 100) + `"}`, `{"a": 1}`, `a: "` + strings.Repeat("ä", 59) + "… → 1"},
	} {
		if got := strings.Join(compare.Differences(json.RawMessage(tt.base), json.RawMessage(tt.head)), "; "); got != tt.want {
			t.Errorf("%s and %s: %q, want %q", tt.base, tt.head, got, tt.want)
		}
	}
	many := func(v string) json.RawMessage {
		return json.RawMessage("[" + strings.TrimSuffix(strings.Repeat(v+",", 30), ",") + "]")
	}
	if got := compare.Differences(many("1"), many("2")); len(got) != 21 || got[20] != "and 10 more" {
		t.Errorf("%d differences, the last %q", len(got), got[len(got)-1])
	}
}

func TestParseStatistic(t *testing.T) {
	for name, want := range map[string]compare.Statistic{"p95": compare.P95, "cost": compare.Cost, "cost.per_million": compare.Cost, "mean_billed_ms": compare.Billed} {
		if got, err := compare.ParseStatistic(name); err != nil || got != want {
			t.Errorf("%q: %q %v", name, got, err)
		}
	}
	if _, err := compare.ParseStatistic("p59"); err == nil || !strings.Contains(err.Error(), "did you mean p95?") {
		t.Errorf("p59: %v", err)
	}
	if _, err := compare.ParseStatistic("throughput"); err == nil || !strings.Contains(err.Error(), "known: ") {
		t.Errorf("throughput: %v", err)
	}
}
