package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go"
	"github.com/spf13/pflag"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/cloudwatch"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// groupOptions say which log groups are read from CloudWatch.
type groupOptions struct {
	group, prefix string
	since, filter string
	most          int
}

func (g *groupOptions) flags(flags *pflag.FlagSet) {
	flags.StringVar(&g.group, "group", "", "log group to read from CloudWatch in place of files; a name without a slash is that of a function")
	flags.StringVar(&g.prefix, "group-prefix", "", "with --rank: read every log group whose name begins so, such as /aws/lambda/shop-")
	flags.StringVar(&g.since, "since", "24h", "how far back to read log groups")
	flags.StringVar(&g.filter, "filter", cloudwatch.Told, "filter pattern for the events of log groups; empty for all of them")
	flags.IntVar(&g.most, "max-events", 200_000, "events to read of a log group at most")
}

// used reports whether CloudWatch is to be asked.
func (g *groupOptions) used() bool { return g.group != "" || g.prefix != "" }

// check says what is wrong with the flags, given with so many files.
func (g *groupOptions) check(files int, rank bool) error {
	switch {
	case !g.used() && files == 0:
		return errors.New("give log files or folders, or --group NAME")
	case g.used() && files > 0:
		return errors.New("give files or --group, not both")
	case g.group != "" && g.prefix != "":
		return errors.New("give --group or --group-prefix, not both")
	case g.prefix != "" && !rank:
		return errors.New("--group-prefix belongs to --rank: a run is made of one function")
	case g.most < 1 || g.most > maxLogEvents:
		return fmt.Errorf("--max-events is a number from 1 to %d", maxLogEvents)
	}
	return nil
}

// maxLogEvents bounds --max-events: some thousand calls of the API.
const maxLogEvents = 20_000_000

// maxGroups bounds how many log groups are read.
const maxGroups = 1000

// readGroups reads log groups from CloudWatch.
func (a *app) readGroups(ctx context.Context, g groupOptions, region string, to *lambdalogs.Collector) (*logsRead, error) {
	since, err := check.ParseDuration(g.since)
	if err != nil || since < time.Minute {
		return nil, inputError(fmt.Errorf("--since: %q is no time such as 24h, of a minute at least", g.since))
	}
	client, region, err := logsClient(ctx, region)
	if err != nil {
		return nil, inputError(err)
	}
	names := []string{groupName(g.group)}
	if g.prefix != "" {
		if names, err = cloudwatch.Groups(ctx, client, g.prefix, maxGroups); err != nil {
			return nil, asAPIError(err)
		}
	}
	now := time.Now()
	read := &logsRead{paths: names, region: region, searched: g.filter == cloudwatch.Told || g.filter == ""}
	for _, name := range names {
		q := cloudwatch.Query{Group: name, From: now.Add(-since), To: now, Filter: g.filter, Most: g.most}
		more, err := cloudwatch.Read(ctx, client, q, to.Add)
		if err != nil {
			return nil, asAPIError(err)
		}
		if more {
			read.cut = append(read.cut, name)
			fmt.Fprintf(a.stderr, "sweetspot: warning: %s has more than %d events since %s ago; the first of them are read (--max-events)\n", name, g.most, g.since)
		}
	}
	read.logs = to.Logs()
	return read, nil
}

// groupName is the log group that Lambda gives a function, where a function is
// named.
func groupName(name string) string {
	if strings.Contains(name, "/") {
		return name
	}
	return "/aws/lambda/" + name
}

// logsClient speaks to CloudWatch Logs. Reading logs may be tried again.
func logsClient(ctx context.Context, region string) (*cloudwatchlogs.Client, string, error) {
	region = cmp.Or(region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), scenarios.DefaultRegion)
	config, err := cloud.Signed(ctx, cloud.Access{Region: region})
	if err != nil {
		return nil, "", fmt.Errorf("%w; or name a FILE with what `aws logs filter-log-events` printed", err)
	}
	return cloudwatchlogs.NewFromConfig(config, func(o *cloudwatchlogs.Options) { o.Retryer = retry.NewStandard() }), region, nil
}

// asAPIError is an error of CloudWatch without the SDK's account of the call.
// What the caller asked for wrongly is the input's fault.
func asAPIError(err error) error {
	var api smithy.APIError
	switch {
	case errors.Is(err, context.Canceled):
		return errInterrupted
	case errors.As(err, &api):
		said := fmt.Errorf("CloudWatch Logs: %s: %s", api.ErrorCode(), api.ErrorMessage())
		if api.ErrorFault() == smithy.FaultServer {
			return incomplete(said)
		}
		return inputError(said)
	}
	return incomplete(fmt.Errorf("CloudWatch Logs: %w", err))
}
