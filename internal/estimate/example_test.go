package estimate_test

import (
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

func ExampleQuantileInterval() {
	latency := []float64{31, 28, 45, 29, 30, 33, 27, 120, 30, 29}
	slices.Sort(latency)
	median, _ := estimate.Quantile(latency, 0.5)
	sure, _ := estimate.QuantileInterval(latency, 0.5, 0.95)
	fmt.Printf("median %g ms, 95 %% between %g and %g ms\n", median, sure.Low, sure.High)

	if _, ok := estimate.QuantileInterval(latency, 0.95, 0.95); !ok {
		fmt.Printf("p95 needs %d samples, there are %d\n", estimate.QuantileNeed(0.95, 0.95, true), len(latency))
	}
	// Output:
	// median 30 ms, 95 % between 28 and 45 ms
	// p95 needs 59 samples, there are 10
}
