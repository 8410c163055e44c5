package scenarios

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever results hold, the scenario made of them is valid, and its targets
// keep their order.
func TestObservedIsAlwaysValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Observed{
			Name: rapid.String().Draw(t, "name"), Description: rapid.String().Draw(t, "description"),
			Length: time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "length")),
			Sends:  rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 1e9)).Draw(t, "sends"),
		}
		url := rapid.OneOf(rapid.String(), rapid.StringMatching(`https?://[a-z.\[\]:%0-9]{0,12}(/[!-~]{0,9})?`))
		for range rapid.IntRange(1, 5).Draw(t, "targets") {
			o.Targets = append(o.Targets, ObservedTarget{
				Name:   rapid.OneOf(rapid.String(), rapid.Just("same"), rapid.StringMatching(`[a-z]{60,70}`)).Draw(t, "target"),
				Method: rapid.OneOf(rapid.String(), rapid.Just("POST")).Draw(t, "method"), URL: url.Draw(t, "url"),
			})
		}
		s, err := o.Scenario()
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		if len(s.Targets) != len(o.Targets) {
			t.Fatalf("%d targets of %d", len(s.Targets), len(o.Targets))
		}
	})
}

func TestObservedScenario(t *testing.T) {
	s, err := Observed{
		Name: "My results", Description: "Imported", Sends: 3000, Length: 29990 * time.Millisecond,
		Targets: []ObservedTarget{
			{"Check out", "POST", "https://user:password@shop.example:8443/cart?token=secret#top"},
			{"check-out", "get it", "ftp://127.0.0.1/"},
			{"", "", ""},
		},
	}.Scenario()
	if err != nil {
		t.Fatal(err)
	}
	want := `# Written from results, as far as they tell; the load is their mean.
version: 1
name: "my-results"
description: "Imported"
targets:
  - {name: "check-out", kind: http, http: {method: POST, url: "https://shop.example:8443/cart"}}
  - {name: "check-out-2", kind: http, http: {method: GET, url: "http://unknown.invalid/"}}
  - {name: "my-results", kind: http, http: {method: GET, url: "http://unknown.invalid/"}}
repeat: 1
load: {stages: [{rate: 100/s, for: 30s}]}
objective: fastest
`
	if string(s.Source) != want {
		t.Errorf("got\n%s\nwant\n%s", s.Source, want)
	}
	if bytes.Contains(s.Source, []byte("secret")) || strings.Contains(s.Load.String(), "burst") {
		t.Errorf("%s", s.Load)
	}
}
