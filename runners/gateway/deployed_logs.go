package gateway

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// accessLog is where a stage logs its requests, and under which names the lines
// hold what is of use. Lines are JSON objects.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
type accessLog struct {
	group string
	names map[string]string // of fields, by their variable without $context.
}

// Variables of access logs, in each of its spellings.
var (
	logID          = []string{"requestId", "extendedRequestId"}
	logLatency     = []string{"responseLatency"}
	logIntegration = []string{"integrationLatency", "integration.latency"}
	logType        = []string{"error.responseType"}
	logError       = []string{"integrationErrorMessage", "integration.error"}
)

// formatField is a field of a JSON format: "name": "$context.variable".
var formatField = regexp.MustCompile(`"([^"]+)"\s*:\s*"?\$context\.([A-Za-z.]+)"?`)

// newAccessLog reads a stage's settings. It is nil for a log that is no group of
// CloudWatch's, that is no JSON, or that names no request.
func newAccessLog(destination, format string) *accessLog {
	_, group, found := strings.Cut(destination, ":log-group:")
	l := &accessLog{group: strings.TrimSuffix(group, ":*"), names: map[string]string{}}
	for _, m := range formatField.FindAllStringSubmatch(format, -1) {
		l.names[m[2]] = m[1]
	}
	if !found || l.field(logID) == "" {
		return nil
	}
	return l
}

// field is the name of the first of some variables that the lines hold, "" for
// none.
func (l *accessLog) field(variables []string) string {
	for _, v := range variables {
		if name := l.names[v]; name != "" {
			return name
		}
	}
	return ""
}

// timed reports whether the lines split the gateway's latency.
func (l *accessLog) timed() bool { return l.field(logLatency) != "" && l.field(logIntegration) != "" }

// logged is what a line tells of a request.
type logged struct {
	overhead time.Duration // 0 where it is not told
	kind     string        // $context.error.responseType
	err      string        // $context.integrationErrorMessage
}

// parse reads a line and the ID of its request.
func (l *accessLog) parse(line string) (id string, out logged) {
	var fields map[string]any
	if json.Unmarshal([]byte(line), &fields) != nil {
		return "", out
	}
	text := func(variables []string) string {
		switch v := fields[l.field(variables)].(type) {
		case string:
			if v != "-" { // what CloudWatch has for nothing
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return ""
	}
	whole, errWhole := strconv.ParseFloat(text(logLatency), 64)
	inside, errInside := strconv.ParseFloat(text(logIntegration), 64)
	if errWhole == nil && errInside == nil {
		// Both are whole ms: a difference of none is less than one, and not unknown.
		out.overhead = max(time.Microsecond, time.Duration((whole-inside)*float64(time.Millisecond)))
	}
	out.kind, out.err = text(logType), text(logError)
	return text(logID), out
}

// Lacks reports whether the access log may tell more of a sample.
func (r *Deployed) Lacks(s *measure.Sample) bool {
	return r.facts != nil && r.facts.log != nil && s.RequestID != ""
}

// Complete fills in what the access log tells: what the gateway added, and the
// causes of errors.
func (r *Deployed) Complete(ctx context.Context, _ scenarios.Variant, samples []measure.Sample) {
	waiting := map[string]int{}
	first, last := samples[0].Sent, samples[0].End
	for i := range samples {
		waiting[samples[i].RequestID] = i
		first, last = earlier(first, samples[i].Sent), later(last, samples[i].End)
	}
	for deadline := time.Now().Add(r.options.Pace.Logs); ; {
		err := r.readLog(ctx, first, last, func(id string, line logged) {
			if i, known := waiting[id]; known {
				delete(waiting, id)
				complete(r.target.Gateway, &samples[i], line)
			}
		})
		if err != nil {
			r.options.Warn(r.target.Name + ": the access log cannot be read, so causes stay unconfirmed: " + err.Error())
			r.facts.log = nil
			return
		}
		if len(waiting) == 0 || time.Now().After(deadline) || cloud.Pause(ctx, r.options.Pace.Poll) != nil {
			return
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// complete takes a line into the sample of its request.
func complete(g *scenarios.Gateway, s *measure.Sample, line logged) {
	s.Gateway = line.overhead
	if s.OK() || s.Status < 400 {
		return
	}
	v := answers.Classify(answers.API(g.API), answers.Evidence{Status: s.Status, ResponseType: line.kind, IntegrationError: line.err})
	if v.Confirmed != "" {
		s.Outcome, s.Reason = judged(v, "", s.Status)
	}
}

// readLog reads the lines of a while, some minutes of lag included.
func (r *Deployed) readLog(ctx context.Context, from, until time.Time, visit func(id string, line logged)) error {
	const slack = 5 * time.Second // the clocks differ, and a line bears the time of its writing
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(r.logs, &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: &r.facts.log.group,
		StartTime:    aws.Int64(from.Add(-slack).UnixMilli()), EndTime: aws.Int64(until.Add(time.Minute + slack).UnixMilli()),
	})
	for pages.HasMorePages() {
		page, err := control(ctx, r.options.Pace, "logs:FilterLogEvents", r.facts.log.group, func(ctx context.Context) (*cloudwatchlogs.FilterLogEventsOutput, error) {
			return pages.NextPage(ctx)
		})
		if err != nil {
			return err
		}
		for _, e := range page.Events {
			visit(r.facts.log.parse(aws.ToString(e.Message)))
		}
	}
	return nil
}

// hasLogged lists the variables of a log in their order, for people.
func (l *accessLog) hasLogged() string {
	var names []string
	for v := range l.names {
		names = append(names, "$context."+v)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
