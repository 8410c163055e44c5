package onaws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// sweeper removes twins and their log groups whose journals are lost. What mode
// versions changes bears no tag: versions have none.
type sweeper struct {
	config aws.Config
	runner *Runner
}

// NewSweeper removes what runs have left on Lambda.
func NewSweeper(c aws.Config) runners.Sweeper {
	return &sweeper{config: c, runner: &Runner{api: lambda.NewFromConfig(c), logs: cloudwatchlogs.NewFromConfig(c), pace: DefaultPace, warn: func(string) {}}}
}

// Leftovers are the twins and then their log groups.
func (s *sweeper) Leftovers(ctx context.Context) (all []runners.Leftover, err error) {
	for _, kind := range []string{"lambda:function", "logs:log-group"} {
		tagged, err := cloud.FindTagged(ctx, s.config, kind)
		for _, t := range tagged {
			if s.there(ctx, t.ARN) {
				all = append(all, runners.Leftover{Resource: t.ARN, Run: t.Run})
			}
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// there reports whether something that is tagged is ours and still exists: what
// is gone is listed for a while.
func (s *sweeper) there(ctx context.Context, arn string) bool {
	if _, group, ok := strings.Cut(arn, ":log-group:"); ok {
		group = strings.TrimSuffix(group, ":*")
		out, err := s.runner.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &group})
		return strings.HasPrefix(group, logGroup("sweetspot-")) && (err != nil || len(out.LogGroups) > 0)
	}
	_, err := s.runner.function(ctx, arn, "")
	return strings.Contains(arn, ":function:sweetspot-") && !isGone(err)
}

// Remove deletes a twin or a log group.
func (s *sweeper) Remove(ctx context.Context, l runners.Leftover) error {
	if _, group, ok := strings.Cut(l.Resource, ":log-group:"); ok {
		return s.runner.deleteLogGroup(ctx, strings.TrimSuffix(group, ":*"))
	}
	if _, name, ok := strings.Cut(l.Resource, ":function:"); ok {
		s.runner.run = l.Run
		return s.runner.deleteTwin(ctx, name)
	}
	return fmt.Errorf("%s is nothing that Lambda has", l.Resource)
}
