package onaws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// version is a variant that is live.
type version struct {
	number string
	mark   string // its description
	memory int32  // MB
	ready  bool   // its concurrency is provisioned
	wanted
}

// encode writes what a change needs to be put back.
func encode(former any) json.RawMessage {
	text, err := json.Marshal(former)
	if err != nil { // the shapes are our own
		panic(err)
	}
	return text
}

// Apply publishes the variant as a version, if it is not there yet or is to have
// other environments, and waits until AWS itself says that it is active and has
// the memory asked for.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if err := r.Refused(); err != nil {
		return err
	}
	if r.host == "" {
		if err := r.makeHost(ctx); err != nil {
			return err
		}
	}
	at, live := r.at(v)
	if !live {
		at.wanted = r.own.want(r.target, v)
	}
	if err := r.releaseOthers(ctx, v); err != nil {
		return err
	}
	if !live || r.anew(v, at.wanted) {
		var err error
		if at, err = r.publish(ctx, v, at.wanted); err != nil {
			return err
		}
		r.keep(v.Index, at)
		r.begins(v)
	}
	// Only once $LATEST bears our mark, by which another run knows that what is
	// reserved is ours.
	if err := r.reserve(ctx, at.wanted); err != nil {
		return err
	}
	return r.keepReady(ctx, v, at)
}

// keepReady provisions the concurrency that a variant's version is to have.
func (r *Runner) keepReady(ctx context.Context, v scenarios.Variant, at version) error {
	if at.provisioned == 0 || at.ready {
		return nil
	}
	if err := r.provision(ctx, at); err != nil {
		return err
	}
	at.ready = true
	r.keep(v.Index, at)
	return nil
}

// keep notes a variant's version.
func (r *Runner) keep(variant int, at version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live[variant] = at
}

// at is the variant's version.
func (r *Runner) at(v scenarios.Variant) (version, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, live := r.live[v.Index]
	return at, live
}

// Refused implements runners.Refusable: no block need be begun, and that which it
// came in is not measured.
func (r *Runner) Refused() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused
}

// makeHost makes the function ready whose versions are published.
func (r *Runner) makeHost(ctx context.Context) error {
	if _, err := r.read(ctx); err != nil {
		return err
	}
	if r.target.Mode == scenarios.ModeVersions {
		return r.keepFormer(ctx)
	}
	return r.makeTwin(ctx)
}

// publish makes a version of a variant. "Lambda doesn't publish a version if the
// function's configuration and code haven't changed since the last version": it
// would answer with the old one. So each has a description of its own, and a
// number that has not been seen.
// https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
func (r *Runner) publish(ctx context.Context, v scenarios.Variant, w wanted) (version, error) {
	r.serial++
	mark := r.mark(fmt.Sprintf("%d-%d", v.Index, r.serial))
	known, err := r.versions(ctx, r.host)
	if err != nil {
		return version{}, err
	}
	revision, err := r.configure(ctx, w, mark)
	if err != nil {
		return version{}, err
	}
	if _, err := r.before("lambda:PublishVersion", r.host, made{Description: mark}); err != nil {
		return version{}, err
	}
	out, err := control(ctx, r, "lambda:PublishVersion", r.host, func(ctx context.Context) (*lambda.PublishVersionOutput, error) {
		return r.api.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &r.host, Description: &mark, RevisionId: r.guard(revision)})
	})
	if err != nil {
		return version{}, err
	}
	number := aws.ToString(out.Version)
	if _, old := known[number]; old || number == "" || number == "$LATEST" {
		return version{}, fmt.Errorf("publishing %s made no new version: AWS answered with %q, which was there before", r.host, number)
	}
	if err := r.sameCode(out, w); err != nil {
		return version{}, err
	}
	return version{number: number, mark: mark, memory: w.memory, wanted: w}, r.active(ctx, number, w)
}

// configure gives $LATEST of the host what is wanted, and returns its revision
// once it is there.
func (r *Runner) configure(ctx context.Context, w wanted, mark string) (revision string, err error) {
	now, err := r.asLeft(ctx)
	if err != nil {
		return "", err
	}
	if len(now.Architectures) > 0 && string(now.Architectures[0]) != w.architecture {
		if err := r.changeCode(ctx, w); err != nil {
			return "", err
		}
		if now, err = r.configuration(ctx, r.host, ""); err != nil {
			return "", err
		}
	}
	in := &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &r.host, Description: &mark, MemorySize: &w.memory, Timeout: &w.timeout,
		EphemeralStorage: &types.EphemeralStorage{Size: &w.ephemeral}, VpcConfig: w.network, RevisionId: r.guard(aws.ToString(now.RevisionId)),
		SnapStart: snapStart(w.snapStart),
	}
	if len(w.environment) > 0 {
		in.Environment = &types.Environment{Variables: w.environment}
	}
	change, err := r.beforeConfiguring(in, now)
	if err != nil {
		return "", err
	}
	if _, err := control(ctx, r, "lambda:UpdateFunctionConfiguration", r.host, func(ctx context.Context) (*lambda.UpdateFunctionConfigurationOutput, error) {
		return r.api.UpdateFunctionConfiguration(ctx, in)
	}); err != nil {
		if cloud.CodeOf(err) == "PreconditionFailedException" && change.ID > 0 {
			return "", errors.Join(err, r.journal.Undone(change)) // it was not made
		}
		return "", err
	}
	return r.updated(ctx, in)
}

// guard is the revision that a change of a function in use insists on, so that it
// overwrites nothing that somebody else did meanwhile. Nobody else changes a twin,
// whose first answers after a change may be of before it.
func (r *Runner) guard(revision string) *string {
	if r.target.Mode != scenarios.ModeVersions {
		return nil
	}
	return optional(revision)
}

func snapStart(on bool) *types.SnapStart {
	if on {
		return &types.SnapStart{ApplyOn: types.SnapStartApplyOnPublishedVersions}
	}
	return &types.SnapStart{ApplyOn: types.SnapStartApplyOnNone}
}

// changeCode gives the host the package of an architecture.
func (r *Runner) changeCode(ctx context.Context, w wanted) error {
	in, err := r.packageFor(ctx, w)
	if err != nil {
		return err
	}
	if _, err := control(ctx, r, "lambda:UpdateFunctionCode", r.host, func(ctx context.Context) (*lambda.UpdateFunctionCodeOutput, error) {
		return r.api.UpdateFunctionCode(ctx, in)
	}); err != nil {
		return err
	}
	return r.settled(ctx, r.host)
}

// versions are the numbers of a function's versions with their descriptions.
func (r *Runner) versions(ctx context.Context, function string) (map[string]string, error) {
	all := map[string]string{}
	in := &lambda.ListVersionsByFunctionInput{FunctionName: &function}
	for {
		out, err := control(ctx, r, "lambda:ListVersionsByFunction", function, func(ctx context.Context) (*lambda.ListVersionsByFunctionOutput, error) {
			return r.api.ListVersionsByFunction(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for _, v := range out.Versions {
			all[aws.ToString(v.Version)] = aws.ToString(v.Description)
		}
		if aws.ToString(out.NextMarker) == "" {
			delete(all, "$LATEST")
			return all, nil
		}
		in.Marker = out.NextMarker
	}
}
