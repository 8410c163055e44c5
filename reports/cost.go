package reports

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// million is the number of requests that costs are stated for. Bills round
// their quantities, so that a bill for one request would be coarse.
var million = decimal.New(1_000_000, 0)

// costing is how a trial was priced, so that a gate or a change can price the
// ends of an interval in the same way.
type costing struct {
	book     *pricing.Book
	deployed deployment.Deployment
	sizes    sizes
	// level is what the price follows from: the mean billed time of a function in
	// ms, or the requests a second that a container bears.
	level    decimal.Decimal
	seed     uint64
	n        int      // invocations that it rests on
	capacity *bearing // nil for a function

	trimmedMS decimal.Decimal // trimmed mean, which may rank

	blockSizes []sizes // of the blocks in which something ran

	mix   mix
	list  pricing.Bill
	month *pricing.Bill // nil without traffic
	terms pricing.Terms
	left  []string // what is billed too but has no price here
}

// price fills in the cost of the trial and of its blocks. A trial without a
// billed sample or without a price, or that runs longer than any function may,
// keeps none.
func (e *evaluated) price(in Input) error {
	o := e.observed
	if in.Book == nil || !priced(o.target) {
		return nil
	}
	prices := in.Scenario.Pricing
	c := &costing{book: in.Book, deployed: deployment.Of(in.Book, o.target, o.variant, prices), seed: o.seed}
	var err error
	if c.terms, err = deployment.Terms(in.Book, o.target.Region, prices); err != nil {
		return err
	}
	if !c.levelOf(e, in.Scenario) {
		return nil
	}
	for _, b := range o.blocks {
		if z := o.sizes(b); z.n > 0 {
			c.blockSizes = append(c.blockSizes, z)
			c.sizes.merge(z)
		}
	}
	if err := c.bill(); err != nil {
		return err
	}
	e.cost = c
	e.Cost = c.shown()
	e.doubts = c.doubts(in)
	return e.priceBlocks()
}

// levelOf fills in what the price follows from; it is false where there is
// nothing.
func (c *costing) levelOf(e *evaluated, s *scenarios.Scenario) bool {
	if c.deployed.InTasks() {
		found, ok := e.bears(s.Load)
		c.capacity, c.level, c.n = &found, found.each, e.ranCount
		return ok && c.deployed.CanBear(found.each)
	}
	var coldShare *float64
	if s.Pricing.Traffic != nil {
		coldShare = s.Pricing.Traffic.ColdShare
	}
	c.mix = mixOf(e.observed, coldShare)
	if c.n = c.mix.whole.count(); c.n == 0 {
		c.n = e.cachedAlone(s)
		return c.n > 0 // the level is none: no function ran
	}
	c.level, c.trimmedMS = c.mix.mean(c.mix.whole), trimmedBilled(e.observed, coldShare, &c.mix)
	return !beyondBilling(c.level)
}

// cachedAlone is how many invocations there were where the cache of the gateway
// answered all of them, and the traffic says of no others.
func (e *evaluated) cachedAlone(s *scenarios.Scenario) int {
	o := e.observed
	if !o.local() || o.target.CacheOf(o.variant) == nil || s.Pricing.Traffic != nil && s.Pricing.Traffic.CacheHits != nil {
		return 0
	}
	return o.passage.cached
}

// blockLevel is the level of one block; false where it has none.
func (c *costing) blockLevel(o *observed, b *observedBlock) (decimal.Decimal, bool) {
	if c.capacity != nil {
		return o.blockBearing(b, c.capacity.from)
	}
	part := o.billedMeans(b)
	if part.count() == 0 {
		return decimal.Zero, false
	}
	level := c.mix.mean(part)
	return level, !beyondBilling(level)
}

// levels is the interval of the level, the end first that costs least.
func (c *costing) levels(confidence float64) (estimate.Interval, bool) {
	if c.capacity != nil {
		return c.capacity.interval()
	}
	return c.mix.interval(confidence)
}

// measured is what an invocation took at a level.
func (c *costing) measured(level decimal.Decimal, z sizes) deployment.Measured {
	m := z.measured()
	if c.capacity != nil {
		m.Capacity = level
	} else {
		m.BilledMS = level
	}
	return m
}

// beyondBilling reports whether a mean billed time is one that no function can
// have. What was recorded elsewhere may: it has no price, and fits no function.
func beyondBilling(ms decimal.Decimal) bool {
	return ms.GreaterThan(decimal.New(meters.MaxBilledMS, 0))
}

func (c *costing) bill() error {
	m, err := c.deployed.Invocations(million, c.measured(c.level, c.sizes))
	if err != nil {
		return err
	}
	c.left = m.NotPriced
	if c.list, err = c.book.List(m.Usage...); err != nil {
		return err
	}
	if !c.deployed.Requests().IsPositive() {
		return nil
	}
	monthly, err := c.deployed.Month(c.measured(c.level, c.sizes))
	if err != nil {
		return err
	}
	for _, left := range monthly.NotPriced {
		if !slices.Contains(c.left, left) {
			c.left = append(c.left, left)
		}
	}
	month, err := c.book.Month(monthly.Usage, c.terms)
	c.month = &month
	return err
}

// listFor is the bill for a million requests at another level, and of other
// sizes.
func (c *costing) listFor(level decimal.Decimal, z sizes) (pricing.Bill, error) {
	m, err := c.deployed.Invocations(million, c.measured(level, z))
	if err != nil {
		return pricing.Bill{}, err
	}
	return c.book.List(m.Usage...)
}

// monthFor is the month's bill at another level, and of other sizes.
func (c *costing) monthFor(level decimal.Decimal, z sizes) (pricing.Bill, error) {
	m, err := c.deployed.Month(c.measured(level, z))
	if err != nil {
		return pricing.Bill{}, err
	}
	return c.book.Month(m.Usage, c.terms)
}

// biller prices a level and sizes: listFor or monthFor.
type biller func(level decimal.Decimal, z sizes) (pricing.Bill, error)

// interval is that of an amount: the ends of the interval of its level are
// priced, which of a function is a bootstrap of the mean billed time. What the
// sizes of requests, answers and logs add to the doubt is taken from the blocks
// in the same way, and both distances from the amount are added up as squares.
// It is nil where there is too little to resample.
func (c *costing) interval(confidence float64, price biller) *[2]decimal.Decimal {
	iv, ok := c.levels(confidence)
	if !ok || !finite(iv.Low) || !finite(iv.High) {
		return nil
	}
	low, errLow := price(endOf(iv.Low), c.sizes)
	high, errHigh := price(endOf(iv.High), c.sizes)
	if errLow != nil || errHigh != nil {
		return nil
	}
	below, above := c.doubtOfSizes(confidence, price)
	if below.IsZero() && above.IsZero() {
		return &[2]decimal.Decimal{low.Total, high.Total}
	}
	amount, err := price(c.level, c.sizes)
	if err != nil {
		return nil
	}
	return &[2]decimal.Decimal{
		amount.Total.Sub(hypotenuse(amount.Total.Sub(low.Total), below)),
		amount.Total.Add(hypotenuse(high.Total.Sub(amount.Total), above)),
	}
}

// doubtOfSizes is how far an amount may lie below and above its estimate
// because sizes differ from block to block; zero where they do not.
func (c *costing) doubtOfSizes(confidence float64, price biller) (below, above decimal.Decimal) {
	var amounts []estimate.Floats
	mean := 0.0
	for _, z := range c.blockSizes {
		bill, err := price(c.level, z)
		if err != nil {
			return decimal.Zero, decimal.Zero
		}
		amounts = append(amounts, estimate.Floats{bill.Total.InexactFloat64()})
		mean += amounts[len(amounts)-1][0] / float64(len(c.blockSizes))
	}
	iv, ok := estimate.MeanIntervalBlocks(amounts, confidence, c.seed)
	if !ok || !finite(iv.Low) || !finite(iv.High) {
		return decimal.Zero, decimal.Zero
	}
	distance := func(d float64) decimal.Decimal { return decimal.NewFromFloat(max(0, d)).Round(pricing.QuantityPlaces) }
	return distance(mean - iv.Low), distance(iv.High - mean)
}

// endOf is the end of an interval as a level.
func endOf(x float64) decimal.Decimal {
	return decimal.NewFromFloat(max(0, x)).Round(billedPlaces)
}

// shown is the cost as the summary shows it.
func (c *costing) shown() *Cost {
	out := &Cost{
		Currency: c.list.Currency, PerMillion: c.list.Total, PerInvocation: c.list.Total.Shift(-6),
		CI95: c.interval(confidence, c.listFor), Items: items(c.list),
		ColdShare: c.mix.share(), ColdShareFrom: c.mix.from(), NotPriced: c.left, Capacity: c.shownCapacity(),
	}
	if c.month != nil {
		out.PerMonth, out.MonthItems = &c.month.Total, items(*c.month)
		out.RequestsPerMonth = new(c.deployed.Requests())
	}
	return out
}

func items(b pricing.Bill) []CostItem {
	out := make([]CostItem, len(b.Lines))
	for i, l := range b.Lines {
		out[i] = CostItem{
			Service: l.Service, Component: l.Component, Quantity: l.Quantity, Unit: l.Unit,
			Price: l.Price, Amount: l.Amount, Confidence: string(l.Confidence),
			Driver: string(l.Driver), Note: l.Note,
		}
	}
	return out
}

// doubts are what is doubtful about the prices, in sentences.
func (c *costing) doubts(in Input) []string {
	out := in.Book.Doubts(c.list, in.Now)
	if c.month != nil {
		out = append(out, in.Book.Doubts(*c.month, in.Now)...)
	}
	return out
}

// priceBlocks fills in the cost of each block that was billed.
func (e *evaluated) priceBlocks() error {
	for i, b := range e.observed.blocks {
		level, ok := e.cost.blockLevel(e.observed, b)
		if !ok || !e.cost.deployed.CanBear(level) {
			continue
		}
		bill, err := e.cost.listFor(level, e.observed.sizes(b))
		if err != nil {
			return err
		}
		e.Blocks[i].CostPerMillion = &bill.Total
	}
	return nil
}

// bounds are the one-sided 95 % bounds of an amount.
func (c *costing) bounds(price biller) (estimate.Interval, bool) {
	iv := c.interval(oneSided, price)
	if iv == nil {
		return estimate.Interval{}, false
	}
	return estimate.Interval{Low: iv[0].InexactFloat64(), High: iv[1].InexactFloat64()}, true
}

// spend is what the run itself cost: the samples of all phases at list price,
// for targets that a provider bills. What a log tells of was no test.
func spend(in Input, trials []*evaluated) Spend {
	out := Spend{Currency: in.Spend.Currency, Estimated: in.Spend.Estimated}
	if out.Currency == "" {
		out.Currency = "USD"
	}
	for _, t := range trials {
		o := t.observed
		if in.Book == nil || in.Log != nil || o.target.Provider != scenarios.ProviderAWS || !o.target.OnLambda() {
			continue
		}
		rate, err := deployment.Of(in.Book, o.target, o.variant, scenarios.Pricing{}).Rate(in.Book)
		if err != nil {
			continue
		}
		out.Currency = rate.Currency()
		out.Actual = out.Actual.Add(rate.Cost(o.billedCount, o.billedMS))
	}
	return out
}
