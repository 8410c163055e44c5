package http

import (
	"context"
	"math"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Bounds of what is opened beforehand.
const (
	dialers = 16 // connections that are opened at the same time
	perConn = 50 // requests a second that a connection carries when each takes 20 ms
	mostOf  = 64 // connections opened beforehand for an open load
)

// beforehand is how many connections a load begins with. Callers and bursts
// need one each; a schedule as many as its highest rate needs of a server that
// answers within 20 ms, and opens more as it goes.
func beforehand(l scenarios.Load) int {
	peak := 0.0
	for _, s := range l.Stages {
		peak = max(peak, float64(s.From+s.Amplitude), float64(s.To))
	}
	return max(1, l.Concurrency, l.Burst, min(mostOf, int(math.Ceil(peak/perConn))))
}

// open opens n connections, several at a time.
func (s *Server) open(ctx context.Context, n int) error {
	workers := min(n, dialers)
	errs := make(chan error, workers)
	for range workers {
		go func() { errs <- s.client.Open(ctx, s.first, n) }()
	}
	var first error
	for range workers {
		if err := <-errs; first == nil {
			first = err
		}
	}
	return first
}
