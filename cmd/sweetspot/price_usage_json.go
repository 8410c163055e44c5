package main

import (
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/usagefile"
)

// usageJSONSchema is the value of the key `schema`.
const usageJSONSchema = "sweetspot.usage-bill/v1"

// usageJSON is a priced usage file as --format json writes it; keys are only
// added. Amounts and quantities are decimal strings.
type usageJSON struct {
	Schema       string          `json:"schema"`
	Region       string          `json:"region"`
	Book         string          `json:"book"`
	FreeTier     bool            `json:"free_tier"`
	Currency     string          `json:"currency"`
	Alternatives []usageBillJSON `json:"alternatives"`
}

type usageBillJSON struct {
	Name       string             `json:"name"` // "" where the file has but one bill
	PerMonth   string             `json:"per_month"`
	Difference *differenceJSON    `json:"difference"` // from the first; null in it
	Services   []usageServiceJSON `json:"services"`
	NotPriced  []string           `json:"not_priced"`
	Doubts     []string           `json:"doubts"`
}

type differenceJSON struct {
	Amount string  `json:"amount"` // above zero where it is dearer
	Share  *string `json:"share"`  // a fraction; null where the first costs nothing
}

type usageServiceJSON struct {
	Name     string          `json:"name"`
	Kind     string          `json:"kind"`
	Region   string          `json:"region"`
	PerMonth string          `json:"per_month"`
	Items    []usageItemJSON `json:"items"` // add up to per_month exactly
}

type usageItemJSON struct {
	Service    string             `json:"service"`
	Component  string             `json:"component"`
	Region     string             `json:"region"`
	Quantity   string             `json:"quantity"`
	Unit       string             `json:"unit"`
	Price      string             `json:"price"`
	Amount     string             `json:"amount"`
	Confidence pricing.Confidence `json:"confidence"`
	Effective  *string            `json:"effective"` // null: not known
	Source     string             `json:"source"`
	Note       string             `json:"note,omitempty"`
}

func newUsageJSON(usage *usagefile.File, book *pricing.Book, result *usagefile.Result) usageJSON {
	out := usageJSON{
		Schema: usageJSONSchema, Region: usage.Region, Book: book.Name(),
		FreeTier: usage.FreeTier, Currency: result.Currency,
	}
	for _, bill := range result.Bills {
		b := usageBillJSON{
			Name: bill.Name, PerMonth: bill.Total.String(),
			NotPriced: append([]string{}, bill.NotPriced...), Doubts: append([]string{}, bill.Doubts...),
		}
		if d := bill.Difference; d != nil {
			b.Difference = &differenceJSON{Amount: d.Amount.String()}
			if d.Share != nil {
				b.Difference.Share = new(d.Share.String())
			}
		}
		for _, part := range bill.Services {
			b.Services = append(b.Services, partJSON(part))
		}
		out.Alternatives = append(out.Alternatives, b)
	}
	return out
}

func partJSON(part usagefile.Part) usageServiceJSON {
	out := usageServiceJSON{
		Name: part.Name, Kind: part.Kind, Region: part.Region,
		PerMonth: part.Bill.Total.String(), Items: make([]usageItemJSON, len(part.Bill.Lines)),
	}
	for i, l := range part.Bill.Lines {
		out.Items[i] = usageItemJSON{
			Service: l.Service, Component: l.Component, Region: l.Region,
			Quantity: l.Quantity.String(), Unit: l.Unit, Price: l.Price.String(), Amount: l.Amount.String(),
			Confidence: l.Confidence, Effective: dayJSON(l.Effective), Source: l.Source, Note: l.Note,
		}
	}
	return out
}
