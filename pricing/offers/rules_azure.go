package offers

import (
	"regexp"
	"slices"
	"strings"
)

// meterRule maps a meter of Azure to a component of the book.
type meterRule struct {
	product, sku, meter string // productName, skuName ("" for any) and meterName
	of                  string // what unitOfMeasure counts, without its number
	service, component  string // of the book
	unit                string
}

// azureRules: Azure Functions in the plans Consumption, Flex Consumption and
// Premium. The names are those of the API in 2026 as public files quote them;
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan names
// the Flex meters. Premium has one price per vCPU and GiB for all its sizes.
var azureRules = []meterRule{
	functions("Functions", "Standard", "Standard Execution Time", "GB Second", "consumption-duration", "GB-second"),
	functions("Functions", "Standard", "Standard Total Executions", "", "consumption-executions", "execution"),
	functions("Flex Consumption", "On Demand", "On Demand Execution Time", "GB Second", "flex-duration", "GB-second"),
	functions("Flex Consumption", "On Demand", "On Demand Total Executions", "", "flex-executions", "execution"),
	functions("Flex Consumption", "Always Ready", "Always Ready Baseline", "GB Second", "flex-ready-baseline", "GB-second"),
	functions("Flex Consumption", "Always Ready", "Always Ready Execution Time", "GB Second", "flex-ready-duration", "GB-second"),
	functions("Flex Consumption", "Always Ready", "Always Ready Total Executions", "", "flex-ready-executions", "execution"),
	functions("Premium Functions", "", "Premium vCPU Duration", "Hour", "premium-vcpu", "vCPU-hour"),
	functions("Premium Functions", "", "Premium Memory Duration", "GiB Hour", "premium-memory", "GiB-hour"),
}

func functions(product, sku, meter, of, component, unit string) meterRule {
	return meterRule{product: product, sku: sku, meter: meter, of: of, service: "AzureFunctions", component: component, unit: unit}
}

// azureRule is the rule for a row, nil for none.
func azureRule(row *retailRow) *meterRule {
	if row.ServiceName != "Functions" {
		return nil
	}
	for i, r := range azureRules {
		if r.product == row.ProductName && (r.sku == "" || r.sku == row.SkuName) && r.meter == row.MeterName {
			return &azureRules[i]
		}
	}
	return nil
}

var (
	// measure is a number that a price is for, with what it counts: "10" (ten
	// executions), "1 GB Second", "1M".
	measure      = regexp.MustCompile(`^(10{0,9})([KM]?)( .+)?$`)
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	azureRegion  = regexp.MustCompile(`^[a-z0-9]+$`)
)

// tier is a row as a tier of the book: a price for ten is ten times that for
// one, and its bounds count tens.
func (r *meterRule) tier(row *retailRow) (tierRow, reason) {
	switch {
	case !azureRegion.MatchString(row.ArmRegionName):
		return tierRow{}, noRegion
	case !currencyCode.MatchString(row.CurrencyCode):
		return tierRow{}, badCurrency
	case instant(row.EffectiveStartDate).IsZero():
		return tierRow{}, badDate
	}
	zeros, ok := r.zeros(row.UnitOfMeasure)
	if !ok {
		return tierRow{}, badUnit
	}
	price, ok := amount(row.RetailPrice.String())
	if !ok || !fits(price.Shift(-zeros)) {
		return tierRow{}, badPrice
	}
	from, ok := amount(row.TierMinimumUnits.String())
	if !ok || !fits(from.Shift(zeros)) {
		return tierRow{}, badRange
	}
	return tierRow{from: from.Shift(zeros), price: price.Shift(-zeros), start: instant(row.EffectiveStartDate)}, ""
}

// zeros is the power of ten that a price of the rule's meter is for.
func (r *meterRule) zeros(unit string) (int32, bool) {
	parts := measure.FindStringSubmatch(unit)
	if parts == nil || strings.TrimSpace(parts[3]) != r.of {
		return 0, false
	}
	zeros := len(parts[1]) - 1
	switch parts[2] {
	case "K":
		zeros += 3
	case "M":
		zeros += 6
	}
	return int32(zeros), true
}

// AzureServices lists the services of the book that rules for Azure map, sorted.
func AzureServices() []string {
	var services []string
	for _, r := range azureRules {
		services = append(services, r.service)
	}
	slices.Sort(services)
	return slices.Compact(services)
}
