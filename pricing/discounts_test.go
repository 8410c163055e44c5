package pricing

import "testing"

// Discount tells of what a bill takes off, and what is done to it leaves the
// book as it was.
func TestDiscountIsThatOfTheBill(t *testing.T) {
	b := readRows(t, "global 1", "here 2", "there 3")
	b.discounts = []Discount{
		{Name: "regional", Service: "AWSLambda", Region: "elsewhere", Components: []string{"requests"}, Percent: dec("10")},
		{Name: "fixed", Service: "AWSLambda", Region: "here", Components: []string{"requests"}, Price: new(dec("1.5"))},
	}
	for region, want := range map[string]string{"elsewhere": "0.9", "here": "1.5", "there": "3", "nowhere": "1"} {
		u := Usage{Service: "AWSLambda", Region: region, Component: "requests", Unit: "request", Quantity: dec("1")}
		bill, err := b.Month([]Usage{u}, Terms{})
		if err != nil || !bill.Total.Equal(dec(want)) {
			t.Errorf("%s: %s, %v; want %s", region, bill.Total, err, want)
		}
		d := b.Discount("AWSLambda", region, "requests")
		if (d != nil) != (len(bill.Lines) > 1) {
			t.Errorf("%s: %+v, and %d lines in the bill", region, d, len(bill.Lines))
		}
		if d == nil {
			continue
		}
		d.Components[0] = "changed"
		if d.Price != nil {
			*d.Price = million
		}
		if again := b.Discount("AWSLambda", region, "requests"); again == nil || again.Price != nil && again.Price.Equal(million) {
			t.Errorf("%s: the book has changed: %+v", region, again)
		}
	}
}
