package stop_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice/stop"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// At 1,024 MB an invocation of 1 s costs 0.0000168667 USD: three are above 0.00005
// USD, two are not.
func TestPurse(t *testing.T) {
	s, err := scenarios.Parse("a.yaml", t.TempDir(), []byte("version: 1\nname: a\ntarget: {function: {handler: 'builtin:hello'}}\nmatrix: {memory_mb: [1024]}\nload: {burst: 1}\n"))
	if err != nil {
		t.Fatal(err)
	}
	book, err := deployment.Book(s.Pricing)
	if err != nil {
		t.Fatal(err)
	}
	rate, err := deployment.Of(book, s.Targets[0], s.Plan().Variants[0], scenarios.Pricing{}).Rate(book)
	if err != nil {
		t.Fatal(err)
	}
	over := 0
	purse := stop.NewPurse(decimal.RequireFromString("0.00005"), []*pricing.Rate{&rate, nil}, func() { over++ })
	for i, want := range []int{0, 0, 0, 1, 1} {
		sample := measure.Sample{Billed: time.Second}
		if i == 1 {
			sample.Variant = 1 // which costs nothing
		}
		if purse.Sampled(&sample); over != want {
			t.Errorf("after %d samples it is over %d times, want %d", i+1, over, want)
		}
	}
}
