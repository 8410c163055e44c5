package advice

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func lambda(rate, ms float64) ConcurrencyInput {
	return ConcurrencyInput{
		Rates: []float64{rate}, Month: []float64{rate}, Busy: Range{ms, 0.9 * ms, 1.1 * ms}, Function: true,
		Account: Account{Limit: AccountConcurrency}, Pays: 0.6,
	}
}

func TestNeedIsTheLargerOfTwo(t *testing.T) {
	tests := []struct {
		rate, ms float64
		want     Range
		byRate   bool
	}{
		{200, 20, Range{20, 20, 20}, true}, // and not 4
		{200, 1000, Range{200, 180, 220}, false},
		{200, 105, Range{21, 20, 23.1}, false}, // no end is below what the rate takes
		{0.5, 100, Range{0.05, 0.05, 0.055}, false},
	}
	for _, tt := range tests {
		in := lambda(tt.rate, tt.ms)
		c := AdviseConcurrency(in)
		want := tt.want
		if math.Abs(c.Need.Mean-want.Mean) > 1e-9 || math.Abs(c.Need.Low-want.Low) > 1e-9 || math.Abs(c.Need.High-want.High) > 1e-9 || c.ByRate != tt.byRate {
			t.Errorf("%g/s × %g ms: %+v, by the rate %v", tt.rate, tt.ms, c.Need, c.ByRate)
		}
	}
	server := lambda(200, 20)
	server.Function = false
	if c := AdviseConcurrency(server); c.Need.Mean != 4 || c.Reserved != 0 || c.Reason != "" {
		t.Errorf("a server: %+v", c)
	}
}

func TestReserved(t *testing.T) {
	c := AdviseConcurrency(lambda(100, 1000))
	// The 99.9 % quantile of a Poisson variable of mean 110 is 144; × 1.2 is 172.8.
	if c.Peak != 144 || c.Reserved != 180 || c.Left != 820 {
		t.Errorf("%+v", c)
	}
	full := lambda(100, 1000)
	full.Account.Reserved = 750
	c = AdviseConcurrency(full)
	if c.Reserved != 0 || !strings.Contains(c.Reason, "180 would be right, but of the account's 1,000 750 are reserved and 100 must stay unreserved. Raise the account's limit to at least 1,030.") {
		t.Errorf("%d, because %q", c.Reserved, c.Reason)
	}
	capped := lambda(100, 1000)
	capped.Cap = 40
	c = AdviseConcurrency(capped)
	if all := strings.Join(c.Sentences("", ""), " "); c.Reserved != 40 || !strings.Contains(all, "the peak of 144 is throttled") {
		t.Errorf("%d: %s", c.Reserved, all)
	}
	unknown := lambda(100, 1000)
	unknown.Rates = nil
	if c = AdviseConcurrency(unknown); c.Reserved != 0 || !strings.Contains(c.Reason, "nothing says at what rate") {
		t.Errorf("%d, because %q", c.Reserved, c.Reason)
	}
}

func TestStreamDecidesTheConcurrency(t *testing.T) {
	in := lambda(100, 300)
	in.Stream = &Stream{Shards: 10, Factor: 2}
	c := AdviseConcurrency(in)
	all := strings.Join(c.Sentences("", ""), " ")
	if c.Reserved != 20 || c.Cover != 0 || !strings.Contains(all, "10 × 2 = 20 invocations run at once") || !strings.Contains(all, "falls behind. Raise the parallelization to 3, or the shards.") {
		t.Errorf("%+v: %s", c, all)
	}
	in.Rates = nil
	if c = AdviseConcurrency(in); c.Reserved != 20 {
		t.Errorf("a stream without a rate: %+v", c)
	}
}

func TestProvisionedOnlyWhereItPays(t *testing.T) {
	// By day 100 in flight for 16 hours, by night none: environments are busy two
	// thirds of the time up to some 90 of them.
	in := lambda(0, 1000)
	in.Rates = nil
	for h := range 24 {
		in.Rates = append(in.Rates, map[bool]float64{true: 100, false: 0}[h < 16])
	}
	in.Month = in.Rates
	c := AdviseConcurrency(in)
	if c.Pays < 85 || c.Pays > 95 || c.PaysBusy < 0.6 || c.PaysBusy > 0.67 {
		t.Errorf("%d pay, busy %.2f; want about 90, busy for two thirds", c.Pays, c.PaysBusy)
	}
	if c.Cover < 110 || c.Cover > 125 { // the 95 % quantile of mean 100 is 117
		t.Errorf("%d cover the peak, want about 117", c.Cover)
	}
	in.Pays = 0.7
	if c = AdviseConcurrency(in); c.Pays != 0 {
		t.Errorf("%d pay although none is busy for 70 %%", c.Pays)
	}
	// At 20 ms an environment is busy for no more than a fifth, at ten a second.
	if c = AdviseConcurrency(lambda(1000, 20)); c.Pays != 0 || c.FirstBusy > 0.2+1e-9 {
		t.Errorf("%d pay, the first busy for %g", c.Pays, c.FirstBusy)
	}
}

// A load of 10/s does not go on for a month: what is provisioned is sized by the
// month's own rate, and not at all where that is not known.
func TestProvisionedByTheMonth(t *testing.T) {
	in := lambda(10, 1000)
	in.Month = []float64{0.001}
	if c := AdviseConcurrency(in); c.Pays != 0 || c.Cover != 1 || c.FirstBusy > 0.0011 || c.Reserved == 0 {
		t.Errorf("by 0.001/s: %+v", c)
	}
	in.Month = nil
	if c := AdviseConcurrency(in); c.Pays != 0 || c.Cover != 0 || c.Reserved == 0 {
		t.Errorf("without a month: %+v", c)
	}
}

func TestReservationHoldsTheDeadline(t *testing.T) {
	in := lambda(1, 100)
	in.Job = 300
	c := AdviseConcurrency(in)
	if all := strings.Join(c.Sentences("", ""), " "); c.Reserved != 300 || !strings.Contains(all, "as many as the deadline takes") {
		t.Errorf("%d: %s", c.Reserved, all)
	}
	in.Rates, in.Cap = nil, 50
	c = AdviseConcurrency(in)
	if all := strings.Join(c.Sentences("", ""), " "); c.Reserved != 300 || !strings.Contains(all, "More than 50 in flight make it slower, but the deadline takes 300.") {
		t.Errorf("beyond a cap: %d: %s", c.Reserved, all)
	}
	in.Job = 901
	if c = AdviseConcurrency(in); c.Reserved != 0 || !strings.Contains(c.Reason, "901 would be right") {
		t.Errorf("more than the account has: %d, because %q", c.Reserved, c.Reason)
	}
}

func TestConcurrencyHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := lambda(rapid.Float64Range(0.01, 20_000).Draw(t, "rate"), rapid.Float64Range(0.1, 5000).Draw(t, "ms"))
		in.Account = Account{rapid.IntRange(1, 100_000).Draw(t, "limit"), 0}
		in.Account.Reserved = rapid.IntRange(0, in.Account.Limit).Draw(t, "reserved")
		c := AdviseConcurrency(in)
		switch {
		case c.Need.Mean < c.Rate*in.Busy.Mean/1000-1e-6 || c.Need.Mean < c.Rate/10-1e-6:
			t.Errorf("the need of %g is below one of the two", c.Need.Mean)
		case c.Reserved == 0 && c.Reason == "":
			t.Error("neither a reservation nor a reason")
		case c.Reserved > 0 && (c.Reserved < c.Peak || in.Account.Limit-in.Account.Reserved-c.Reserved < MustStayUnreserved):
			t.Errorf("%d reserved for a peak of %d, of %+v", c.Reserved, c.Peak, in.Account)
		case float64(c.Peak) < c.Need.Mean-1:
			t.Errorf("a peak of %d for a need of %g", c.Peak, c.Need.Mean)
		case c.Pays > 0 && c.PaysBusy <= in.Pays:
			t.Errorf("%d are said to pay, busy %g", c.Pays, c.PaysBusy)
		}
	})
}
