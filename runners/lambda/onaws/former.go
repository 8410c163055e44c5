package onaws

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// former is where the state of a function in use is kept while it is measured:
// in a version of it, which AWS keeps with its secrets. The journal has none.
type former struct {
	Version     string `json:"version"`
	Description string `json:"description"`    // the version has one of ours
	Mark        string `json:"mark"`           // the description of our configuration
	Ours        shape  `json:"ours,omitempty"` // our configuration, without the values of variables
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
	if run := runOf(now.Description); run != "" {
		return notPutBack("the configuration of "+name, run)
	}
	if r.name.Qualifier == "" && aws.ToString(now.CodeSha256) != aws.ToString(r.own.CodeSha256) {
		return fmt.Errorf("other code was deployed to %s since it was checked: run again", name)
	}
	r.code[architectureOf(now)] = aws.ToString(now.CodeSha256)
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
	r.was = former{Version: aws.ToString(out.Version), Description: aws.ToString(now.Description)}
	r.left = content(now)
	r.host = name
	return nil
}

// asLeft reads $LATEST of a function in use, which must still be what this run
// left it as. The update that follows insists on the revision that was read here,
// so that between the two nothing of somebody else's is overwritten either. The
// revision of our own last change would not do: AWS gives a function another one
// when an update of it ends, and when a version of it is published.
func (r *Runner) asLeft(ctx context.Context) (*lambda.GetFunctionConfigurationOutput, error) {
	now, err := r.configuration(ctx, r.host, "")
	if err != nil || r.target.Mode != scenarios.ModeVersions {
		return now, err
	}
	if content(now) != r.left {
		return nil, r.overtaken()
	}
	return now, nil
}

// overtaken is that somebody else changed the function that is measured.
func (r *Runner) overtaken() error {
	return fmt.Errorf("somebody else changed %s while it was measured, a deployment say: the run ends, and overwrites nothing of theirs", r.host)
}

// sameCode checks that a version has the code that the others of its architecture
// have: what is compared is one function.
func (r *Runner) sameCode(out *lambda.PublishVersionOutput, w wanted) error {
	is := aws.ToString(out.CodeSha256)
	if was, known := r.code[w.architecture]; known && was != is {
		return fmt.Errorf("other code was deployed to %s while it was measured (its SHA-256 was %s and is %s): the run ends, as different code cannot be compared", r.host, was, is)
	}
	r.code[w.architecture] = is
	return nil
}

func architectureOf(now *lambda.GetFunctionConfigurationOutput) string {
	return (&original{FunctionConfiguration: types.FunctionConfiguration{Architectures: now.Architectures}}).architecture()
}

// beforeConfiguring journals an update of a function in use; a twin is deleted
// as a whole.
func (r *Runner) beforeConfiguring(in *lambda.UpdateFunctionConfigurationInput, now *lambda.GetFunctionConfigurationOutput) (runners.Change, error) {
	if r.target.Mode != scenarios.ModeVersions {
		return runners.Change{}, nil
	}
	f := r.was
	f.Mark, f.Ours = aws.ToString(in.Description), asked(in, now).hidden()
	return r.before("lambda:UpdateFunctionConfiguration", r.host, f)
}

// restoreConfiguration gives a function in use the configuration of before, if it
// has the one of this change. What somebody else made of it meanwhile is theirs.
func (r *Runner) restoreConfiguration(ctx context.Context, name string, f former) error {
	if err := r.settled(ctx, name); err != nil {
		return err
	}
	now, err := r.configuration(ctx, name, "")
	if err != nil {
		return ignoreGone(err)
	}
	ours := aws.ToString(now.Description) == f.Mark
	if !ours && begins(now.Description, r.mark("")) {
		return nil // of an earlier change of this run, which is put back after this one
	}
	was, err := r.configuration(ctx, name, f.Version)
	if isGone(err) && !ours {
		return nil // whoever deleted it has seen to the function
	}
	if err != nil {
		return fmt.Errorf("%s still has a configuration of this run, and version %s, which keeps the former one, cannot be read: %w", name, f.Version, err)
	}
	switch {
	case runOf(now.Description) == "" && !ours && len(shapeNow(now).unlike(shapeNow(was))) == 0:
		return nil // ours was never made, or is put back
	case !ours || len(shapeNow(now).hidden().unlike(f.Ours)) > 0:
		return r.notOurs(name, f, now, was)
	}
	return r.reconfigure(ctx, name, f, now, was)
}

// notOurs says what is still of this run in a configuration that somebody else
// has changed, and how to put it back.
func (r *Runner) notOurs(name string, f former, now, was *lambda.GetFunctionConfigurationOutput) error {
	shown, before := shapeNow(now), shapeNow(was)
	var still []string
	for _, what := range shown.unlike(before) {
		if ours, is := f.Ours[what]; is && (ours == shown[what] || strings.HasPrefix(what, ofVariable)) {
			still = append(still, what)
		}
	}
	if len(still) == 0 && runOf(now.Description) == "" && !begins(was.Description, r.mark("")) {
		return r.leave(name + " was deployed anew while it was measured, and has nothing of this run: it stays as it is now")
	}
	text := "nothing of what this run changed is still there"
	if len(still) > 0 {
		text = "of what this run changed there is still: " + strings.Join(still, ", ")
	}
	return fmt.Errorf("somebody else changed %s while it was measured, and nothing of theirs is overwritten; %s. "+
		"Version %s keeps the function of before (aws lambda get-function-configuration --function-name %s --qualifier %s): "+
		"set what is to be as it was, and its description, yourself; then, if it is not to be the same as that version, delete the version; then sweetspot restore %s",
		name, text, f.Version, name, f.Version, r.run)
}

// reconfigure puts the configuration of before in the place of ours.
func (r *Runner) reconfigure(ctx context.Context, name string, f former, now, was *lambda.GetFunctionConfigurationOutput) error {
	in := restoring(name, was)
	in.Description, in.RevisionId = &f.Description, now.RevisionId
	if _, err := control(ctx, r, "lambda:UpdateFunctionConfiguration", name, func(ctx context.Context) (*lambda.UpdateFunctionConfigurationOutput, error) {
		return r.api.UpdateFunctionConfiguration(ctx, in)
	}); err != nil {
		return err
	}
	replaced := content(now)
	return r.await(ctx, name+" is to be as it was", func(ctx context.Context) (bool, error) {
		now, err := r.configuration(ctx, name, "")
		if err != nil {
			return false, err
		}
		is, err := isSettled(now)
		back := aws.ToString(now.Description) == f.Description && len(shapeNow(now).unlike(shapeNow(was))) == 0
		if is && err == nil && !back && content(now) != replaced {
			return false, r.notOurs(name, f, now, was)
		}
		return is && back, err
	})
}
