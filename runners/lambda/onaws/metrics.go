package onaws

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// fromMetrics gives samples without a report the mean duration that CloudWatch
// has for their version and time. "CloudWatch metrics … are sent in 1-minute
// intervals", and come later than that.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func (r *Runner) fromMetrics(ctx context.Context, v scenarios.Variant, samples []*measure.Sample) {
	from, to := samples[0].Sent, samples[0].End
	for _, s := range samples {
		if s.Sent.Before(from) {
			from = s.Sent
		}
		if s.End.After(to) {
			to = s.End
		}
	}
	what := fmt.Sprintf("%s: %d invocations have no report, neither with the answer nor in the logs", r.scenario.Label(v), len(samples))
	mean, err := r.meanDuration(ctx, v, from.Truncate(time.Minute), to.Add(time.Minute))
	switch {
	case err != nil:
		r.warn(what + ", and no figures: " + err.Error())
	case mean == 0:
		r.warn(fmt.Sprintf("%s, and the metrics have none after %s: they have no duration and no billed time", what, r.pace.Metrics))
	default:
		for _, s := range samples {
			s.Duration, s.Billed, s.Estimated = mean, (mean + time.Millisecond - 1).Truncate(time.Millisecond), true
		}
		r.warn(fmt.Sprintf("%s: their duration is estimated as %s, the mean of the metrics", what, mean.Round(10*time.Microsecond)))
	}
}

// meanDuration waits until CloudWatch has a duration; 0 where it has none in time.
func (r *Runner) meanDuration(ctx context.Context, v scenarios.Variant, from, to time.Time) (time.Duration, error) {
	deadline := time.Now().Add(r.pace.Metrics)
	for pause := r.pace.Poll; ; pause *= 2 {
		out, err := control(ctx, r, "cloudwatch:GetMetricData", r.host, func(ctx context.Context) (*cloudwatch.GetMetricDataOutput, error) {
			return r.metrics.GetMetricData(ctx, r.durations(v, from, to))
		})
		if err != nil {
			return 0, err
		}
		if mean := meanOf(out); mean > 0 {
			return mean, nil
		}
		if left := time.Until(deadline); left <= 0 || cloud.Pause(ctx, min(pause, left)) != nil {
			return 0, nil
		}
	}
}

// durations asks for the sum and the number of a version's durations.
func (r *Runner) durations(v scenarios.Variant, from, to time.Time) *cloudwatch.GetMetricDataInput {
	at, _ := r.at(v)
	name := r.host
	if r.target.Mode == scenarios.ModeVersions {
		name = r.name.Short
	}
	query := func(id, stat string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: &id, MetricStat: &types.MetricStat{Period: aws.Int32(60), Stat: &stat, Metric: &types.Metric{
			Namespace: aws.String("AWS/Lambda"), MetricName: aws.String("Duration"),
			Dimensions: []types.Dimension{
				{Name: aws.String("FunctionName"), Value: &name}, {Name: aws.String("Resource"), Value: aws.String(name + ":" + at.number)},
			},
		}}}
	}
	return &cloudwatch.GetMetricDataInput{StartTime: &from, EndTime: &to, MetricDataQueries: []types.MetricDataQuery{query("sum", "Sum"), query("n", "SampleCount")}}
}

// meanOf divides the sum by the number; the values are in ms.
func meanOf(out *cloudwatch.GetMetricDataOutput) time.Duration {
	total := map[string]float64{}
	for _, result := range out.MetricDataResults {
		for _, value := range result.Values {
			total[aws.ToString(result.Id)] += value
		}
	}
	if total["n"] == 0 {
		return 0
	}
	return time.Duration(total["sum"] / total["n"] * float64(time.Millisecond))
}
