package scenarios

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// gatewayScenario is the scenario of the golden files that has all there is.
func gatewayScenario(t *testing.T) *Scenario {
	t.Helper()
	s, err := Read("testdata/good/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNoSecretOfAGatewayIsShown(t *testing.T) {
	s := gatewayScenario(t)
	resolved, err := json.Marshal(s.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"source": string(s.RedactedSource()), "resolved": string(resolved)} {
		for _, secret := range []string{"s3cr3t", "hush"} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s shows %q", what, text[at:min(len(text), at+40)])
			}
		}
		if !strings.Contains(text, "10k/month") && !strings.Contains(text, `"quota":10000`) {
			t.Errorf("%s lacks what is no secret", what)
		}
	}
	raw, err := os.ReadFile("testdata/good/gateway.yaml")
	if err != nil || strings.Count(string(raw), "s3cr3t") < 6 {
		t.Fatalf("the file has too few secrets to tell (%v)", err)
	}
	for _, set := range []string{"target.gateway.key=s3cr3t", "targets[0].gateway.token=s3cr3t", "target.gateway={token: s3cr3t}"} {
		if shown := RedactedSets([]string{set})[0]; strings.Contains(shown, "s3cr3t") {
			t.Errorf("the override reads %q", shown)
		}
	}
}

func TestGatewayOfTheFile(t *testing.T) {
	s := gatewayScenario(t)
	for i, want := range []PriceAs{PriceREST, PriceHTTP, PriceLambda, PriceALB, PriceLambda} {
		if got := s.Targets[i].PriceAs; got != want {
			t.Errorf("target %s is priced as %s, want %s", s.Targets[i].Name, got, want)
		}
	}
	g := s.Targets[0].Gateway
	if r := g.Routes[0]; r.Method != http.MethodGet || r.Path != "/lambdaapi/v1/pets/{type}" || r.Map["type"] != "path.type" || r.Errors[0] != (ErrorStatus{"no pets of type .*", 404}) {
		t.Errorf("route %+v", r)
	}
	if g.Timeout != 10*time.Second || *g.Throttle != (Throttle{100, 200}) || g.Plan.Quota != 10_000 || g.Plan.Period != "month" {
		t.Errorf("gateway %+v", g)
	}
	if http := s.Targets[1].Gateway; http.PayloadFormat != "1.0" || http.Routes[2].PayloadFormat != "2.0" || http.Authorizer.TTL != 0 || !http.Authorizer.Simple {
		t.Errorf("gateway %+v", http)
	}
	if got := s.Targets[0].HandlerText(); got != "REST API before builtin:pets" {
		t.Errorf("it is called %q", got)
	}
}

func TestCacheOfAVariant(t *testing.T) {
	with := &GatewayCache{TTL: time.Minute, Size: "1.6"}
	for _, tt := range []struct {
		section *GatewayCache
		setting string
		want    *GatewayCache
	}{
		{nil, "", nil},
		{with, "", with},
		{with, CacheOff, nil},
		{with, "0.5 GB", &GatewayCache{time.Minute, "0.5"}},
		{nil, "0.5 GB", &GatewayCache{5 * time.Minute, "0.5"}},
	} {
		v := Variant{}
		if tt.setting != "" {
			v.Params = []ParamValue{{SettingCache, tt.setting, true}}
		}
		got := Target{Gateway: &Gateway{Cache: tt.section}}.CacheOf(v)
		if (got == nil) != (tt.want == nil) || got != nil && *got != *tt.want {
			t.Errorf("section %v, setting %q: %+v, want %+v", tt.section, tt.setting, got, tt.want)
		}
	}
}

func TestRequestOfAPayload(t *testing.T) {
	for _, tt := range []struct {
		name    string
		routes  []Route
		payload Payload
		want    Request
		known   bool
	}{
		{"said", nil, Payload{Request: &Request{Method: "PUT", Path: "/x"}}, Request{Method: "PUT", Path: "/x"}, true},
		{"no routes", nil, Payload{}, Request{Method: "GET", Path: "/"}, true},
		{"no routes, a body", nil, Payload{Body: []byte("{}")}, Request{Method: "POST", Path: "/"}, true},
		{"the only route", []Route{{Method: "DELETE", Path: "/pets"}}, Payload{}, Request{Method: "DELETE", Path: "/pets"}, true},
		{"the only route, of any method", []Route{{Method: "ANY", Path: "/pets"}}, Payload{Body: []byte("1")}, Request{Method: "POST", Path: "/pets"}, true},
		{"all that no other takes", []Route{{Method: "ANY", Path: "$default"}}, Payload{}, Request{Method: "GET", Path: "/"}, true},
		{"a parameter", []Route{{Method: "GET", Path: "/pets/{type}"}}, Payload{}, Request{}, false},
		{"two routes", []Route{{Method: "GET", Path: "/a"}, {Method: "GET", Path: "/b"}}, Payload{}, Request{}, false},
	} {
		got, known := (&Gateway{Routes: tt.routes}).RequestOf(tt.payload)
		if got.Method != tt.want.Method || got.Path != tt.want.Path || known != tt.known {
			t.Errorf("%s: %+v %v, want %+v %v", tt.name, got, known, tt.want, tt.known)
		}
	}
}
