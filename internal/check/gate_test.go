package check

import (
	"slices"
	"testing"
	"time"
)

func TestParseGate(t *testing.T) {
	tests := []struct {
		text, want string
		number     float64
	}{
		{"p95 < 800ms", "p95 < 800ms", 800},
		{"p95<0.8s", "p95 < 800ms", 800},
		{"errors < 0.1%", "errors < 0.1%", 0.001},
		{"cost.per_million < 5 USD", "cost.per_million < 5 USD", 0},
		{"throttles == 0", "throttles == 0", 0},
		{"max_memory_used_mb <= 200 MB", "max_memory_used_mb <= 200 MB", 200},
		{"max_memory_used_mb <= 200", "max_memory_used_mb <= 200 MB", 200},
		{"max_memory_used_mb <= 1 GB", "max_memory_used_mb <= 1024 MB", 1024},
		{"recommendation.memory_mb == 1024", "recommendation.memory_mb == 1024 MB", 1024},
		{"recommendation.timeout_s <= 15", "recommendation.timeout_s <= 15s", 15000},
		{"recommendation.timeout_s <= 15s", "recommendation.timeout_s <= 15s", 15000},
		{"p95 regression < 5%", "p95 regression < 5%", 0.05},
		{" p99  regression <= 150 % ", "p99 regression <= 150%", 1.5},
		{"rate.achieved >= 9.5/s", "rate.achieved >= 9.5/s", 9.5},
		{"oom != 3", "oom != 3", 3},
	}
	for _, test := range tests {
		g, err := ParseGate(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if g.String() != test.want || g.Limit.Number != test.number {
			t.Errorf("%q: %q with %v, want %q with %v", test.text, g, g.Limit.Number, test.want, test.number)
		}
	}
}

func TestParseGateErrors(t *testing.T) {
	tests := []struct {
		text   string
		column int
		part   string
	}{
		{"", 1, "empty"},
		{"< 5", 1, "starts with the name of a metric"},
		{"p59 < 800ms", 1, "did you mean p95?"},
		{"  p59 < 800ms", 3, "did you mean"},
		{"p95", 4, "comparison is missing"},
		{"p95 <", 6, "limit is missing"},
		{"p95 = 800ms", 5, "write =="},
		{"p95 === 800ms", 5, "write =="},
		{"p95 =< 800ms", 5, "write <="},
		{"p95 ≤ 800ms", 5, "write <="},
		{"p95 ~ 800ms", 5, "does not start with a comparison"},
		{"p95 800ms", 5, "a comparison such as < comes next"},
		{"p95 < 800", 7, "write 800s or 800ms"},
		{"p95 < 5 USD", 7, `p95 is a time, but "5 USD" is an amount of money`},
		{"cost.per_million < 800ms", 20, "compare it with 5 USD"},
		{"cost.per_million < $5", 20, "write 5 USD"},
		{"errors < 0.1", 10, "the fraction 0.1 is 10%"},
		{"errors < 800ms", 10, "is a share, but"},
		{"throttles == x", 14, "not a count"},
		{"p95 regression > 5%", 16, "limited from above"},
		{"p95 regression < 5ms", 19, "percent sign"},
		{" throttles regression < 5%", 2, "cannot be compared"},
		{"p999 regression < 5%", 1, "cannot be compared"},
		{"p95 regresion < 5%", 5, "cannot stand here"},
		{"errors < 0%", 8, "write errors == 0%"},
		{"throttles >= 0", 11, "always hold"},
		{"latency.p95 < 1s", 1, "write p95"},
		{"median < 1s", 1, "did you mean p50?"},
		{"p95 < 800ms and p99 < 1s", 13, "not a duration"},
	}
	for _, test := range tests {
		_, err := ParseGate(test.text)
		wantSyntax(t, test.text, err, test.column, test.part)
	}
}

func TestParseScope(t *testing.T) {
	for text, want := range map[string]string{
		"recommended": "recommended", " all ": "all", "memory_mb==512": "memory_mb==512",
		"memory_mb >= 512 , architecture==arm64": "memory_mb>=512, architecture==arm64", "QUALITY != 85": "QUALITY!=85",
		"payload == large": "payload==large", "recommended, payload==large": "payload==large", "payload==large, all": "all, payload==large",
		"payload==large,memory_mb<512": "memory_mb<512, payload==large",
	} {
		if s, err := ParseScope(text); err != nil || s.String() != want {
			t.Errorf("%q: %q, %v, want %q", text, s, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		part   string
	}{
		"recommendd": {1, "did you mean recommended?"}, "": {1, "which variants"}, "memory_mb==big": {12, "whole number of MB"},
		"all, x==": {9, "no value"}, "all, x==1": {6, "cannot stand beside"}, "x==1, all": {7, "cannot stand beside"}, "all, recommended": {6, "cannot stand beside"},
		"payload!=large": {1, "only be chosen with =="}, "payload==a, payload==b": {13, "second payload"}, "architecture<arm64": {13, "== and !="}, "memory_mb==1, architecture=arm64": {27, "write =="}, "x==": {4, "no value"}, "x!= !": {5, "begins as a comparison"},
	} {
		_, err := ParseScope(text)
		wantSyntax(t, text, err, want.column, want.part)
	}
}

func TestConditionHolds(t *testing.T) {
	for _, test := range []struct {
		c     Condition
		value string
		ok    bool
		want  bool
	}{
		{Condition{"memory_mb", GreaterEqual, "512"}, "1024", true, true},
		{Condition{"memory_mb", Less, "512"}, "1024", true, false},
		{Condition{"architecture", Equal, "arm64"}, "arm64", true, true},
		{Condition{"architecture", NotEqual, "arm64"}, "arm64", true, false},
		{Condition{"QUALITY", NotEqual, "85"}, "", false, false},
	} {
		if got := test.c.Holds(test.value, test.ok); got != test.want {
			t.Errorf("%v of %q: %v", test.c, test.value, got)
		}
	}
}

func TestMetricsHaveUniqueNames(t *testing.T) {
	names := MetricNames()
	for _, must := range []string{"p50", "p999", "service.p95", "duration.max", "init.p99", "billed.mean", "errors", "oom", "cold.share",
		"cost.per_month", "max_memory_used_mb", "rate.achieved", "recommendation.timeout_s"} {
		if !slices.Contains(names, must) {
			t.Errorf("no metric %s", must)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("a metric is listed twice")
	}
}

func TestNearest(t *testing.T) {
	words := []string{"memory_mb", "architecture", "params"}
	for word, want := range map[string]string{"memory": "", "memroy_mb": "memory_mb", "memory_md": "memory_mb", "Params": "params", "arch": "", "x": "", "": ""} {
		if got, ok := Nearest(word, words); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := DidYouMean("x", words); got != "known: architecture, memory_mb, params" {
		t.Error(got)
	}
}

func TestObjectives(t *testing.T) {
	limit := func(metric, literal string) Limit {
		l, _, err := ParseLimit(metric, literal)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	within, err := WithinObjective(CheapestWithin, []Limit{limit("p95", "0.8s"), limit("errors", "0.1%")})
	if err != nil || within.Text != "cheapest within p95 800ms and errors 0.1%" || within.YAML() != "{cheapest-within: {p95: 800ms, errors: 0.1%}}" {
		t.Errorf("%+v, %v", within, err)
	}
	balanced, err := BalancedObjective(0.25)
	if err != nil || balanced.Text != "balanced, 25% cost" || balanced.YAML() != "{balanced: 0.25}" {
		t.Errorf("%+v, %v", balanced, err)
	}
	deadline, err := DeadlineObjective(202, 10*time.Minute)
	if err != nil || deadline.Text != "cheapest for 202 items within 10m" || deadline.YAML() != "{deadline: {items: 202, within: 10m}}" {
		t.Errorf("%+v, %v", deadline, err)
	}
	if _, err := DeadlineObjective(0, time.Minute); err == nil {
		t.Error("a deadline without items is accepted")
	}
	if _, err := DeadlineObjective(1, 0); err == nil {
		t.Error("a deadline without a time is accepted")
	}
	for _, word := range []string{"balanced", "deadline", "cheapest-within", "cheepest", ""} {
		if _, err := NewObjective(word); err == nil {
			t.Errorf("%q is accepted", word)
		}
	}
	if o, err := NewObjective("fastest"); err != nil || o.Kind != Fastest || o.YAML() != "fastest" {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := BalancedObjective(1.5); err == nil {
		t.Error("a weight above 1 is accepted")
	}
	if _, err := WithinObjective(FastestWithin, nil); err == nil {
		t.Error("no limits are accepted")
	}
	if _, err := WithinObjective(Fastest, []Limit{limit("p95", "1s")}); err == nil {
		t.Error("limits of fastest are accepted")
	}
	if _, unknown, err := ParseLimit("rate.achieved", "5/s"); err == nil || !unknown {
		t.Error("a metric of which more is better cannot be limited from above")
	}
	if _, unknown, err := ParseLimit("p95", "5 USD"); err == nil || unknown {
		t.Error("money is accepted as a latency")
	}
}
