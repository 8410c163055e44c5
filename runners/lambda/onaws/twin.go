package onaws

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Tags of all that is made.
const (
	TagRun    = cloud.RunTag
	TagTarget = "sweetspot:target"
)

const (
	packageTimeout = 5 * time.Minute // of a download
	maxName        = 64              // characters of a function's name
	// maxPackage is what the API takes directly: "50 MB (zipped, when uploaded through
	// the Lambda API or SDKs). Upload larger files with Amazon S3."
	// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
	maxPackage = 50 << 20
)

// runStamp takes the time and the last part of a run's id, which are its own.
var runStamp = regexp.MustCompile(`^([0-9]{8}T[0-9]{6}Z)-.*-([0-9a-f]{4})$`)

// twinName is the name of the copy: "sweetspot-<run>-<name>", the run's id
// without the scenario's name, and the whole as long as a name may be.
func (r *Runner) twinName() string {
	run := cmp.Or(r.run, "RUN") // while its ID is not known
	if m := runStamp.FindStringSubmatch(run); m != nil {
		run = m[1] + "-" + m[2]
	}
	name := "sweetspot-" + run + "-" + r.target.Name
	return strings.TrimRight(name[:min(len(name), maxName)], "-")
}

// logGroup is the one that Lambda gives a function of that name.
func logGroup(function string) string { return "/aws/lambda/" + function }

// tags of all that is made for the run, the function's own first. AWS keeps the
// prefix "aws:" to itself.
func (r *Runner) tags(own map[string]string) map[string]string {
	tags := map[string]string{}
	for key, value := range own {
		if !strings.HasPrefix(key, "aws:") {
			tags[key] = value
		}
	}
	tags[TagRun], tags[TagTarget] = r.run, r.target.Name
	return tags
}

// before journals a change.
func (r *Runner) before(action, resource string, former any) (runners.Change, error) {
	c := runners.Change{Target: r.target.Name, Action: action, Resource: resource}
	if former != nil {
		c.Former = encode(former)
	}
	return r.journal.Before(c)
}

// makeTwin creates the copy and its log group, and waits until it is active.
func (r *Runner) makeTwin(ctx context.Context) error {
	name := r.twinName()
	if err := r.makeLogGroup(ctx, logGroup(name)); err != nil {
		return err
	}
	input, err := r.copyOf(ctx, name)
	if err != nil {
		return err
	}
	if _, err := r.before("lambda:CreateFunction", name, nil); err != nil {
		return err
	}
	if _, err := control(ctx, r, "lambda:CreateFunction", name, func(ctx context.Context) (*lambda.CreateFunctionOutput, error) {
		return r.api.CreateFunction(ctx, input)
	}); err != nil {
		return err
	}
	if err := r.settled(ctx, name); err != nil {
		return err
	}
	r.host = name
	return nil
}

// makeLogGroup creates the twin's log group, so that it bears the run's tags.
// Without the permission the run does without its logs.
func (r *Runner) makeLogGroup(ctx context.Context, group string) error {
	change, err := r.before("logs:CreateLogGroup", group, nil)
	if err != nil {
		return err
	}
	_, err = control(ctx, r, "logs:CreateLogGroup", group, func(ctx context.Context) (*cloudwatchlogs.CreateLogGroupOutput, error) {
		return r.logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &group, Tags: r.tags(nil)})
	})
	if err != nil && ctx.Err() == nil && cloud.CodeOf(err) != "" {
		r.logged = false
		r.warn(err.Error() + "; the run goes on with the tails of logs that come with the answers, does not know the environments, and leaves the group behind if Lambda makes it")
		return r.journal.Undone(change)
	}
	return err
}

// copyOf describes the twin: all of the function that a copy can carry.
func (r *Runner) copyOf(ctx context.Context, name string) (*lambda.CreateFunctionInput, error) {
	o := r.own
	in := &lambda.CreateFunctionInput{
		FunctionName: &name, Role: o.Role, Architectures: o.Architectures, Description: aws.String(r.mark(name)),
		DeadLetterConfig: o.DeadLetterConfig, EphemeralStorage: o.EphemeralStorage, FileSystemConfigs: o.FileSystemConfigs,
		Handler: o.Handler, KMSKeyArn: o.KMSKeyArn, LoggingConfig: logging(o.LoggingConfig), MemorySize: o.MemorySize, PackageType: o.PackageType,
		Runtime: o.Runtime, Tags: r.tags(o.tags), Timeout: o.Timeout, VpcConfig: o.network(),
	}
	if o.Environment != nil {
		in.Environment = &types.Environment{Variables: o.Environment.Variables}
	}
	if o.TracingConfig != nil {
		in.TracingConfig = &types.TracingConfig{Mode: o.TracingConfig.Mode}
	}
	if o.SnapStart != nil && o.SnapStart.ApplyOn != types.SnapStartApplyOnNone {
		in.SnapStart = &types.SnapStart{ApplyOn: o.SnapStart.ApplyOn}
	}
	for _, l := range o.Layers {
		in.Layers = append(in.Layers, aws.ToString(l.Arn))
	}
	if o.ImageConfigResponse != nil {
		in.ImageConfig = o.ImageConfigResponse.ImageConfig
	}
	var err error
	in.Code, err = r.codeOf(ctx)
	return in, err
}

// logging is the function's own, but for the log group: the twin logs apart.
func logging(l *types.LoggingConfig) *types.LoggingConfig {
	if l == nil {
		return nil
	}
	own := *l
	own.LogGroup = nil
	return &own
}

// codeOf is the function's own package: the image, or the archive, which is
// downloaded from where AWS keeps it.
func (r *Runner) codeOf(ctx context.Context) (*types.FunctionCode, error) {
	code := &types.FunctionCode{}
	if r.own.code != nil {
		code.SourceKMSKeyArn = r.own.code.SourceKMSKeyArn
	}
	if r.own.image() {
		code.ImageUri = r.own.code.ResolvedImageUri
		if code.ImageUri == nil {
			code.ImageUri = r.own.code.ImageUri
		}
		return code, nil
	}
	// The address is good for ten minutes: it is asked for again.
	out, err := r.function(ctx, r.name.Name, r.name.Qualifier)
	if err != nil {
		return nil, err
	}
	if out.Code == nil || aws.ToString(out.Code.Location) == "" {
		return nil, fmt.Errorf("AWS does not say where the code of %s is", r.target.Function.Name)
	}
	code.ZipFile, err = r.download(ctx, *out.Code.Location)
	return code, err
}

// download gets a package. Its address is a secret and never told.
func (r *Runner) download(ctx context.Context, location string) ([]byte, error) {
	what := "cannot download the package of " + r.target.Function.Name
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, location, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("%s: AWS gave no address that can be read", what)
	}
	answer, err := r.fetch.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s from %s: no answer", what, request.URL.Host)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s from %s: %s", what, request.URL.Host, answer.Status)
	}
	archive, err := io.ReadAll(io.LimitReader(answer.Body, maxPackage+1))
	if err != nil {
		return nil, fmt.Errorf("%s from %s: it broke off", what, request.URL.Host)
	}
	return archive, sized(archive, r.target.Function.Name)
}

// sized refuses a package that cannot be sent.
func sized(archive []byte, of string) error {
	if len(archive) > maxPackage {
		return fmt.Errorf("the package of %s has more than the %d MB that Lambda takes directly: use mode: versions, or an image", of, maxPackage>>20)
	}
	return nil
}

// packageFor is the code of another architecture as an update.
func (r *Runner) packageFor(ctx context.Context, w wanted) (*lambda.UpdateFunctionCodeInput, error) {
	in := &lambda.UpdateFunctionCodeInput{FunctionName: &r.host, Architectures: []types.Architecture{types.Architecture(w.architecture)}}
	switch {
	case w.architecture == r.own.architecture() || w.code == scenarios.SamePackage:
		code, err := r.codeOf(ctx)
		if err != nil {
			return nil, err
		}
		in.ZipFile, in.ImageUri = code.ZipFile, code.ImageUri
	case strings.HasSuffix(w.code, ".zip"):
		archive, err := os.ReadFile(w.code)
		if err != nil {
			return nil, err
		}
		in.ZipFile = archive
		return in, sized(archive, w.code)
	default:
		in.ImageUri = &w.code
	}
	return in, nil
}
