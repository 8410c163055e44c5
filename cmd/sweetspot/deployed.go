package main

import (
	"context"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners/lambda/onaws"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// readDeployed is the override of what is read from AWS.
const readDeployed = "current={from: " + scenarios.CurrentFromAWS + ","

// deployed are the overrides that have what runs today be what is deployed on
// AWS, where that is to be read; none otherwise.
func deployed(ctx context.Context, s *scenarios.Scenario) ([]string, error) {
	if !s.Unread() {
		return nil, nil
	}
	now, err := onaws.Today(ctx, s)
	if err != nil {
		return nil, err
	}
	return []string{"current=" + now.YAML()}, nil
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
