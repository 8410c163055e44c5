package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners/gateway"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// gatewayFlags are those of sandbox that only a gateway has a use for.
var gatewayFlags = []string{"scenario", "target", "gateway-listen", "memory"}

// frontDoor is what `sandbox --gateway` serves: the gateway of a scenario's target.
type frontDoor struct {
	file    string // of the scenario; "" for the pet store of the library
	target  string // by name; "" for the first gateway
	memory  int    // MB; 0 for the scenario's first size
	address string
}

// scenario reads the scenario whose gateway is served, and finds its target.
func (s *frontDoor) scenario() (*scenarios.Scenario, int, error) {
	var read *scenarios.Scenario
	var err error
	if s.file == "" {
		var files []scenarios.LibraryFile
		if files, err = scenarios.FromLibrary("pets"); err == nil {
			read, err = scenarios.Parse("pets.yaml", ".", files[0].Content)
		}
	} else {
		read, err = scenarios.Read(s.file)
	}
	if err != nil {
		return nil, 0, err
	}
	found := slices.IndexFunc(read.Targets, func(t scenarios.Target) bool {
		return t.Kind == scenarios.KindGateway && t.Provider == scenarios.ProviderLocal && (s.target == "" || t.Name == s.target)
	})
	if found < 0 {
		return nil, 0, fmt.Errorf("%s has no local gateway%s to serve", read.File, spaced(s.target))
	}
	return read, found, nil
}

// spaced is " NAME" where there is one.
func spaced(target string) string {
	if target == "" {
		return ""
	}
	return " " + target
}

// serve puts the gateway in front of its function in a running sandbox, and
// returns what ends it.
func (s *frontDoor) serve(ctx context.Context, a *app, local *lambda.Local) (end func() error, err error) {
	read, target, err := s.scenario()
	if err != nil {
		return nil, err
	}
	if err := lambda.Build(ctx, read); err != nil {
		return nil, err
	}
	v := s.variant(read, target)
	live, err := read.Reveal(os.LookupEnv, a.hidden.Add)
	if err != nil {
		return nil, err
	}
	warn := func(text string) { fmt.Fprintln(a.stderr, "sweetspot: warning:", a.hidden.Over(text)) }
	runner := gateway.New(local, live, target, true, warn)
	end = func() error { return runner.Restore(context.WithoutCancel(ctx)) }
	url, err := runner.Serve(ctx, v, s.address)
	if err != nil {
		return nil, errors.Join(err, end())
	}
	t := read.Targets[target]
	fmt.Fprintf(a.stdout, "%s with %d MB on %s\n", t.HandlerText(), v.MemoryMB, url)
	for _, r := range t.Gateway.Routes {
		fmt.Fprintf(a.stdout, "  %s\n", strings.TrimPrefix(r.Method+" "+r.Path, "ANY $"))
	}
	if proof := proofNeeded(t); proof != "" {
		fmt.Fprintln(a.stdout, proof)
	}
	return end, nil
}

// variant is the size that is served, in the scenario's first variant of the
// target.
func (s *frontDoor) variant(read *scenarios.Scenario, target int) scenarios.Variant {
	variants := read.Plan().Variants
	v := variants[slices.IndexFunc(variants, func(v scenarios.Variant) bool { return v.Target == target })]
	if s.memory > 0 {
		v.MemoryMB = s.memory
	}
	return v
}

// proofNeeded says what requests to a local gateway must carry, "" for nothing.
// What the scenario gives is not shown.
func proofNeeded(t scenarios.Target) string {
	switch g := t.Gateway; {
	case g.Auth == scenarios.AuthIAM:
		return fmt.Sprintf("requests are signed, in the region %s: access key %s, secret %s", t.Region, gateway.LocalAccessKey, gateway.LocalSecret)
	case g.Auth == scenarios.AuthKey && g.Key == "":
		return "requests carry the header X-Api-Key: " + gateway.LocalKey
	case g.Auth == scenarios.AuthKey:
		return "requests carry the header X-Api-Key with the scenario's key"
	case g.Auth == scenarios.AuthBearer:
		return "requests carry what the authorizer judges"
	}
	return ""
}
