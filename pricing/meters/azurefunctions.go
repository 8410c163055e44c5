package meters

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// AzureFunctionsService is the service that the prices of Azure Functions stand
// under in a book.
const AzureFunctionsService = "AzureFunctions"

// azureBeside is what every function app is billed for too
// (https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs,
// "Other related costs", of 2025-02-10).
var azureBeside = []string{
	"the storage account of the function app, which its triggers and logs drive",
	"Application Insights, which the telemetry drives",
	"data out of the region, which the responses drive",
}

// How the Consumption plan rounds an execution: "Memory used by a function is
// measured by rounding up to the nearest 128 MB, up to the maximum memory size
// of 1,536 MB, with execution time calculated by rounding up to the nearest 1
// ms. The minimum execution time and memory for a single function execution is
// 100 ms and 128 mb respectively."
// (https://azure.microsoft.com/pricing/details/functions/)
const (
	consumptionMemoryStep = 128  // MB
	consumptionMaxMemory  = 1536 // MB
	consumptionTimeStep   = time.Millisecond
	consumptionMinTime    = 100 * time.Millisecond
)

// AzureConsumption is functions on the Consumption plan: executions, and
// memory used × time. Give either the time that every execution takes or the
// mean of their billed times: the mean time would hide what short ones are
// billed for. Azure samples the memory of the process, which executions at the
// same time share; here each has its own, which is an upper bound.
type AzureConsumption struct {
	Executions decimal.Decimal `yaml:"executions"`
	MemoryMB   int             `yaml:"memory_mb"` // used by an execution, 1 to 1536
	Duration   time.Duration   `yaml:"duration"`  // of each execution
	BilledMS   decimal.Decimal `yaml:"billed_ms"` // or: mean of ConsumptionBilled over the executions, in ms
}

var _ Meter = AzureConsumption{}

// Meter implements Meter.
func (a AzureConsumption) Meter(region string) (Metered, error) {
	if err := a.check(); err != nil {
		return Metered{}, err
	}
	memory := chunked(a.MemoryMB, consumptionMemoryStep)
	billed := orDefault(a.BilledMS, milliseconds(ConsumptionBilled(a.Duration)))
	note := fmt.Sprintf("%d MB for %s ms an execution", memory, billed)
	at := place{AzureFunctionsService, region}
	return Metered{
		Usage: []pricing.Usage{
			at.usage("consumption-executions", "execution", a.Executions, pricing.Measured, ""),
			at.usage("consumption-duration", "GB-second", perMS(memory).Mul(billed).Mul(a.Executions), pricing.Measured, note),
		},
		NotPriced: azureBeside,
	}, nil
}

// ConsumptionBilled is the billed time of an execution on the Consumption plan.
func ConsumptionBilled(duration time.Duration) time.Duration {
	return max(roundUp(duration, consumptionTimeStep), consumptionMinTime)
}

// chunked is the least multiple of a step that is not below a size.
func chunked(size, step int) int { return int(chunks(check.Bytes(size), check.Bytes(step))) * step }

func (a AzureConsumption) check() error {
	switch {
	case a.MemoryMB < 1 || a.MemoryMB > consumptionMaxMemory:
		return fmt.Errorf("an execution on Azure's Consumption plan uses 1 to %d MB of memory, not %d", consumptionMaxMemory, a.MemoryMB)
	case a.Duration != 0 && !a.BilledMS.IsZero():
		return errors.New("executions have both a duration and a billed time; give one of the two")
	case a.Duration == 0 && a.BilledMS.IsZero():
		return errors.New("executions have no time; give duration, such as 250ms, or billed_ms")
	}
	return notNegative(
		quantity{"the number of executions", a.Executions},
		span("the duration of an execution in seconds", a.Duration),
		quantity{"the billed time of an execution in ms", a.BilledMS},
	)
}
