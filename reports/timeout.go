package reports

import (
	"maps"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// stay takes in how long a success took as a time-out counts it: the handler's
// run of a function, without its init, which has a limit of its own, and the
// exchange with a server. Forced cold starts count: the first run of an
// environment is often the longest.
func (o *observed) stay(s *measure.Sample) {
	took := o.counted(s)
	if !s.OK() || took <= 0 || s.Phase != measure.PhaseLoad && s.Phase != measure.PhaseCold {
		return
	}
	if o.stays[s.Payload] == nil {
		o.stays[s.Payload] = &measure.Highest{Keep: estimate.TailMost + 1}
	}
	o.stays[s.Payload].Add(took)
	if s.Phase == measure.PhaseLoad {
		o.sightings.add(s, took)
	}
}

// counted is the time of a sample that a time-out counts.
func (o *observed) counted(s *measure.Sample) time.Duration {
	if o.target.OnLambda() {
		return s.Duration
	}
	return s.Service()
}

// adviseTimeout advises a time-out for the variant of the answer; nil without
// one.
func (r *recommendation) adviseTimeout(in Input) *TimeoutAdvice {
	if r.pick == nil {
		return nil
	}
	r.timeout = advice.AdviseTimeout(r.pick.timeoutInput(in.Scenario))
	if s := r.timeout.Seconds; s > 0 {
		r.shown.Timeout = new(float64(s))
	}
	return r.pick.shownTimeout(in, &r.timeout)
}

// timeoutInput is what the trial says for a time-out.
func (e *evaluated) timeoutInput(s *scenarios.Scenario) advice.TimeoutInput {
	o := e.observed
	took := durationOf
	if !o.target.OnLambda() {
		took = serviceOf
	}
	in := advice.TimeoutInput{
		Times: o.times(), Cold: e.coldCount + o.forced, TimedOut: e.Timeouts,
		Timeout: check.Milliseconds(o.timeout()), Climb: advice.ClimbOf(o.points(), s.Load.Varies()),
		Function: o.target.OnLambda(), Ceilings: ceilings(s.Limits, o.target),
		Beyond: func(ms float64) int {
			n := 0
			for _, b := range o.blocks {
				for _, t := range o.talliesOf(took, b) {
					n += t.Len() - t.AtMost(time.Duration(ms*float64(time.Millisecond)))
				}
			}
			return n
		},
	}
	for _, b := range o.blocks {
		for _, t := range o.talliesOf(took, b) {
			in.Load += t.Len()
		}
		for _, p := range o.parts(b) {
			in.Warm += p.warm.n
		}
	}
	if !e.Valid {
		in.Invalid = e.InvalidReasons[0]
	}
	if e.ColdStarts.Init.Max != nil {
		in.InitMax = *e.ColdStarts.Init.Max
	}
	if s.Current != nil {
		in.Current = check.Milliseconds(s.Current.Timeout)
	}
	return in
}

// times are the longest times by payload.
func (o *observed) times() []advice.Times {
	var out []advice.Times
	for _, payload := range slices.Sorted(maps.Keys(o.stays)) {
		kept := o.stays[payload]
		t := advice.Times{Payload: payload, N: kept.Len()}
		for _, d := range kept.Descending() {
			t.Highest = append(t.Highest, check.Milliseconds(d))
		}
		out = append(out, t)
	}
	return out
}

// timeout is the time-out under which the target ran, 0 for a recording.
func (o *observed) timeout() time.Duration {
	switch {
	case o.target.Function != nil:
		return o.target.FunctionOf(o.variant).Timeout
	case o.target.HTTP != nil:
		return o.target.HTTP.Timeout
	case o.target.Container != nil:
		return o.target.Container.Request.Timeout
	}
	return 0
}

// gateways are how long what stands before a function waits for it by default,
// in seconds. A load balancer is none of them: it "waits until your Lambda
// function responds or times out".
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html (as long as the function)
var gateways = map[scenarios.PriceAs]struct {
	name    string
	seconds float64
}{
	scenarios.PriceREST: {"the REST API", 29},
	scenarios.PriceHTTP: {"the HTTP API", 30},
}

// ceilings are what must outlast the target, as the scenario says or by default.
func ceilings(limits *scenarios.Limits, t scenarios.Target) []advice.Ceiling {
	if limits == nil {
		limits = &scenarios.Limits{}
	}
	var out []advice.Ceiling
	add := func(kind advice.CeilingKind, name string, at time.Duration) {
		if at > 0 {
			out = append(out, advice.Ceiling{Kind: kind, Name: name, Seconds: at.Seconds()})
		}
	}
	before, known := gateways[t.PriceAs]
	switch {
	case limits.Gateway > 0 && known:
		add(advice.CeilingGateway, before.name, limits.Gateway)
	case limits.Gateway > 0:
		add(advice.CeilingGateway, "the gateway", limits.Gateway)
	case known:
		out = append(out, advice.Ceiling{Kind: advice.CeilingGateway, Name: before.name, Seconds: before.seconds})
	}
	add(advice.CeilingClient, "the caller", limits.Client)
	add(advice.CeilingVisibility, "the queue", limits.QueueVisibility)
	return out
}
