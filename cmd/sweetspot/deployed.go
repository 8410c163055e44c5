package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/runners/gateway"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/onaws"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// readDeployed is the override of what is read from AWS.
const readDeployed = "current={from: " + scenarios.CurrentFromAWS + ","

// deployed are the overrides that have what runs today be what is deployed on
// AWS, where that is to be read; none otherwise.
func deployed(ctx context.Context, s *scenarios.Scenario) ([]string, error) {
	sets, err := waiting(ctx, s)
	if err != nil || !s.Unread() {
		return sets, err
	}
	now, err := onaws.Today(ctx, s)
	if err != nil {
		return nil, err
	}
	if s.Current != nil {
		now.Resource = s.Current.Resource
	}
	return append(sets, "current="+now.YAML()), nil
}

// waiting is the override that has a time-out outlast nothing which the gateway
// in front does not wait for: what the first API of the scenario says of itself,
// where the scenario does not say it.
func waiting(ctx context.Context, s *scenarios.Scenario) ([]string, error) {
	at := slices.IndexFunc(s.Targets, func(t scenarios.Target) bool { return t.Gateway != nil && t.Gateway.APIID != "" })
	if at < 0 || s.Limits != nil && s.Limits.Gateway > 0 {
		return nil, nil
	}
	api, err := gateway.NewDeployed(ctx, gateway.Options{Scenario: s, Target: at})
	if err != nil {
		return nil, err
	}
	waits, err := api.Timeout(ctx)
	if err != nil || waits < time.Second {
		return nil, err
	}
	return []string{"limits.gateway=" + check.FormatDuration(waits)}, nil
}

// asDeployed reads a scenario again with what is deployed.
func (e *entry) asDeployed(ctx context.Context) error {
	sets, err := deployed(ctx, e.run.scenario)
	if err != nil || len(sets) == 0 {
		return err
	}
	e.sets = slices.Concat(e.sets, sets)
	e.run.scenario, err = e.parse(e.sets...)
	return err
}

// wasRead reports whether an override is none of the user's: what it says was
// read from AWS, and is read again by another run.
func wasRead(set string) bool { return strings.HasPrefix(set, readDeployed) }
