package load

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Attack sends on schedule as vegeta does: its Attacker paces the sends and
// starts the workers, each hit calls Send. It is there to check the engine
// against. Intended times are known by a hit's number, so that the waits which
// vegeta does not see are in the samples all the same.
func (e *Engine) Attack(ctx context.Context, s Schedule) measure.Generator {
	watch := watchGenerator()
	a := &attack{engine: e, ctx: ctx, schedule: s, start: watch.start}
	attacker := vegeta.NewAttacker(
		vegeta.MaxWorkers(uint64(e.maxWorkers())),
		vegeta.Client(&http.Client{Transport: a}),
	)
	finished := make(chan struct{})
	var guard sync.WaitGroup
	guard.Go(func() {
		select {
		case <-ctx.Done():
		case <-e.Stop:
		case <-finished:
		}
		attacker.Stop()
	})
	nowhere := vegeta.Target{Method: http.MethodGet, URL: "http://target.invalid/"}
	for range attacker.Attack(vegeta.NewStaticTargeter(nowhere), s, 0, "") {
		// The samples are recorded where the hit is made.
		continue
	}
	close(finished)
	guard.Wait()
	peak := int(a.peak.Load())
	return watch.report(peak, e.maxWorkers(), peak)
}

// attack is the http.RoundTripper behind an Attacker's client: a hit never
// becomes HTTP, but a call of Send.
type attack struct {
	engine   *Engine
	ctx      context.Context
	schedule Schedule
	start    time.Time
	inFlight atomic.Int64
	peak     atomic.Int64
	freed    atomic.Int64 // when a hit last ended while the bound was reached, ns since start
}

// RoundTrip implements http.RoundTripper.
func (a *attack) RoundTrip(r *http.Request) (*http.Response, error) {
	n := a.inFlight.Add(1)
	defer func() {
		if a.inFlight.Add(-1) >= int64(a.engine.maxWorkers())-1 {
			a.freed.Store(int64(time.Since(a.start)))
		}
	}()
	for peak := a.peak.Load(); n > peak && !a.peak.CompareAndSwap(peak, n); peak = a.peak.Load() {
	}
	seq, err := strconv.Atoi(r.Header.Get("X-Vegeta-Seq"))
	if err != nil {
		return nil, err
	}
	at, _ := a.schedule.At(seq)
	var sample measure.Sample
	a.engine.send(a.ctx, &sample, seq, a.start.Add(at), int64(at) > a.freed.Load())
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
}
