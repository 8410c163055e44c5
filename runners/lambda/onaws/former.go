package onaws

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// former is where the state of a function in use is kept while it is measured:
// in a version of it, which AWS keeps with its secrets. The journal has none.
type former struct {
	Version     string `json:"version"`
	Description string `json:"description"` // the version has one of ours
	Mark        string `json:"mark"`        // begins the descriptions of our configurations
}

// permitted refuses what mode versions may not do.
func (r *Runner) permitted(own *original, variants []scenarios.Variant) error {
	if r.target.Mode != scenarios.ModeVersions {
		return nil
	}
	for _, v := range variants {
		if v.Architecture != own.architecture() {
			return fmt.Errorf("target %s: mode versions never changes the function's code, and %s is not the %s of its package: use mode: copy", r.target.Name, v.Architecture, own.architecture())
		}
	}
	if !r.confirmed {
		return errors.New(r.warning() + ": confirm it with --yes, or use mode: copy")
	}
	return nil
}

// warning says what mode versions does to those who use the function.
func (r *Runner) warning() string {
	return fmt.Sprintf("target %s: mode versions configures %s itself for each variant before it publishes it, so that for some seconds each time whoever calls it without a version or an alias gets that configuration",
		r.target.Name, r.target.Function.Name)
}

// keepFormer publishes the function as it is, so that it can be put back.
func (r *Runner) keepFormer(ctx context.Context) error {
	name := r.name.Name
	if err := r.settled(ctx, name); err != nil {
		return err
	}
	now, err := r.configuration(ctx, name, "")
	if err != nil {
		return err
	}
	mark := r.mark("former")
	if _, err := r.before("lambda:PublishVersion", name, made{Description: mark, Former: true, Mark: r.mark("")}); err != nil {
		return err
	}
	// Where nothing has changed since the last version, this is that version, which
	// serves as well and is not ours to delete.
	out, err := control(ctx, r, "lambda:PublishVersion", name, func(ctx context.Context) (*lambda.PublishVersionOutput, error) {
		return r.api.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &name, Description: &mark, RevisionId: now.RevisionId})
	})
	if err != nil {
		return err
	}
	if _, err := r.before("lambda:UpdateFunctionConfiguration", name, former{
		Version: aws.ToString(out.Version), Description: aws.ToString(now.Description), Mark: r.mark(""),
	}); err != nil {
		return err
	}
	r.host = name
	return nil
}

// restoreConfiguration gives a function in use the configuration of before,
// unless it has it already, or somebody else's.
func (r *Runner) restoreConfiguration(ctx context.Context, name string, f former) error {
	if err := r.settled(ctx, name); err != nil {
		return err
	}
	now, err := r.configuration(ctx, name, "")
	if err != nil {
		return ignoreGone(err)
	}
	if !begins(now.Description, f.Mark) {
		return nil // ours was never made, is put back, or was replaced by somebody
	}
	was, err := r.configuration(ctx, name, f.Version)
	if err != nil {
		return fmt.Errorf("%s still has a configuration of this run, and version %s, which keeps the former one, cannot be read: %w", name, f.Version, err)
	}
	in := restoring(name, was)
	in.Description, in.RevisionId = &f.Description, now.RevisionId
	if _, err := control(ctx, r, "lambda:UpdateFunctionConfiguration", name, func(ctx context.Context) (*lambda.UpdateFunctionConfigurationOutput, error) {
		return r.api.UpdateFunctionConfiguration(ctx, in)
	}); err != nil {
		return err
	}
	return r.await(ctx, name+" is to be as it was", func(ctx context.Context) (bool, error) {
		now, err := r.configuration(ctx, name, "")
		if err != nil {
			return false, err
		}
		is, err := isSettled(now)
		return is && aws.ToString(now.Description) == f.Description && alike(now, was), err
	})
}

// restoring is the update that makes a function what it was, in all that a run
// changes.
func restoring(name string, was *lambda.GetFunctionConfigurationOutput) *lambda.UpdateFunctionConfigurationInput {
	in := &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &name, MemorySize: was.MemorySize, Timeout: was.Timeout, EphemeralStorage: was.EphemeralStorage,
		Environment: &types.Environment{Variables: map[string]string{}}, SnapStart: snapStart(false),
	}
	if was.Environment != nil && was.Environment.Variables != nil {
		in.Environment.Variables = was.Environment.Variables
	}
	if was.SnapStart != nil && was.SnapStart.ApplyOn != "" {
		in.SnapStart.ApplyOn = was.SnapStart.ApplyOn
	}
	if was.VpcConfig != nil {
		in.VpcConfig = &types.VpcConfig{
			SubnetIds: append([]string{}, was.VpcConfig.SubnetIds...), SecurityGroupIds: append([]string{}, was.VpcConfig.SecurityGroupIds...),
			Ipv6AllowedForDualStack: was.VpcConfig.Ipv6AllowedForDualStack,
		}
	}
	return in
}

// alike reports whether two configurations are the same in all that a run changes.
func alike(a, b *lambda.GetFunctionConfigurationOutput) bool {
	one, other := restoring("", a), restoring("", b)
	ephemeral := func(in *lambda.UpdateFunctionConfigurationInput) int32 {
		if in.EphemeralStorage == nil {
			return 0
		}
		return aws.ToInt32(in.EphemeralStorage.Size)
	}
	return aws.ToInt32(a.MemorySize) == aws.ToInt32(b.MemorySize) && aws.ToInt32(a.Timeout) == aws.ToInt32(b.Timeout) &&
		ephemeral(one) == ephemeral(other) && maps.Equal(one.Environment.Variables, other.Environment.Variables) &&
		one.SnapStart.ApplyOn == other.SnapStart.ApplyOn && fmt.Sprint(subnets(one)) == fmt.Sprint(subnets(other))
}

func subnets(in *lambda.UpdateFunctionConfigurationInput) []string {
	if in.VpcConfig == nil {
		return nil
	}
	return append(append([]string{}, in.VpcConfig.SubnetIds...), in.VpcConfig.SecurityGroupIds...)
}
