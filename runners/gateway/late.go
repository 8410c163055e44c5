package gateway

import (
	"context"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

var _ runners.Completer = (*Runner)(nil)

// latecomers are functions that ended after their gateways had stopped waiting,
// by the id of the request. They are billed for all of their time.
type latecomers struct {
	mu   sync.Mutex
	by   map[string]*sandbox.Result
	news chan struct{} // closed and made anew at each arrival
}

func newLatecomers() *latecomers {
	return &latecomers{by: map[string]*sandbox.Result{}, news: make(chan struct{})}
}

// add takes a result in, without what it said.
func (l *latecomers) add(id string, r *sandbox.Result) {
	kept := *r
	kept.Payload, kept.Log = nil, nil
	l.mu.Lock()
	defer l.mu.Unlock()
	l.by[id] = &kept
	close(l.news)
	l.news = make(chan struct{})
}

// take waits for the end of a request's function.
func (l *latecomers) take(ctx context.Context, id string) *sandbox.Result {
	for {
		l.mu.Lock()
		r, news := l.by[id], l.news
		delete(l.by, id)
		l.mu.Unlock()
		if r != nil {
			return r
		}
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		}
	}
}

// Lacks reports whether a sample ended with the gateway's patience and not with
// its function.
func (r *Runner) Lacks(s *measure.Sample) bool {
	return s.Outcome == measure.OutcomeTimeout && s.Billed == 0 && s.Reason == words(answers.IntegrationTimeout)
}

// Complete waits for the functions that such samples left behind, no longer
// than they may take, and fills in what they were billed.
func (r *Runner) Complete(ctx context.Context, v scenarios.Variant, samples []measure.Sample) {
	ctx, cancel := context.WithTimeout(ctx, r.target.FunctionOf(v).Timeout+time.Second)
	defer cancel()
	for i := range samples {
		s := &samples[i]
		result := r.late.take(ctx, s.RequestID)
		if result == nil {
			continue
		}
		report := &result.Report
		s.RequestID, s.Environment, s.Cold = report.RequestID, result.Environment, result.Cold
		s.Init, s.Duration, s.Billed, s.MaxMemoryMB = report.Init, report.Duration, report.Billed, report.MaxMemoryMB
		s.Contended = s.Contended || result.Contended
	}
}
