package onaws

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/cloudwatch"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

var _ runners.Completer = (*Runner)(nil)

// maxReports bounds the events of a block's log that are read.
const maxReports = 1_000_000

// ran reports whether a sample's invocation reached the function.
func ran(s *measure.Sample) bool {
	return s.RequestID != "" && s.Outcome != measure.OutcomeThrottle && s.Outcome != measure.OutcomeTransport && s.Outcome != measure.OutcomeDropped
}

// Lacks reports whether a sample's environment or its figures are yet to be
// learned: answers never tell the environment, and may lack the report.
func (r *Runner) Lacks(s *measure.Sample) bool {
	return ran(s) && (s.Billed == 0 || s.Environment == "" && r.logged)
}

// Complete reads the reports of a block from CloudWatch Logs by the IDs of their
// requests: each stands in the log stream of its environment. Figures that are
// not there either are taken from the metrics, and marked as estimated.
func (r *Runner) Complete(ctx context.Context, v scenarios.Variant, samples []measure.Sample) {
	if r.logged && ctx.Err() == nil {
		r.fromLogs(ctx, v, samples)
		r.serves(v, samples)
	}
	var without []*measure.Sample
	for i := range samples {
		if s := &samples[i]; ran(s) && s.Billed == 0 {
			without = append(without, s)
		}
	}
	if len(without) > 0 && ctx.Err() == nil {
		r.fromMetrics(ctx, v, without)
	}
}

// fromLogs looks for the reports until all are there, or long enough.
func (r *Runner) fromLogs(ctx context.Context, v scenarios.Variant, samples []measure.Sample) {
	at, _ := r.at(v)
	open := map[string]*measure.Sample{}
	for i := range samples {
		if ran(&samples[i]) {
			open[samples[i].RequestID] = &samples[i]
		}
	}
	sought, deadline := len(open), time.Now().Add(r.pace.Logs)
	for pause := r.pace.Poll; ; pause *= 2 {
		found, err := r.reports(ctx, samples)
		if cloud.CodeOf(err) != "" || err != nil && time.Now().After(deadline) {
			r.unread(err.Error())
			return
		}
		for i := range found {
			if s := open[found[i].RequestID]; s != nil {
				complete(s, &found[i], at)
				delete(open, found[i].RequestID)
			}
		}
		if len(open) == 0 {
			return
		}
		if left := time.Until(deadline); left <= 0 || cloud.Pause(ctx, min(pause, left)) != nil {
			break
		}
	}
	if len(open) == sought && ctx.Err() == nil {
		r.unread(fmt.Sprintf("the log group %s has none of %d reports after %s: may the function's role write to it?", r.group(), sought, r.pace.Logs))
	}
}

// unread gives the logs up for the rest of the run: to wait for them in every
// block would take long.
func (r *Runner) unread(why string) {
	r.logged = false
	r.warn(why + "; the run goes on with the tails of logs that come with the answers, and does not know the environments")
}

// group is the log group that the host writes to.
func (r *Runner) group() string {
	if l := r.own.LoggingConfig; r.target.Mode == scenarios.ModeVersions && l != nil && aws.ToString(l.LogGroup) != "" {
		return *l.LogGroup
	}
	if r.target.Mode == scenarios.ModeVersions {
		return logGroup(r.name.Short)
	}
	return logGroup(r.host)
}

// reports reads what the log group has of the time of samples.
func (r *Runner) reports(ctx context.Context, samples []measure.Sample) (all []lambdalogs.Invocation, err error) {
	from, to := span(samples)
	collector := lambdalogs.NewCollector("")
	query := cloudwatch.Query{Group: r.group(), From: from, To: to, Filter: cloudwatch.Told, Most: maxReports}
	_, err = control(ctx, r, "logs:FilterLogEvents", r.group(), func(ctx context.Context) (bool, error) {
		return cloudwatch.Read(ctx, r.logs, query, collector.Add)
	})
	if isGone(err) { // the group comes with the first line
		return nil, nil
	}
	for _, log := range collector.Logs() {
		all = append(all, log.Invocations...)
	}
	return all, err
}

// clocks is how far the clocks of this machine and of AWS may be apart, with an
// init before.
const clocks = time.Minute

// span is the time of samples, with room on either side.
func span(samples []measure.Sample) (from, to time.Time) {
	from, to = samples[0].Sent, samples[0].End
	for i := range samples {
		if samples[i].Sent.Before(from) {
			from = samples[i].Sent
		}
		if samples[i].End.After(to) {
			to = samples[i].End
		}
	}
	return from.Add(-clocks), to.Add(clocks)
}

// complete fills in what the log tells of a sample.
func complete(s *measure.Sample, i *lambdalogs.Invocation, at version) {
	s.Environment = environmentOf(i.Stream)
	if s.Cold != measure.ColdNone && i.Cold != measure.ColdNone {
		s.Cold = i.Cold // the log knows when the init began
	}
	if s.Billed > 0 {
		return
	}
	s.Init, s.Duration, s.Billed, s.MaxMemoryMB, s.Cold = i.Init, i.Duration, i.Billed, i.MaxMemoryMB, i.Cold
	s.Stale = i.MemoryMB != int(at.memory)
}

// environmentOf is the environment of a log stream, such as
// "2026/11/27/[3]0a1b…": its last part.
func environmentOf(stream string) string {
	return stream[strings.LastIndexByte(stream, ']')+1:]
}
