package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Validate makes the local gateways of a scenario without functions behind them
// and starts nothing: it finds what Check would refuse of a gateway, and payloads
// that none of its routes takes.
func Validate(s *scenarios.Scenario) error {
	var errs []error
	seen := map[int]bool{}
	for _, v := range s.Plan().Variants {
		t := s.Targets[v.Target]
		if t.Kind != scenarios.KindGateway || t.Provider != scenarios.ProviderLocal || seen[v.Target] {
			continue
		}
		seen[v.Target] = true
		g, err := gateway.New(ConfigOf(t, v, Functions{Behind: "function", Authorizer: "authorizer"}), nil)
		if err == nil {
			err = routed(s, t, g)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: target %s: %w", s.File, t.Name, err))
		}
	}
	return errors.Join(errs...)
}

// routed checks that the gateway has a route for each payload. What browsers ask
// beforehand it answers without one.
func routed(s *scenarios.Scenario, t scenarios.Target, g *gateway.Gateway) error {
	for _, p := range s.Payloads {
		to, known := t.Gateway.RequestOf(p)
		path, _, _ := strings.Cut(to.Path, "?")
		if preflight := t.Gateway.CORS != nil && to.Method == http.MethodOptions; known && !preflight && !g.Takes(to.Method, path) {
			return noRoute(t, to)
		}
	}
	return nil
}

func noRoute(t scenarios.Target, to scenarios.Request) error {
	return fmt.Errorf("the %s has no route for %s %s; add one to gateway.routes, or change the payload's request", t.Gateway.Named(), to.Method, to.Path)
}
