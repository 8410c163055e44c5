package schema_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func sample(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../../reports/testdata/summary.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSummariesAreValid(t *testing.T) {
	if err := reportstest.Valid(sample(t)); err != nil {
		t.Error(err)
	}
	for name, s := range map[string]interface{ Marshal() ([]byte, error) }{
		"server": reportstest.Build(t, reportstest.Server()),
		"full":   reportstest.Build(t, reportstest.Full()),
	} {
		data, err := s.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := reportstest.Valid(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each mutation breaks one promise of the contract.
func TestMutatedSummariesAreInvalid(t *testing.T) {
	for name, mutate := range map[string]func(summary object){
		"another schema":           func(s object) { s["schema"] = "sweetspot.summary/v2" },
		"no trials":                func(s object) { delete(s, "trials") },
		"trials of null":           func(s object) { s["trials"] = nil },
		"a statistic without key":  func(s object) { delete(s.trial().in("latency_ms"), "p99") },
		"a statistic as text":      func(s object) { s.trial().in("latency_ms")["p99"] = "12 ms" },
		"an interval of one end":   func(s object) { s.trial().in("latency_ms").in("ci95")["p50"] = []any{1.0} },
		"money as a number":        func(s object) { s.trial().in("cost")["per_million"] = 1.25 },
		"money with its currency":  func(s object) { s.trial().in("cost")["per_million"] = "1.25 USD" },
		"money with an exponent":   func(s object) { s.trial().in("cost")["per_million"] = "1e-7" },
		"money of null":            func(s object) { s.trial().in("cost")["per_million"] = nil },
		"a share in per cent":      func(s object) { s.trial()["error_share"] = 12.5 },
		"a count below zero":       func(s object) { s.trial()["invocations"] = -1 },
		"half a count":             func(s object) { s.trial()["invocations"] = 0.5 },
		"an unknown verdict":       func(s object) { first(s, "gates")["verdict"] = "passed" },
		"a time of no zone":        func(s object) { s.in("run")["started_at"] = "2026-11-22 15:04" },
		"a warning without a code": func(s object) { s["warnings"] = []any{object{"text": "x"}} },
		"a code in words":          func(s object) { s["warnings"] = []any{object{"code": "Not this", "text": "x"}} },
	} {
		t.Run(name, func(t *testing.T) {
			var s object
			if err := json.Unmarshal(sample(t), &s); err != nil {
				t.Fatal(err)
			}
			mutate(s)
			if err := valid(t, s); err == nil {
				t.Error("passes")
			}
		})
	}
}

func TestWhatIsAddedOrNullIsValid(t *testing.T) {
	for name, mutate := range map[string]func(summary object){
		"a new key":        func(s object) { s["added_later"] = object{"x": 1} },
		"a new key within": func(s object) { s.trial().in("latency_ms")["p9999"] = 1 },
		"no p99":           func(s object) { s.trial().in("latency_ms")["p99"] = nil },
		"no cost":          func(s object) { s.trial()["cost"] = nil },
		"no answer":        func(s object) { s.in("recommendation")["variant"] = nil },
	} {
		t.Run(name, func(t *testing.T) {
			var s object
			if err := json.Unmarshal(sample(t), &s); err != nil {
				t.Fatal(err)
			}
			mutate(s)
			if err := valid(t, s); err != nil {
				t.Error(err)
			}
		})
	}
}

// The errors of the checker name the place.
func TestErrorsNameThePlace(t *testing.T) {
	var s object
	if err := json.Unmarshal(sample(t), &s); err != nil {
		t.Fatal(err)
	}
	s.trial()["error_share"] = 2
	if err := valid(t, s); err == nil || !strings.Contains(err.Error(), "/trials/0/error_share") {
		t.Errorf("got %v", err)
	}
}

func valid(t *testing.T, s object) error {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return reportstest.Valid(data)
}

// object is a JSON object of a summary.
type object map[string]any

func (o object) in(key string) object { return object(o[key].(map[string]any)) }

func (o object) trial() object { return first(o, "trials") }

func first(o object, list string) object { return object(o[list].([]any)[0].(map[string]any)) }
