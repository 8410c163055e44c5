package gateway

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Overheads estimates from metrics what the gateway added in each block, where no
// access log has told: the mean of Latency less that of IntegrationLatency over
// the minutes in which the block ran, whoever else sent meanwhile. It waits for
// metrics a bounded time.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
func (r *Deployed) Overheads(ctx context.Context, blocks []*measure.Block) {
	if len(blocks) == 0 || r.facts == nil || r.facts.log != nil && r.facts.log.timed() {
		return
	}
	for deadline := time.Now().Add(r.options.Pace.Metrics); ; {
		missing := 0
		for _, b := range blocks {
			if b.Overhead > 0 || b.Finished.IsZero() {
				continue
			}
			mean, err := r.overhead(ctx, b.Started, b.Finished)
			if err != nil {
				r.options.Warn(r.target.Name + ": what the gateway adds is not known: " + err.Error())
				return
			}
			if b.Overhead = mean; mean == 0 {
				missing++
			}
		}
		if missing == 0 || time.Now().After(deadline) || cloud.Pause(ctx, r.options.Pace.Poll) != nil {
			return
		}
	}
}

// overhead is the mean over a while, 0 where there is none yet.
func (r *Deployed) overhead(ctx context.Context, from, until time.Time) (time.Duration, error) {
	query := func(id, metric, stat string) types.MetricDataQuery {
		return types.MetricDataQuery{Id: aws.String(id), MetricStat: &types.MetricStat{
			Metric: &types.Metric{Namespace: aws.String("AWS/ApiGateway"), MetricName: aws.String(metric), Dimensions: r.dimensions()},
			Period: aws.Int32(60), Stat: aws.String(stat),
		}}
	}
	out, err := control(ctx, r.options.Pace, "cloudwatch:GetMetricData", "AWS/ApiGateway", func(ctx context.Context) (*cloudwatch.GetMetricDataOutput, error) {
		return r.metrics.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
			StartTime: aws.Time(from.Truncate(time.Minute)), EndTime: aws.Time(until.Truncate(time.Minute).Add(time.Minute)),
			MetricDataQueries: []types.MetricDataQuery{
				query("whole", "Latency", "Sum"), query("inside", "IntegrationLatency", "Sum"), query("n", "Latency", "SampleCount"),
			},
		})
	})
	if err != nil {
		return 0, err
	}
	sums := map[string]float64{}
	for _, result := range out.MetricDataResults {
		for _, v := range result.Values {
			sums[aws.ToString(result.Id)] += v
		}
	}
	if sums["n"] == 0 {
		return 0, nil
	}
	ms := (sums["whole"] - sums["inside"]) / sums["n"]
	return max(time.Microsecond, time.Duration(ms*float64(time.Millisecond))), nil
}

// dimensions name the stage in the metrics: a REST API goes by its name, an HTTP
// API by its ID.
func (r *Deployed) dimensions() []types.Dimension {
	stage := types.Dimension{Name: aws.String("Stage"), Value: aws.String(r.facts.stage)}
	if r.target.Gateway.API == scenarios.PriceHTTP {
		return []types.Dimension{{Name: aws.String("ApiId"), Value: aws.String(r.target.Gateway.APIID)}, stage}
	}
	return []types.Dimension{{Name: aws.String("ApiName"), Value: aws.String(r.facts.name)}, stage}
}
