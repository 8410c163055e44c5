package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The changing actions.
const (
	actionMemory = "lambda:UpdateFunctionConfiguration"
	actionCache  = "apigateway:PATCH"
)

// formerMemory is a function's memory of before, and the sizes that are ours:
// any other is somebody else's, and is left.
type formerMemory struct {
	MemoryMB int32   `json:"memory_mb"`
	Ours     []int32 `json:"ours"`
}

// formerCache is a stage's cache of before.
type formerCache struct {
	Cache   string `json:"cache"`   // as of SettingCache
	Methods bool   `json:"methods"` // it is on for all methods that do not say otherwise
}

// stageResource names a stage in the journal, as its ARN does.
func (r *Deployed) stageResource() string {
	return "restapis/" + r.target.Gateway.APIID + "/stages/" + stageOf(r.target.Gateway)
}

// note keeps the former state of a resource in the journal, before its first
// change.
func (r *Deployed) note(action, resource string, former any) error {
	if r.noted[resource] {
		return nil
	}
	text, err := json.Marshal(former)
	if err != nil {
		return err
	}
	if r.journal != nil {
		change := runners.Change{Target: r.target.Name, Action: action, Resource: resource, Former: text}
		if _, err := r.journal.Before(change); err != nil {
			return fmt.Errorf("%s is not changed, as the journal cannot be kept: %w", resource, err)
		}
	}
	r.noted[resource] = true
	return nil
}

// setMemory gives the function behind the gateway a size, and waits until it has
// it.
func (r *Deployed) setMemory(ctx context.Context, mb int) error {
	if r.target.Function == nil || r.current == mb {
		return nil
	}
	name := r.target.Function.Name
	now, err := r.function(ctx, name)
	if err != nil {
		return err
	}
	former := formerMemory{MemoryMB: aws.ToInt32(now.MemorySize)}
	for _, v := range r.options.Scenario.Plan().Variants {
		if size := int32(v.MemoryMB); v.Target == r.options.Target && !slices.Contains(former.Ours, size) {
			former.Ours = append(former.Ours, size)
		}
	}
	if former.MemoryMB != int32(mb) {
		if err := r.note(actionMemory, name, former); err != nil {
			return err
		}
		if err := r.resize(ctx, name, int32(mb), now.RevisionId); err != nil {
			return err
		}
	}
	r.current = mb
	return nil
}

// function reads a function.
func (r *Deployed) function(ctx context.Context, name string) (*lambda.GetFunctionConfigurationOutput, error) {
	return control(ctx, r.options.Pace, "lambda:GetFunctionConfiguration", name, func(ctx context.Context) (*lambda.GetFunctionConfigurationOutput, error) {
		return r.functions.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name})
	})
}

// resize changes a function's memory, if it still is of a revision, and waits
// until it has it.
func (r *Deployed) resize(ctx context.Context, name string, mb int32, revision *string) error {
	_, err := control(ctx, r.options.Pace, actionMemory, name, func(ctx context.Context) (*lambda.UpdateFunctionConfigurationOutput, error) {
		return r.functions.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: &name, MemorySize: &mb, RevisionId: revision})
	})
	if err != nil {
		return err
	}
	return cloud.Await(ctx, r.options.Pace.Poll, r.options.Pace.Ready, fmt.Sprintf("%s is to have %d MB", name, mb), func(ctx context.Context) (bool, error) {
		out, err := r.function(ctx, name)
		if err != nil {
			return false, err
		}
		if out.LastUpdateStatus == lambdatypes.LastUpdateStatusFailed {
			return false, fmt.Errorf("the update of %s failed: %s", name, aws.ToString(out.LastUpdateStatusReason))
		}
		return aws.ToInt32(out.MemorySize) == mb && out.LastUpdateStatus != lambdatypes.LastUpdateStatusInProgress, nil
	})
}

// cacheOf is the cache of a stage as SettingCache writes it.
func cacheOf(s *apigateway.GetStageOutput) string {
	if !s.CacheClusterEnabled {
		return scenarios.CacheOff
	}
	return string(s.CacheClusterSize) + " GB"
}

// setCache gives the stage a cache, or none.
func (r *Deployed) setCache(ctx context.Context, size string) error {
	if size == "" || r.cache == size {
		return nil
	}
	at, err := r.restStage(ctx)
	if err != nil {
		return err
	}
	if cacheOf(at) != size {
		if err := r.note(actionCache, r.stageResource(), stateOf(at)); err != nil {
			return err
		}
		if err := r.recache(ctx, with(stateOf(at), size)); err != nil {
			return err
		}
	}
	r.cache = size
	return nil
}

// stateOf is the state of a stage's cache.
func stateOf(s *apigateway.GetStageOutput) formerCache {
	return formerCache{cacheOf(s), s.MethodSettings["*/*"].CachingEnabled}
}

// with is the state of a stage's cache once it was given a size. Methods for
// which it is on stay so without it.
func with(now formerCache, size string) formerCache {
	return formerCache{size, size != scenarios.CacheOff || now.Methods}
}

// recache changes the stage's cache and waits until it is as asked for. A cache
// of another size is a new one. A cache alone answers nothing: it is for the
// methods for which it is on.
// https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
func (r *Deployed) recache(ctx context.Context, want formerCache) error {
	id, stage := r.target.Gateway.APIID, stageOf(r.target.Gateway)
	replace := func(path, value string) types.PatchOperation {
		return types.PatchOperation{Op: types.OpReplace, Path: aws.String(path), Value: aws.String(value)}
	}
	patch := []types.PatchOperation{replace("/cacheClusterEnabled", "false")}
	if want.Cache != scenarios.CacheOff {
		patch = []types.PatchOperation{replace("/cacheClusterEnabled", "true"), replace("/cacheClusterSize", strings.TrimSuffix(want.Cache, " GB"))}
	}
	patch = append(patch, replace("/*/*/caching/enabled", strconv.FormatBool(want.Methods)))
	_, err := control(ctx, r.options.Pace, actionCache, r.stageResource(), func(ctx context.Context) (*apigateway.UpdateStageOutput, error) {
		return r.rest.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &id, StageName: &stage, PatchOperations: patch})
	})
	if err != nil {
		return err
	}
	return cloud.Await(ctx, r.options.Pace.Poll, r.options.Pace.Ready, "the cache of "+r.stageResource()+" is to be "+want.Cache, func(ctx context.Context) (bool, error) {
		at, err := r.restStage(ctx)
		if err != nil {
			return false, err
		}
		switch at.CacheClusterStatus {
		case types.CacheClusterStatusCreateInProgress, types.CacheClusterStatusDeleteInProgress, types.CacheClusterStatusFlushInProgress:
			return false, nil
		}
		return stateOf(at) == want, nil
	})
}

// PutBack undoes one change and verifies it.
func (r *Deployed) PutBack(ctx context.Context, c runners.Change) error {
	switch c.Action {
	case actionMemory:
		return r.putBackMemory(ctx, c)
	case actionCache:
		return r.putBackCache(ctx, c)
	}
	return fmt.Errorf("%s %s: this version of sweetspot does not know how to put that back", c.Action, c.Resource)
}

func (r *Deployed) putBackMemory(ctx context.Context, c runners.Change) error {
	var former formerMemory
	if err := json.Unmarshal(c.Former, &former); err != nil {
		return fmt.Errorf("%s: the former memory cannot be read: %w", c.Resource, err)
	}
	now, err := r.function(ctx, c.Resource)
	if cloud.CodeOf(err) == "ResourceNotFoundException" {
		return nil // deleted by somebody: there is nothing to put back
	}
	if err != nil {
		return err
	}
	r.current = 0
	switch mb := aws.ToInt32(now.MemorySize); {
	case mb == former.MemoryMB:
		return nil
	case !slices.Contains(former.Ours, mb):
		return fmt.Errorf("%s has %d MB, which somebody else chose: it stays (%d MB before the run)", c.Resource, mb, former.MemoryMB)
	}
	return r.resize(ctx, c.Resource, former.MemoryMB, now.RevisionId)
}

func (r *Deployed) putBackCache(ctx context.Context, c runners.Change) error {
	var former formerCache
	if err := json.Unmarshal(c.Former, &former); err != nil {
		return fmt.Errorf("%s: the former cache cannot be read: %w", c.Resource, err)
	}
	at, err := r.restStage(ctx)
	if cloud.CodeOf(err) == "NotFoundException" {
		return nil
	}
	if err != nil || stateOf(at) == former {
		return err
	}
	r.cache = ""
	return r.recache(ctx, former)
}
