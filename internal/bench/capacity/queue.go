package main

import (
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// The queue serves mu requests a second, and the objective allows 300 ms at the
// 99th percentile.
const (
	mu      = 100.0
	longest = 0.3
	share   = 0.99
)

// queue starts the server whose capacity is known. Times are slept from one end
// to the next, so that what the machine is late by does not add up.
func queue() (url string, truth float64, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", 0, nil, err
	}
	var turn sync.Mutex
	var free time.Time
	rng := rand.New(rand.NewPCG(1, 2))
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		turn.Lock()
		now := time.Now()
		if free.Before(now) {
			free = now
		}
		free = free.Add(time.Duration(rng.ExpFloat64() / mu * float64(time.Second)))
		done := free
		turn.Unlock()
		time.Sleep(time.Until(done))
		w.WriteHeader(http.StatusNoContent)
	})}
	go func() { _ = server.Serve(listener) }() // it ends with stop
	return "http://" + listener.Addr().String() + "/", known(), func() { _ = server.Close() }, nil
}

// known is the rate of evenly spaced arrivals at which the quantile of the time
// in a queue with exponential service (D/M/1) is the limit: that time is
// exponential with rate mu(1−σ), where σ = exp(−mu(1−σ)/rate).
// L. Kleinrock, Queueing Systems, volume I, chapter 6.
func known() float64 {
	need := -math.Log(1-share) / longest
	return -need / math.Log(1-need/mu)
}
