package meters

import (
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// lambdaPage is where the examples stand.
const lambdaPage = "https://aws.amazon.com/lambda/pricing/"

func onDemand(memoryMB, ephemeralMB int, requests, billedMS string) Lambda {
	return Lambda{
		Architecture: "x86_64", MemoryMB: memoryMB, EphemeralMB: ephemeralMB,
		Requests: dec(requests), BilledMS: dec(billedMS),
	}
}

// The worked examples of Lambda's pricing page, at the prices of us-east-1 of
// 2026-09-01, which are those that the page of 2026-06-18 uses.
func TestLambdaPricingPage(t *testing.T) {
	book := mustBook(t)
	for _, e := range []example{
		{
			name: "512 MB, 3 million × 1 s", source: lambdaPage + ", as it was before December 2020", book: book, month: true,
			meters:  []Meter{onDemand(512, 0, "3000000", "1000")},
			amounts: map[string]string{"duration-x86_64": "18.33", "requests": "0.40"}, total: "18.73",
			page: "18.74", reason: "the page took 0.00001667 for the price of 0.0000166667",
		},
		{
			name: "mobile application backend", source: lambdaPage + ", read 2026-06-18", book: book, month: true,
			meters:  []Meter{onDemand(1536, 0, "3000000", "120")},
			amounts: map[string]string{"duration-x86_64": "2.33", "requests": "0.40"}, total: "2.73",
		},
		{
			name: "enriching streaming telemetry", source: lambdaPage + ", read 2026-06-18", book: book,
			meters:  []Meter{onDemand(1024, 0, "7440000", "2000")},
			amounts: map[string]string{"duration-x86_64": "248.00", "requests": "1.49"}, total: "249.49",
		},
		{
			name: "machine learning on support tickets, 2048 MB of storage", source: lambdaPage + ", read 2026-06-18", book: book, month: true,
			meters:  []Meter{onDemand(4096, 2048, "6000000", "280")},
			amounts: map[string]string{"duration-x86_64": "105.33", "requests": "1.00", "ephemeral-storage": "0.08"}, total: "106.41",
		},
		{
			name: "mobile application launch, provisioned for 8 hours", source: lambdaPage + ", read 2026-06-18", book: book, month: true,
			meters: []Meter{
				Provisioned{
					Architecture: "x86_64", MemoryMB: 1536, Environments: 100, Enabled: 8 * time.Hour,
					Requests: dec("500000"), BilledMS: dec("100"),
				},
				onDemand(1536, 0, "2500000", "120"),
			},
			// The page takes the million free requests off all 3 million, which
			// comes to the same as off the 2.5 million without provisioned concurrency.
			amounts: map[string]string{
				"provisioned-concurrency-x86_64": "18.00", "provisioned-duration-x86_64": "0.73", "duration-x86_64": "0.83",
				"provisioned-requests": "0.10", "requests": "0.30",
			},
			total: "19.96",
		},
		{
			name: "support on Cyber Monday, provisioned for a day", source: lambdaPage + ", read 2026-06-18", book: book, month: true,
			meters: []Meter{Provisioned{
				Architecture: "x86_64", MemoryMB: 4096, Environments: 7, Enabled: 24 * time.Hour,
				Requests: dec("2000000"), BilledMS: dec("280"),
			}},
			amounts: map[string]string{
				"provisioned-concurrency-x86_64": "10.08", "provisioned-duration-x86_64": "21.78", "provisioned-requests": "0.40",
			},
			total: "32.26",
		},
		{
			name: "enriching streaming telemetry with SnapStart", source: lambdaPage + ", read 2026-06-18", book: book,
			meters: []Meter{
				onDemand(1024, 0, "7440000", "2000"),
				SnapStart{MemoryMB: 1024, Active: 31 * 24 * time.Hour, Resumes: dec("74400")},
			},
			amounts: map[string]string{"requests": "1.49", "duration-x86_64": "248.00", "snapstart-cache": "4.03", "snapstart-restore": "10.4"},
			total:   "263.92",
		},
		{
			name: "streaming server side rendered content", source: lambdaPage + ", read 2026-06-18", book: book, month: true,
			account: []pricing.Usage{{Service: LambdaService, Region: "us-east-1", Component: "streamed-bytes", Unit: "GB", Quantity: dec("100")}},
			meters: []Meter{
				onDemand(1536, 0, "3000000", "500"),
				Streaming{Responses: dec("2000000"), Response: 100 << 10},
				Streaming{Responses: dec("1000000"), Response: 7 << 20},
			},
			amounts: map[string]string{"requests": "0.40", "duration-x86_64": "30.83", "streamed-bytes": "7.81"}, total: "39.05",
			page: "39.04", reason: "the page adds up 30.83, 0.40 and 7.81, each rounded before; unrounded they are 39.0459",
		},
	} {
		t.Run(e.name, e.run)
	}
}

// The first example comes to the page's cent at the page's own price.
func TestLambdaAtTheRoundedPrice(t *testing.T) {
	example{
		source: lambdaPage + ", as it was before December 2020", month: true,
		book: literal(t,
			priceRow{LambdaService, "requests", "request", `[{price: "0.0000002"}]`, "1000000"},
			priceRow{LambdaService, "duration-x86_64", "GB-second", `[{price: "0.00001667"}]`, "400000"},
		),
		meters:  []Meter{onDemand(512, 0, "3000000", "1000")},
		amounts: map[string]string{"duration-x86_64": "18.34", "requests": "0.40"}, total: "18.74",
	}.run(t)
}
