package pricing

import (
	"cmp"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
)

// rawBook is the file as it stands. The lists stay nodes so that every row
// knows its place.
type rawBook struct {
	Schema    scalar     `yaml:"schema"`
	Provider  scalar     `yaml:"provider"`
	Compiled  scalar     `yaml:"compiled"`
	FreeTiers []ast.Node `yaml:"free_tiers"`
	Prices    []ast.Node `yaml:"prices"`
	Discounts []ast.Node `yaml:"discounts"`
}

// rawPrice is one entry of `prices:`.
type rawPrice struct {
	Service       scalar     `yaml:"service"`
	Region        scalar     `yaml:"region"`
	Component     scalar     `yaml:"component"`
	Unit          scalar     `yaml:"unit"`
	Currency      scalar     `yaml:"currency"`
	Tiers         []ast.Node `yaml:"tiers"` // of rawTier
	FirstTierOnly scalar     `yaml:"first_tier_only"`
	Effective     scalar     `yaml:"effective"` // absent where the date is not known
	Until         scalar     `yaml:"until"`     // absent in a price that still holds
	SKU           scalar     `yaml:"sku"`
	Source        scalar     `yaml:"source"`
	ReadIn        scalar     `yaml:"read_in"`
	Confidence    scalar     `yaml:"confidence"`
}

// rawFree is one entry of `free_tiers:`.
type rawFree struct {
	Service    scalar   `yaml:"service"`
	Components []scalar `yaml:"components"`
	Quantity   scalar   `yaml:"quantity"`
	Unit       scalar   `yaml:"unit"`
	Currency   scalar   `yaml:"currency"`
	Effective  scalar   `yaml:"effective"`
	Source     scalar   `yaml:"source"`
}

// book checks the whole file, which begins at start.
func (raw *rawBook) book(base *Book, name string, start *token.Token) (*Book, error) {
	if err := raw.Schema.in(start, "schema").present(); err != nil {
		return nil, err
	}
	if raw.Schema.text != BookSchema {
		return nil, fault(raw.Schema.tok, "schema must be %s, not %q", BookSchema, raw.Schema.text)
	}
	c := checker{
		start:      start,
		base:       base,
		book:       &Book{name: name, index: map[key]int{}},
		lines:      map[validity]int{},
		currencies: map[key]string{},
	}
	var compiled time.Time
	if err := cmp.Or(
		c.setProvider(raw.Provider.in(start, "provider")),
		raw.Compiled.in(start, "compiled").date(&compiled),
	); err != nil {
		return nil, err
	}
	if len(raw.Prices) == 0 && base == nil {
		return nil, raw.noPrices(start, c.provider, name)
	}
	return c.rows(raw)
}

// noPrices is the fault of a book without prices, which may be one that was
// written to be laid over another.
func (raw *rawBook) noPrices(start *token.Token, provider, name string) error {
	if len(raw.Discounts)+len(raw.FreeTiers) == 0 {
		return fault(start, "prices is missing or empty")
	}
	return fault(start, "prices is missing or empty; a file to lay over the book %s is named %s+%s", provider, provider, name)
}

// checker adds rows to a book one by one.
type checker struct {
	start      *token.Token // where the file begins
	base       *Book        // that the file is laid over, nil: it stands alone
	book       *Book
	provider   string
	lines      map[validity]int // line of each price
	currencies map[key]string   // of each service and region
}

// validity is a component with the end of one of its prices, of which it has
// one at a time.
type validity struct {
	key
	until time.Time
}

func (c *checker) rows(raw *rawBook) (*Book, error) {
	for _, node := range raw.Prices {
		if err := c.price(node); err != nil {
			return nil, err
		}
	}
	for _, node := range raw.FreeTiers {
		if err := c.freeTier(node); err != nil {
			return nil, err
		}
	}
	for _, node := range raw.Discounts {
		if err := c.discount(node); err != nil {
			return nil, err
		}
	}
	return c.book, nil
}

// decode reads a row strictly and says where it begins.
func (c *checker) decode(node ast.Node, row any) (*token.Token, error) {
	if node == nil {
		return nil, fault(c.start, "a list has an entry without a value")
	}
	return yamlfile.Begin(node), decodeStrict(node, row)
}

func (c *checker) price(node ast.Node) error {
	var raw rawPrice
	start, err := c.decode(node, &raw)
	if err != nil {
		return err
	}
	p := Price{Provider: c.provider, SKU: raw.SKU.text}
	err = cmp.Or(
		raw.Service.in(start, "service").word(&p.Service),
		raw.Region.in(start, "region").word(&p.Region),
		raw.Component.in(start, "component").word(&p.Component),
		raw.Unit.in(start, "unit").unit(&p.Unit),
		raw.Currency.in(start, "currency").currency(&p.Currency),
		raw.Effective.in(start, "effective").dateIfAny(&p.Effective),
		raw.Until.in(start, "until").dateIfAny(&p.Until),
		raw.FirstTierOnly.in(start, "first_tier_only").yesIfAny(&p.FirstTierOnly),
		c.source(raw.Source.in(start, "source"), &p.Source),
		c.confidence(raw.Confidence.in(start, "confidence"), &p.Confidence),
	)
	if err == nil && raw.ReadIn.tok != nil {
		err = raw.ReadIn.in(start, "read_in").address(&p.ReadIn)
	}
	if err != nil {
		return err
	}
	if p.Tiers, err = c.tiers(raw.Tiers, start); err != nil {
		return err
	}
	if p.FirstTierOnly && len(p.Tiers) != 1 {
		return fault(start, "first_tier_only is for a single tier; there are %d", len(p.Tiers))
	}
	if !p.Until.IsZero() && !p.Until.After(p.Effective) {
		return fault(raw.Until.tok, "until %s is not after %s, when the price took effect", raw.Until.text, raw.Effective.text)
	}
	return c.add(p, start)
}

// add puts the price into the book unless it clashes with one that is there.
func (c *checker) add(p Price, start *token.Token) error {
	v := validity{p.key(), p.Until}
	if line, ok := c.lines[v]; ok {
		return fault(start, "%s %s in %s has a price already, in line %d", p.Service, p.Component, p.Region, line)
	}
	bill := key{service: p.Service, region: p.Region}
	if other, ok := c.currencies[bill]; ok && other != p.Currency {
		return fault(start, "%s in %s is priced in both %s and %s; one bill cannot hold both", p.Service, p.Region, other, p.Currency)
	}
	if err := c.fits(p, start); err != nil {
		return err
	}
	c.currencies[bill] = p.Currency
	c.lines[v] = start.Position.Line
	c.book.add(p)
	return nil
}

func (c *checker) freeTier(node ast.Node) error {
	var raw rawFree
	start, err := c.decode(node, &raw)
	if err != nil {
		return err
	}
	var f FreeTier
	if err := cmp.Or(
		raw.Service.in(start, "service").word(&f.Service),
		raw.Unit.in(start, "unit").unit(&f.Unit),
		raw.Currency.in(start, "currency").currency(&f.Currency),
		raw.Effective.in(start, "effective").dateIfAny(&f.Effective),
		c.source(raw.Source.in(start, "source"), &f.Source),
		raw.Quantity.in(start, "quantity").amount(&f.Quantity),
	); err != nil {
		return err
	}
	if len(raw.Components) == 0 {
		return fault(start, "components is missing or empty")
	}
	for _, s := range raw.Components {
		if err := c.freeComponent(&f, s.in(start, "component")); err != nil {
			return err
		}
	}
	c.book.free = append(c.book.free, f)
	return nil
}

// freeComponent adds a component to a free tier: one that the book prices in
// the same unit, and that no other free tier covers.
func (c *checker) freeComponent(f *FreeTier, component field) error {
	var name string
	if err := component.word(&name); err != nil {
		return err
	}
	priced := func(p Price) bool {
		return p.Service == f.Service && p.Component == name && p.Unit == f.Unit && p.Currency == f.Currency
	}
	if !slices.ContainsFunc(c.known(), priced) {
		return fault(component.tok, "the book has no price of %s %s per %s in %s", f.Service, name, f.Unit, f.Currency)
	}
	if _, ok := c.book.FreeTier(f.Service, name, f.Currency); ok || slices.Contains(f.Components, name) {
		return fault(component.tok, "%s %s has a free tier already", f.Service, name)
	}
	f.Components = append(f.Components, name)
	return nil
}
