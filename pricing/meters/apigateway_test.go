package meters

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// apiPage is where the examples stand.
const apiPage = "https://aws.amazon.com/api-gateway/pricing/, read 2025-11-02"

// The worked examples of API Gateway's pricing page.
func TestAPIGatewayPricingPage(t *testing.T) {
	book := mustBook(t)
	out := func(kilobytes string) pricing.Usage {
		return pricing.Usage{
			Service: "AWSDataTransfer", Component: "internet-out", Unit: "GB",
			Quantity: dec(kilobytes).Div(dec("1048576")),
		}
	}
	for _, e := range []example{
		{
			name: "HTTP 1: 10,000 page loads a minute, 12 KB and 46 KB", source: apiPage, book: book, month: true,
			meters: []Meter{HTTPAPI{Requests: dec("432000000"), Request: 12 << 10, Response: 46 << 10}},
			total:  "418.80",
		},
		{
			name: "HTTP 2: 25 uploads a minute of 4.5 MB", source: apiPage, book: book, month: true,
			meters: []Meter{HTTPAPI{Requests: dec("1080000"), Request: 9 << 19}},
			total:  "9.72",
		},
		{
			name: "REST: 5 million calls, responses of 3 KB", source: apiPage, book: book,
			meters:  []Meter{RESTAPI{Requests: dec("5000000")}},
			beside:  []pricing.Usage{out("15000000")},
			amounts: map[string]string{"rest-requests": "17.50", "internet-out": "1.29"}, total: "18.79",
		},
		{
			// The page prices all its transfer at 0.09 a GB, without tiers.
			name: "REST: 15 billion calls, responses of 4 KB", source: apiPage, month: true, beside: []pricing.Usage{out("60000000000")},
			book: literal(t,
				priceRow{APIGatewayService, "rest-requests", "request", `[{up_to: 333000000, price: "0.0000035"}, {up_to: 1000000000, price: "0.0000028"}, {up_to: 20000000000, price: "0.00000238"}, {price: "0.00000151"}]`, ""},
				priceRow{"AWSDataTransfer", "internet-out", "GB", `[{price: "0.09"}]`, ""},
			),
			meters:  []Meter{RESTAPI{Requests: dec("15000000000")}},
			amounts: map[string]string{"rest-requests": "36353.10", "internet-out": "5149.84"}, total: "41502.94",
		},
		{
			name: "REST: 15 billion calls at the book's tiers", source: apiPage, book: book, month: true,
			meters: []Meter{RESTAPI{Requests: dec("15000000000")}},
			total:  "36353.10",
		},
		{
			name: "REST: a cache of 1.6 GB for a day", source: apiPage, book: book,
			meters: []Meter{RESTAPI{CacheGB: dec("1.6"), CacheHours: dec("24")}},
			total:  "0.912",
		},
	} {
		t.Run(e.name, e.run)
	}
}

// The price of every cache that there is stands in the book.
func TestCacheSizes(t *testing.T) {
	book := mustBook(t)
	for _, size := range cacheSizes {
		bill, err := book.List(metered(t, "us-east-1", RESTAPI{CacheGB: dec(size)})...)
		if err != nil || !bill.Lines[0].Quantity.Equal(dec("730")) || !bill.Total.IsPositive() {
			t.Errorf("%s GB: %+v, %v; want 730 hours", size, bill, err)
		}
	}
}

func TestHTTPUnits(t *testing.T) {
	const kb = 1 << 10
	tests := []struct {
		request, response check.Bytes
		want              int64
	}{
		{0, 0, 1},
		{512 * kb, 512 * kb, 1},
		{513 * kb, 0, 2},
		{0, 513 * kb, 2},
		{513 * kb, 513 * kb, 2},
		{9 << 19, 0, 9},
		{10 << 20, 0, 20},
	}
	for _, tt := range tests {
		if got := HTTPUnits(tt.request, tt.response); got != tt.want {
			t.Errorf("%s and %s: %d units, want %d", tt.request, tt.response, got, tt.want)
		}
	}
}

func TestHTTPAPINotes(t *testing.T) {
	for want, api := range map[string]HTTPAPI{
		"":                                   {Requests: dec("1")},
		"2 units of 512 KB a request":        {Requests: dec("1"), Response: 1 << 20},
		"1.25 units of 512 KB a request":     {Requests: dec("1"), UnitsPerRequest: dec("1.25")},
		"20 units of 512 KB a request":       {Requests: dec("1"), Request: 10 << 20},
		"1.000001 units of 512 KB a request": {Requests: dec("1"), UnitsPerRequest: dec("1.000001")},
	} {
		if got := noteOf(t, "http-requests", api); got != want {
			t.Errorf("note %q, want %q", got, want)
		}
	}
}

func TestAPIGatewayRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"no cache of 1 GB; it offers 0.5, 1.6": RESTAPI{CacheGB: dec("1")},
		"no cache of -0.5 GB":                  RESTAPI{CacheGB: dec("-0.5")},
		"give cache_gb":                        RESTAPI{CacheHours: dec("1")},
		"the number of requests must not":      RESTAPI{Requests: dec("-1")},
		"hours of the cache must not":          RESTAPI{CacheGB: dec("0.5"), CacheHours: dec("-1")},
		"give one of the two":                  HTTPAPI{Request: 1, UnitsPerRequest: dec("1")},
		"at least one unit, not 0.5":           HTTPAPI{UnitsPerRequest: dec("0.5")},
		"at least one unit, not -1":            HTTPAPI{UnitsPerRequest: dec("-1")},
		"no payload of 11 MB":                  HTTPAPI{Response: 11 << 20},
		"number of requests must not":          HTTPAPI{Requests: dec("-1")},
		"size of a request":                    HTTPAPI{Request: -1},
		"size of a response":                   HTTPAPI{Response: -1},
	} {
		refuses(t, m, want)
	}
}

// Rounded up to whole units, but by less than one; larger payloads and more
// calls never count less.
func TestHTTPUnitsGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := check.Bytes(rapid.Int64Range(1, 5<<20).Draw(t, "size"))
		larger := size + check.Bytes(rapid.Int64Range(0, 5<<20).Draw(t, "more"))
		calls := dec(rapid.StringMatching(`[0-9]{1,12}`).Draw(t, "calls"))
		noLess(t, "http-requests", HTTPAPI{Requests: calls, Request: size}, HTTPAPI{Requests: calls, Response: larger})
		noLess(t, "http-requests", HTTPAPI{Requests: calls, Request: size}, HTTPAPI{Requests: calls.Add(dec("1")), Request: size})
		exact := dec("1").Mul(whole("", size).value).Div(whole("", httpUnit).value)
		within(t, quantityOf(t, "http-requests", HTTPAPI{Requests: dec("1"), Request: size}), exact, dec("1"))
	})
}
