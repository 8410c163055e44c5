// Package cloudwatch reads the events of log groups from CloudWatch Logs through
// the AWS SDK, as package lambdalogs takes them.
package cloudwatch

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
)

// API is the part of the SDK's client that is used; *cloudwatchlogs.Client has
// it. The caller needs the permissions logs:FilterLogEvents and, to find groups,
// logs:DescribeLogGroups.
type API interface {
	FilterLogEvents(context.Context, *cloudwatchlogs.FilterLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error)
	DescribeLogGroups(context.Context, *cloudwatchlogs.DescribeLogGroupsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)
}

var _ API = (*cloudwatchlogs.Client)(nil)

// Told is the filter that lets through what tells of invocations: reports, the
// starts of init phases, and failures; starts of invocations would double the
// number of events, and a report tells nearly as well when one began.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
const Told = `?REPORT ?INIT_START ?INIT_REPORT ?"Task timed out" ?"Runtime exited" ?"[ERROR]" ?"Invoke Error" ?"platform."`

// maxPages bounds a query; FilterLogEvents may give empty pages.
const maxPages = 100_000

// Query says which events of a group are wanted.
type Query struct {
	Group    string
	From, To time.Time
	Filter   string // in CloudWatch's own language; "" for every event
	Most     int    // events at most; more of them end the reading
}

// Read gives every event to visit, in the order of time. more says that there
// are more than the query wants.
func Read(ctx context.Context, api API, q Query, visit lambdalogs.Visit) (more bool, err error) {
	in := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(q.Group), StartTime: aws.Int64(q.From.UnixMilli()), EndTime: aws.Int64(q.To.UnixMilli()),
	}
	if q.Filter != "" {
		in.FilterPattern = aws.String(q.Filter)
	}
	n := 0
	for range maxPages {
		out, err := api.FilterLogEvents(ctx, in)
		if err != nil {
			return false, err
		}
		for _, e := range out.Events {
			if n++; n > q.Most {
				return true, nil
			}
			event := lambdalogs.Event{Group: q.Group, Stream: aws.ToString(e.LogStreamName), Message: aws.ToString(e.Message)}
			if ms := aws.ToInt64(e.Timestamp); ms > 0 {
				event.Time = time.UnixMilli(ms).UTC()
			}
			if err := visit(event); err != nil {
				return false, err
			}
		}
		if aws.ToString(out.NextToken) == "" {
			return false, nil
		}
		in.NextToken = out.NextToken
	}
	return false, fmt.Errorf("%s: more than %d pages", q.Group, maxPages)
}

// Groups are the names of the log groups that begin with a prefix, of which
// there may be so many at most.
func Groups(ctx context.Context, api API, prefix string, most int) ([]string, error) {
	in := &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(prefix)}
	var names []string
	for range maxPages {
		out, err := api.DescribeLogGroups(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, g := range out.LogGroups {
			if len(names) == most {
				return nil, fmt.Errorf("more than %d log groups begin with %s; choose a longer prefix", most, prefix)
			}
			names = append(names, aws.ToString(g.LogGroupName))
		}
		if aws.ToString(out.NextToken) == "" {
			return names, nil
		}
		in.NextToken = out.NextToken
	}
	return nil, fmt.Errorf("more than %d pages of log groups", maxPages)
}
