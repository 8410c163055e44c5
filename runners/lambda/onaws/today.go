package onaws

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Today reads from AWS what the first function of the scenario that is deployed
// there is today.
func Today(ctx context.Context, s *scenarios.Scenario) (scenarios.Current, error) {
	r, err := New(ctx, Options{Scenario: s, Target: s.Deployed()})
	if err != nil {
		return scenarios.Current{}, err
	}
	out, err := r.function(ctx, r.name.Name, r.name.Qualifier)
	if err != nil {
		return scenarios.Current{}, fmt.Errorf("target %s: what runs today cannot be read: %w", r.target.Name, err)
	}
	own := original{FunctionConfiguration: *out.Configuration}
	if run := runOf(own.Description); run != "" {
		return scenarios.Current{}, fmt.Errorf("target %s: what runs today cannot be known: %w", r.target.Name, notPutBack("the configuration of "+r.name.Name, run))
	}
	now := scenarios.Current{
		From: scenarios.CurrentFromAWS, MemoryMB: int(aws.ToInt32(own.MemorySize)), Architecture: own.architecture(),
		Timeout: time.Duration(aws.ToInt32(own.Timeout)) * time.Second, Worth: scenarios.DefaultWorth,
	}
	if own.EphemeralStorage != nil {
		now.Ephemeral = check.Bytes(aws.ToInt32(own.EphemeralStorage.Size)) << 20
	}
	if s.Current != nil {
		now.Worth = cmp.Or(s.Current.Worth, now.Worth)
	}
	return now, nil
}
