package onaws

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/runners"
)

// made is how a version of ours is found again: by its description, as its number
// is known only once it is there.
type made struct {
	Description string `json:"description"`
	Former      bool   `json:"former,omitempty"` // it keeps the state of before
	Mark        string `json:"mark,omitempty"`   // as former.Mark
}

// concurrency is a function's reserved concurrency of before.
type concurrency struct {
	Reserved *int   `json:"reserved"`
	Ours     []*int `json:"ours"` // all that the run gave it, this change's last
}

// last is the latest that the run gave.
func (c concurrency) last() *int { return c.Ours[len(c.Ours)-1] }

// PutBack undoes one change and verifies it.
func (r *Runner) PutBack(ctx context.Context, c runners.Change) error {
	switch c.Action {
	case "logs:CreateLogGroup":
		return r.deleteLogGroup(ctx, c.Resource)
	case "lambda:CreateFunction":
		return r.deleteTwin(ctx, c.Resource)
	case "lambda:PublishVersion":
		return undo(c, func(m made) error { return r.deleteVersion(ctx, c.Resource, m) })
	case "lambda:PutProvisionedConcurrencyConfig":
		return undo(c, func(m made) error { return r.unprovision(ctx, c.Resource, m) })
	case "lambda:PutFunctionConcurrency":
		return undo(c, func(f concurrency) error { return r.restoreReserved(ctx, c.Resource, f) })
	case "lambda:UpdateFunctionConfiguration":
		return undo(c, func(f former) error { return r.restoreConfiguration(ctx, c.Resource, f) })
	}
	return fmt.Errorf("%s %s: this version of sweetspot does not know how to put that back", c.Action, c.Resource)
}

// undo reads the former state of a change and puts it back.
func undo[T any](c runners.Change, put func(T) error) error {
	var state T
	if err := json.Unmarshal(c.Former, &state); err != nil {
		return fmt.Errorf("%s %s: the former state cannot be read: %w", c.Action, c.Resource, err)
	}
	return put(state)
}

func ignoreGone(err error) error {
	if isGone(err) {
		return nil
	}
	return err
}

// deleteTwin deletes a function of ours, with what versions and concurrency it
// has left.
func (r *Runner) deleteTwin(ctx context.Context, name string) error {
	out, err := r.function(ctx, name, "")
	if err != nil {
		return ignoreGone(err)
	}
	if tag := out.Tags[TagRun]; tag == "" || r.run != "" && tag != r.run {
		return fmt.Errorf("the function %s is not deleted: it does not bear the tag %s of this run", name, TagRun)
	}
	if _, err := control(ctx, r, "lambda:DeleteFunction", name, func(ctx context.Context) (*lambda.DeleteFunctionOutput, error) {
		return r.api.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &name})
	}); err != nil {
		return ignoreGone(err)
	}
	return r.await(ctx, name+" is to be gone", func(ctx context.Context) (bool, error) {
		_, err := r.function(ctx, name, "")
		return isGone(err), ignoreGone(err)
	})
}

// deleteVersion deletes the versions with a description of ours. One that keeps
// the state of before stays for as long as it is needed.
func (r *Runner) deleteVersion(ctx context.Context, name string, m made) error {
	if m.Former {
		now, err := r.configuration(ctx, name, "")
		if err != nil {
			return ignoreGone(err)
		}
		if begins(now.Description, m.Mark) || r.configured(name) {
			return fmt.Errorf("the version %q of %s stays: it keeps the state of before, which is not put back yet", m.Description, name)
		}
	}
	return r.eachVersion(ctx, name, m, "is to be deleted", func(ctx context.Context, number string) error {
		_, err := control(ctx, r, "lambda:DeleteFunction", name+":"+number, func(ctx context.Context) (*lambda.DeleteFunctionOutput, error) {
			return r.api.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &name, Qualifier: &number})
		})
		return ignoreGone(err)
	}, func(context.Context, string) (bool, error) { return false, nil })
}

// configured reports whether a configuration of this run is not put back.
func (r *Runner) configured(name string) bool {
	return slices.ContainsFunc(r.journal.Outstanding(), func(c runners.Change) bool {
		return c.Action == "lambda:UpdateFunctionConfiguration" && c.Resource == name && c.Target == r.target.Name
	})
}

// unprovision takes the provisioned concurrency of our versions away.
func (r *Runner) unprovision(ctx context.Context, name string, m made) error {
	return r.eachVersion(ctx, name, m, "is to have no provisioned concurrency", func(ctx context.Context, number string) error {
		_, err := control(ctx, r, "lambda:DeleteProvisionedConcurrencyConfig", name+":"+number, func(ctx context.Context) (*lambda.DeleteProvisionedConcurrencyConfigOutput, error) {
			return r.api.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: &name, Qualifier: &number})
		})
		return ignoreGone(err)
	}, func(ctx context.Context, number string) (bool, error) {
		_, err := control(ctx, r, "lambda:GetProvisionedConcurrencyConfig", name+":"+number, func(ctx context.Context) (*lambda.GetProvisionedConcurrencyConfigOutput, error) {
			return r.api.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &name, Qualifier: &number})
		})
		return isGone(err), ignoreGone(err)
	})
}

// eachVersion undoes something of every version with our description, and waits
// until there is none that is not undone: gone, or undone as is says.
func (r *Runner) eachVersion(ctx context.Context, name string, m made, what string, do func(context.Context, string) error, is func(context.Context, string) (bool, error)) error {
	did := map[string]bool{}
	return r.await(ctx, fmt.Sprintf("the version %q of %s %s", m.Description, name, what), func(ctx context.Context) (bool, error) {
		all, err := r.versions(ctx, name)
		if err != nil {
			return isGone(err), ignoreGone(err)
		}
		for number, description := range all {
			if description != m.Description {
				continue
			}
			if !did[number] {
				did[number] = true
				if err := do(ctx, number); err != nil {
					return false, err
				}
			}
			if undone, err := is(ctx, number); !undone || err != nil {
				return r.versionGone(ctx, name, number, err)
			}
		}
		return true, nil
	})
}

// versionGone looks once more at a version that is still listed.
func (r *Runner) versionGone(ctx context.Context, name, number string, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	_, err = r.configuration(ctx, name, number)
	return isGone(err), ignoreGone(err)
}

// restoreReserved gives a function the reserved concurrency of before, unless
// somebody else has given it another one than we did: then nothing of ours is left.
func (r *Runner) restoreReserved(ctx context.Context, name string, c concurrency) error {
	now, err := r.reservedOf(ctx, name)
	if err != nil || same(now, c.Reserved) {
		return ignoreGone(err)
	}
	if !slices.ContainsFunc(c.Ours, func(ours *int) bool { return same(now, ours) }) {
		return r.leave(fmt.Sprintf("somebody else changed the reserved concurrency of %s while it was measured: it stays %s, and was %s before the run", name, reservation(now), reservation(c.Reserved)))
	}
	return ignoreGone(r.setReserved(ctx, name, c.Reserved))
}

// leave tells of what somebody else did, which is left as it is: an error for the
// run that it came in, which ends with it; whoever has it put back later knows.
func (r *Runner) leave(text string) error {
	if r.host != "" {
		return fmt.Errorf("%s; sweetspot restore %s leaves it so", text, r.run)
	}
	r.warn(text)
	return nil
}

// deleteLogGroup deletes the twin's log group. Lambda may make it again, when
// lines of the last invocations come late; restore --leftovers finds it then.
func (r *Runner) deleteLogGroup(ctx context.Context, group string) error {
	if !strings.HasPrefix(group, logGroup("sweetspot-")) {
		return fmt.Errorf("the log group %s is not deleted: it is none of sweetspot's", group)
	}
	_, err := control(ctx, r, "logs:DeleteLogGroup", group, func(ctx context.Context) (*cloudwatchlogs.DeleteLogGroupOutput, error) {
		return r.logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &group})
	})
	if err != nil {
		return ignoreGone(err)
	}
	return r.await(ctx, "the log group "+group+" is to be gone", func(ctx context.Context) (bool, error) {
		out, err := control(ctx, r, "logs:DescribeLogGroups", group, func(ctx context.Context) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
			return r.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &group})
		})
		if err != nil {
			return false, err
		}
		for _, g := range out.LogGroups {
			if aws.ToString(g.LogGroupName) == group {
				return false, nil
			}
		}
		return true, nil
	})
}
