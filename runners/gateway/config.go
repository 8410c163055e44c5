package gateway

import (
	"net/http"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	limit "github.com/sweetspot-bench/sweetspot/internal/gateway/throttle"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What a local gateway takes for proof: an API key where the scenario has none,
// and the credentials of signatures. Nothing of it is a secret, as the gateway is
// on this machine alone.
const (
	LocalKey       = "sweetspot-local-api-key"
	LocalAccessKey = "sweetspot"
	LocalSecret    = "sweetspot-local-secret"
)

// judge is the name of the only authorizer.
const judge = "authorizer"

// Functions are the names, in the sandbox, of what a gateway invokes.
type Functions struct {
	Behind     string
	Authorizer string // "" without one
}

// ConfigOf is the configuration of the local gateway of one of a target's
// variants.
func ConfigOf(t scenarios.Target, v scenarios.Variant, f Functions) gateway.Config {
	g, cache := t.Gateway, t.CacheOf(v)
	c := gateway.Config{
		API: answers.API(g.API), Region: t.Region,
		Stage:            gateway.Stage{Name: g.Stage, Variables: g.StageVariables, Throttle: throttle(g.Throttle)},
		BinaryMediaTypes: g.Binary, MultiValueHeaders: g.MultiValue, CORS: cors(g.CORS), Figures: true,
	}
	if cache != nil {
		c.Cache = &gateway.Cache{TTL: cache.TTL}
	}
	switch g.Auth {
	case scenarios.AuthIAM:
		c.Credentials = map[string]string{LocalAccessKey: LocalSecret}
	case scenarios.AuthKey:
		c.Plans = []gateway.Plan{planOf(g)}
	case scenarios.AuthBearer:
		c.Authorizers = map[string]gateway.Authorizer{judge: authorizer(g.Authorizer, f.Authorizer)}
	}
	for _, r := range routesOf(g) {
		c.Routes = append(c.Routes, routeOf(g, r, f.Behind, cache != nil))
	}
	return c
}

// routesOf are the routes of a gateway; without any everything goes to the
// function.
func routesOf(g *scenarios.Gateway) []scenarios.Route {
	if len(g.Routes) > 0 {
		return g.Routes
	}
	switch g.API {
	case scenarios.PriceREST:
		return []scenarios.Route{{Method: "ANY", Path: "/"}, {Method: "ANY", Path: "/{proxy+}"}}
	case scenarios.PriceALB:
		return []scenarios.Route{{Method: "ANY", Path: "*"}}
	}
	return []scenarios.Route{{Method: "ANY", Path: "$default"}}
}

func routeOf(g *scenarios.Gateway, r scenarios.Route, function string, cached bool) gateway.Route {
	out := gateway.Route{
		Method: r.Method, Path: r.Path, Function: function, Payload: r.PayloadFormat,
		Mapping: r.Map, Timeout: r.Timeout, Throttle: throttle(r.Throttle),
		Cached: cached && r.Method == http.MethodGet, CacheKeys: r.CacheKeys,
	}
	if out.Payload == "" {
		out.Payload = g.PayloadFormat
	}
	if out.Timeout == 0 {
		out.Timeout = g.Timeout
	}
	if out.CacheKeys == nil && out.Cached {
		out.CacheKeys = parameters(r.Path)
	}
	for _, e := range r.Errors {
		out.Responses = append(out.Responses, gateway.Response{Pattern: e.Pattern, Status: e.Status})
	}
	if r.Open {
		return out
	}
	switch g.Auth {
	case scenarios.AuthIAM:
		out.Auth = gateway.AuthIAM
	case scenarios.AuthBearer:
		out.Auth = judge
	case scenarios.AuthKey:
		out.APIKey = true
	}
	return out
}

// parameters are the sources of a path's parameters.
func parameters(path string) (sources []string) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			sources = append(sources, "path."+strings.TrimRight(name, "+}"))
		}
	}
	return sources
}

func planOf(g *scenarios.Gateway) gateway.Plan {
	p := gateway.Plan{Name: "plan", Keys: map[string]string{"key": keyOf(g)}}
	if g.Plan == nil {
		return p
	}
	p.Throttle = throttle(g.Plan.Throttle)
	if g.Plan.Quota > 0 {
		p.Quota = &gateway.Quota{Limit: g.Plan.Quota, Period: limit.Period(g.Plan.Period)}
	}
	return p
}

func authorizer(a *scenarios.Authorizer, function string) gateway.Authorizer {
	return gateway.Authorizer{
		Function: function, Kind: a.Kind, Simple: a.Simple, Identity: a.Identity,
		TTL: new(a.TTL), Validation: a.Validation,
	}
}

func throttle(t *scenarios.Throttle) *gateway.Throttle {
	if t == nil {
		return nil
	}
	return &gateway.Throttle{Rate: t.Rate, Burst: t.Burst}
}

func cors(c *scenarios.CORS) *gateway.CORS {
	if c == nil {
		return nil
	}
	return &gateway.CORS{
		AllowOrigins: c.Origins, AllowMethods: c.Methods, AllowHeaders: c.Headers, ExposeHeaders: c.Expose,
		AllowCredentials: c.Credentials, MaxAge: c.MaxAge,
	}
}

// keyOf is the API key of a local gateway.
func keyOf(g *scenarios.Gateway) string {
	if g.Key != "" {
		return g.Key
	}
	return LocalKey
}

// beyond is how much longer than the gateway a request is waited for, so that it
// is the gateway that gives up.
const beyond = 5 * time.Second

// patience is how long a request to a local gateway is waited for.
func patience(t scenarios.Target) time.Duration {
	longest := gateway.HTTPTimeout
	if f := t.Function; f != nil {
		longest = max(longest, f.Timeout)
	}
	return max(longest, t.Gateway.Timeout) + beyond
}
