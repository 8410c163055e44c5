package scenarios

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// server is the smallest scenario of an HTTP target.
const server = "version: 1\nname: demo\ntarget: {http: {url: \"http://127.0.0.1:8080/\"}}\nload: {stages: [{rate: 10/s, for: 10s}]}\n"

func TestHTTPDefaults(t *testing.T) {
	s := parse(t, server)
	target := s.Targets[0]
	want := &HTTP{URL: "http://127.0.0.1:8080/", Method: "GET", Timeout: 30 * time.Second, MaxBody: 10 << 20}
	if target.Kind != KindHTTP || target.Provider != "" || target.Region != "" || !reflect.DeepEqual(target.HTTP, want) {
		t.Errorf("%+v, %+v", target, target.HTTP)
	}
	if s.Objective.Kind != check.Fastest {
		t.Errorf("the objective is %s: there is no price to be cheapest by", s.Objective.Text)
	}
	if len(s.Payloads) != 1 || len(s.Payloads[0].Body) != 0 {
		t.Errorf("payloads %+v, want a single request without a body", s.Payloads)
	}
	plan := s.Plan()
	if len(plan.Variants) != 1 || plan.Variants[0].MemoryMB != 0 || s.Label(plan.Variants[0]) != "demo" {
		t.Errorf("%+v, label %q", plan.Variants, s.Label(plan.Variants[0]))
	}
}

func TestEveryHTTPKey(t *testing.T) {
	s, err := Read("testdata/good/http.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := &HTTP{
		URL:    "https://ada:hunter2-hunter2@example.com:8443/v1/${SIZE}?api_key=abcdef-ghijkl&page=2",
		Method: "POST", Timeout: 800 * time.Millisecond, HTTP2: true, Redirects: 3, MaxBody: 64 << 10, Insecure: true, Timings: true,
		Headers: map[string]string{"Accept": "application/json", "Authorization": "Bearer s3cr3t-value", "X-Size": "${SIZE}"},
		Expect:  []string{"2xx", "404"},
	}
	if !reflect.DeepEqual(s.Targets[0].HTTP, want) {
		t.Errorf("%+v", s.Targets[0].HTTP)
	}
	var labels []string
	for _, v := range s.Plan().Variants {
		labels = append(labels, s.Label(v))
	}
	if !reflect.DeepEqual(labels, []string{"old SIZE=10", "old SIZE=100", "new"}) {
		t.Errorf("labels %q", labels)
	}
	if got := s.Targets[0].HandlerText(); got != "POST https://redacted@example.com:8443/v1/${SIZE}?api_key=redacted&page=2" {
		t.Errorf("the target reads %q", got)
	}
	filled := s.Targets[0].HTTP.Filled(s.Plan().Variants[1].Params)
	if !strings.Contains(filled.URL, "/v1/100?") || filled.Headers["X-Size"] != "100" || s.Targets[0].HTTP.Headers["X-Size"] != "${SIZE}" {
		t.Errorf("filled %+v", filled)
	}
}

// What a run writes names no secret, neither as text nor resolved.
func TestHTTPSecrets(t *testing.T) {
	s, err := Read("testdata/good/http.yaml")
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := json.Marshal(s.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	source := string(s.RedactedSource())
	for _, shown := range []string{source, string(resolved)} {
		for _, secret := range []string{"hunter2", "abcdef", "s3cr3t", "ada:"} {
			if strings.Contains(shown, secret) {
				t.Errorf("%s in %s", secret, shown)
			}
		}
	}
	if !strings.Contains(source, `url: "https://redacted@example.com:8443/v1/${SIZE}?api_key=redacted&page=2"`) || !strings.Contains(source, "accept: application/json") {
		t.Errorf("more than the secrets is gone:\n%s", source)
	}
	again, err := Parse("http.yaml", "testdata/good", []byte(source))
	if err != nil || !reflect.DeepEqual(again.Targets, s.Redacted().Targets) {
		t.Errorf("%v: %+v", err, again)
	}
}

func TestHTTPSecretsOfSets(t *testing.T) {
	got := RedactedSets([]string{
		"target.http.headers.Authorization=Bearer x", "target.http.headers.X-Id=5", "target.http.url=https://ada:x@b/?sig=y&a=1",
		"target.http.headers={Cookie: x}", `target.http={url: "http://ada:x@b/"}`, "targets[0].http={headers: {X-Api-Key: x}}",
	})
	want := []string{
		"target.http.headers.Authorization=[redacted]", "target.http.headers.X-Id=5", "target.http.url=https://redacted@b/?sig=redacted&a=1",
		"target.http.headers=[redacted]", `target.http={url: "http://redacted@b/"}`, "targets[0].http=[redacted]",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	_, err := Parse("demo.yaml", ".", []byte(server), "target.http.url=http://ada:hunter2@b:port/")
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}

// What a run keeps of its overrides can be read again, and is known to lack its
// secrets.
func TestRedactedSetsAreReadable(t *testing.T) {
	given := []string{
		"target.http.headers.Authorization=Bearer x", "target.http.url=https://ada:x@b/?sig=y", "target.http.headers={Cookie: x}",
		`target.http={url: "http://c/", headers: {Cookie: x}}`, "repeat=1",
	}
	kept := RedactedSets(given)
	for i, set := range kept {
		if got := IsRedactedSet(set); got != (i < 4) {
			t.Errorf("%s is redacted: %v", set, got)
		}
	}
	s := parse(t, server, ReadableSets(kept)...)
	if h := s.Targets[0].HTTP; h.URL != "https://redacted@b/?sig=redacted" || h.Headers["Authorization"] != redacted || s.Repeat != 1 {
		t.Errorf("%+v", h)
	}
}

// A line is masked in place: the caret below it still points at the mistake.
func TestMaskedKeepsTheWidth(t *testing.T) {
	for line, want := range map[string]string{
		"  Authorization: Bearer abc":               "  Authorization: **********",
		`{X-Api-Key: "abc", Accept: "*/*"}`:         `{X-Api-Key: *****, Accept: "*/*"}`,
		`{"Cookie":"a=b", "token": "c"}`:            `{"Cookie":*****, "token": ***}`,
		"url: http://ä:ö@h/?token=abc&a=1":          "url: http://***@h/?token=***&a=1",
		`{Cookie: "a, b", Accept: c}`:               `{Cookie: ******, Accept: c}`,
		"rate: 10/s   # nothing to see":             "rate: 10/s   # nothing to see",
		"see https://example.com/?page=2 for more.": "see https://example.com/?page=2 for more.",
	} {
		if got := masked(line); got != want {
			t.Errorf("%q is shown as %q, want %q", line, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[ {]*(Authorization|token|url|mode): ("?[a-z:/@?=&ä]*"?,? ?)*`).Draw(t, "line")
		if got := masked(line); len([]rune(got)) != len([]rune(line)) {
			t.Fatalf("%q became %q", line, got)
		}
	})
}

func TestSucceeds(t *testing.T) {
	for _, test := range []struct {
		expect []string
		ok     []int
		not    []int
	}{
		{nil, []int{200, 204, 301, 399}, []int{0, 400, 404, 429, 500}},
		{[]string{"2xx", "404"}, []int{200, 299, 404}, []int{301, 400, 405, 500}},
		{[]string{"503"}, []int{503}, []int{200, 500}},
	} {
		h := &HTTP{Expect: test.expect}
		for _, status := range test.ok {
			if !h.Succeeds(status) {
				t.Errorf("%v: %d is no success", test.expect, status)
			}
		}
		for _, status := range test.not {
			if h.Succeeds(status) {
				t.Errorf("%v: %d is a success", test.expect, status)
			}
		}
	}
}

func TestLoopback(t *testing.T) {
	for url, want := range map[string]bool{
		"http://127.0.0.1:8080/": true, "http://127.8.8.8/": true, "http://[::1]:80/": true, "https://LOCALHOST./": true, "http://a.localhost/": false,
		"http://10.0.0.1/": false, "https://example.com/127.0.0.1": false, "http://localhost.example.com/": false, "http://${HOST}/": false,
		"http://${env:U}:${env:P}@127.0.0.1:80/": true, "http://ada:${file:p.txt}@localhost/?k=${env:K}": true,
		"http://${env:U}:${env:P}@10.0.0.1/": false, "http://${env:HOST}/": false, "http://127.0.0.${env:HOST}/": false,
	} {
		if got := (&HTTP{URL: url}).Loopback(); got != want {
			t.Errorf("%s: %v", url, got)
		}
	}
}
