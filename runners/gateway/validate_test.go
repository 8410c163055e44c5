package gateway

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a run would refuse of a gateway is found without starting anything.
func TestValidate(t *testing.T) {
	for _, c := range []struct{ gateway, request, want string }{
		{`{api: rest, routes: ["GET /pets/{type}"]}`, "GET /pets/Dog?page=2", ""},
		{`{api: rest, stage: prod, routes: ["GET /pets"]}`, "GET /prod/pets", ""},
		{`{api: http, routes: [$default]}`, "PUT /anything", ""},
		{`{api: alb, routes: ["GET /pets/D?g"]}`, "GET /pets/Dog", ""},
		{`{api: rest, routes: ["GET /pets/{type}", "GET /"]}`, "GET /cats", "test.yaml: target test: the REST API has no route for GET /cats"},
		{`{api: http, routes: ["GET /pets"]}`, "POST /pets", "the HTTP API has no route for POST /pets"},
		{`{api: alb, routes: ["GET /pets/D?g"]}`, "GET /pets/Doog", "has no route for GET /pets/Doog"},
	} {
		s, err := scenarios.Parse("test.yaml", t.TempDir(), []byte(`
version: 1
name: test
target: {kind: gateway, gateway: `+c.gateway+`, function: `+pets+`}
load: {stages: [{rate: 10/s, for: 10s}]}
payloads: [{name: p, request: "`+c.request+`"}]
`))
		if err != nil {
			t.Fatal(err)
		}
		if err := Validate(s); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s: %v, want %q", c.gateway, c.request, err, c.want)
		}
	}
}
