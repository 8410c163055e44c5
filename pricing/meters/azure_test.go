package meters

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Where the examples of Azure Functions stand.
const (
	azurePage  = "https://azure.microsoft.com/pricing/details/functions/"
	azureLearn = "https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs, of 2025-02-10"
)

func azureBook(t testing.TB) *pricing.Book {
	t.Helper()
	b, err := pricing.Embedded("azure")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The worked examples of Microsoft's pages, at the prices of eastus.
func TestAzureFunctionsPages(t *testing.T) {
	book := azureBook(t)
	for _, e := range []example{
		{
			name: "Consumption: 512 MB, 3 million × 1 s", source: azurePage, region: "eastus", book: book, month: true,
			meters:  []Meter{AzureConsumption{Executions: dec("3000000"), MemoryMB: 512, Duration: time.Second}},
			amounts: map[string]string{"consumption-duration": "17.60", "consumption-executions": "0.40"}, total: "18.00",
		},
		{
			name: "Flex, CPU-bound: ten instances active for an hour", source: azureLearn, region: "eastus", book: book,
			meters:  []Meter{AzureFlex{InstanceMB: 2048, OnDemand: FlexWork{Executions: dec("144000"), Periods: dec("10"), Period: time.Hour}}},
			amounts: map[string]string{"flex-duration": "1.872", "flex-executions": "0.0576"}, total: "1.9296",
		},
		{
			name: "Flex, IO-bound: one instance active for an hour", source: azureLearn, region: "eastus", book: book,
			meters:  []Meter{AzureFlex{InstanceMB: 2048, OnDemand: FlexWork{Executions: dec("144000"), Periods: dec("1"), Period: time.Hour}}},
			amounts: map[string]string{"flex-duration": "0.1872", "flex-executions": "0.0576"}, total: "0.2448",
			page: "0.245", reason: "the page rounds 0.1872 + 0.0576",
		},
	} {
		t.Run(e.name, e.run)
	}
}

// "When your process is using 160 MB, you're charged for 256 MB"
// (https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs);
// at least 128 MB and 100 ms, and time to 1 ms
// (https://azure.microsoft.com/pricing/details/functions/).
func TestConsumptionRounding(t *testing.T) {
	tests := []struct {
		memoryMB       int
		duration       time.Duration
		quantity, note string
	}{
		{160, time.Second, "0.25", "256 MB for 1000 ms an execution"},
		{1, time.Nanosecond, "0.0125", "128 MB for 100 ms an execution"},
		{128, 100*time.Millisecond + time.Nanosecond, "0.012625", "128 MB for 101 ms an execution"},
		{1409, 2 * time.Second, "3", "1536 MB for 2000 ms an execution"},
		{1536, 2 * time.Second, "3", "1536 MB for 2000 ms an execution"},
	}
	for _, tt := range tests {
		a := AzureConsumption{Executions: dec("1"), MemoryMB: tt.memoryMB, Duration: tt.duration}
		if got := quantityOf(t, "consumption-duration", a); !got.Equal(dec(tt.quantity)) {
			t.Errorf("%d MB, %s: %s GB-seconds, want %s", tt.memoryMB, tt.duration, got, tt.quantity)
		}
		if got := noteOf(t, "consumption-duration", a); got != tt.note {
			t.Errorf("note %q, want %q", got, tt.note)
		}
	}
	mean := AzureConsumption{Executions: dec("1000"), MemoryMB: 1024, BilledMS: dec("100.5")}
	if got := quantityOf(t, "consumption-duration", mean); !got.Equal(dec("100.5")) {
		t.Errorf("a mean of 100.5 ms: %s GB-seconds, want 100.5", got)
	}
}

func TestFlexRounding(t *testing.T) {
	tests := []struct {
		period, want time.Duration
		note         string
	}{
		{time.Millisecond, time.Second, "512 MB for 1s a period, rounded up from 1ms"},
		{time.Second, time.Second, "512 MB for 1s a period"},
		{time.Second + time.Millisecond, 1100 * time.Millisecond, "512 MB for 1.1s a period, rounded up from 1.001s"},
	}
	for _, tt := range tests {
		if got := FlexBilled(tt.period); got != tt.want {
			t.Errorf("%s is billed as %s, want %s", tt.period, got, tt.want)
		}
		a := AzureFlex{InstanceMB: 512, OnDemand: FlexWork{Executions: dec("1"), Period: tt.period}}
		if got := noteOf(t, "flex-duration", a); got != tt.note {
			t.Errorf("note %q, want %q", got, tt.note)
		}
	}
	working := AzureFlex{InstanceMB: 2048, ReadyInstances: 2, Ready: FlexWork{Executions: dec("1000"), Period: 1450 * time.Millisecond}}
	for component, want := range map[string]string{
		"flex-ready-baseline":   "10512000", // 2 × 2 GB × 730 h × 3,600 s
		"flex-ready-duration":   "3000",     // 2 GB × 1.5 s × 1,000
		"flex-ready-executions": "1000",
	} {
		if got := quantityOf(t, component, working); !got.Equal(dec(want)) {
			t.Errorf("%s: %s, want %s", component, got, want)
		}
	}
	idle := metered(t, "eastus", AzureFlex{InstanceMB: 4096, ReadyInstances: 1, ReadyHours: dec("10")})
	if len(idle) != 1 || !idle[0].Quantity.Equal(dec("144000")) || idle[0].Note != "1 × 4096 MB for 10 hours" {
		t.Errorf("an instance that is ready and idle: %+v", idle)
	}
}

// The storage account and the telemetry of a function app are billed too.
func TestAzureIsNotAllPriced(t *testing.T) {
	for _, m := range []Meter{AzureConsumption{MemoryMB: 128, Duration: 1}, AzureFlex{InstanceMB: 512}} {
		if got, err := m.Meter("eastus"); err != nil || len(got.NotPriced) != 3 {
			t.Errorf("%T: %+v, %v", m, got, err)
		}
	}
}

func TestAzureRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"1 to 1536 MB of memory, not 0":    AzureConsumption{Duration: 1},
		"1 to 1536 MB of memory, not 1537": AzureConsumption{MemoryMB: 1537, Duration: 1},
		"give one of the two":              AzureConsumption{MemoryMB: 128, Duration: 1, BilledMS: dec("1")},
		"give duration":                    AzureConsumption{MemoryMB: 128},
		"number of executions must":        AzureConsumption{MemoryMB: 128, Duration: 1, Executions: dec("-1")},
		"duration of an execution":         AzureConsumption{MemoryMB: 128, Duration: -1},
		"billed time of an execution":      AzureConsumption{MemoryMB: 128, BilledMS: dec("-1")},
		"no instance of 1024 MB":           AzureFlex{InstanceMB: 1024},
		"give ready_instances":             AzureFlex{InstanceMB: 512, ReadyHours: dec("1")},
		"there are none; give":             AzureFlex{InstanceMB: 512, Ready: FlexWork{Executions: dec("1"), Period: 1}},
		"instances on demand has no time":  AzureFlex{InstanceMB: 512, OnDemand: FlexWork{Periods: dec("1")}},
		"always ready has no time":         AzureFlex{InstanceMB: 512, ReadyInstances: 1, Ready: FlexWork{Executions: dec("1")}},
		"executions on demand must":        AzureFlex{InstanceMB: 512, OnDemand: FlexWork{Executions: dec("-1"), Period: 1}},
		"periods always ready must":        AzureFlex{InstanceMB: 512, ReadyInstances: 1, Ready: FlexWork{Periods: dec("-1"), Period: 1}},
		"length of a period on demand":     AzureFlex{InstanceMB: 512, OnDemand: FlexWork{Period: -1}},
		"number of always-ready instances": AzureFlex{InstanceMB: 512, ReadyInstances: -1},
		"hours of always-ready instances":  AzureFlex{InstanceMB: 512, ReadyInstances: 1, ReadyHours: dec("-1")},
	} {
		refuses(t, m, want)
	}
}

// Rounding up never takes off and adds less than a step beyond the minimum;
// more memory, time and executions never count less.
func TestAzureRoundsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(1, int64(10*time.Minute)).Draw(t, "time"))
		longer := d + time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "longer"))
		inTime := func(billed, least, step time.Duration) {
			if billed < d || billed >= max(d, least)+step || billed%step != 0 {
				t.Errorf("%s is billed as %s", d, billed)
			}
		}
		inTime(ConsumptionBilled(d), consumptionMinTime, consumptionTimeStep)
		inTime(FlexBilled(d), flexMinimum, flexStep)

		memory := rapid.IntRange(1, consumptionMaxMemory).Draw(t, "memory")
		more := rapid.IntRange(memory, consumptionMaxMemory).Draw(t, "more memory")
		within(t, decimal.NewFromInt(int64(chunked(memory, consumptionMemoryStep))), decimal.NewFromInt(int64(memory)), dec("128"))
		n := decimal.NewFromInt(rapid.Int64Range(1, 1e9).Draw(t, "executions"))
		noLess(t, "consumption-duration",
			AzureConsumption{Executions: n, MemoryMB: memory, Duration: d},
			AzureConsumption{Executions: n.Add(dec("1")), MemoryMB: more, Duration: longer})
		noLess(t, "flex-duration",
			AzureFlex{InstanceMB: 512, OnDemand: FlexWork{Executions: n, Period: d}},
			AzureFlex{InstanceMB: 2048, OnDemand: FlexWork{Executions: n.Add(dec("1")), Period: longer}})
	})
}
