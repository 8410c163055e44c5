package breakeven

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Alternative is one way of doing the work, with what it takes to deploy it.
type Alternative struct {
	Name      string // "function", "container", "HTTP API with a function"
	Compute   Workload
	Around    Uses     // balancers, addresses, logs, transfer
	NotPriced []string // what is billed too but is in neither, a phrase each
}

// Comparison holds the curves of alternatives, twice: of the compute alone and
// of everything that is deployed. All but the first are compared with the first.
type Comparison struct {
	Currency     string
	Alternatives []Compared
}

// Compared is an alternative with its curves.
type Compared struct {
	Name       string
	Bare       Side     // Compute alone
	AsDeployed Side     // with what is Around
	Warnings   []string // what the curves take for granted, a sentence each

	Million pricing.Bill // of a month of a million requests, as deployed: which prices there are in the curves
}

// Side is a curve and how it compares with the same curve of the first
// alternative.
type Side struct {
	Curve     Curve
	Crossings []Crossing // empty for the first alternative, and where one is always cheaper
	Sentence  string     // "" for the first alternative
}

// Compare prices alternatives that do the same work, two at least, by one book
// and on the same terms.
func Compare(book *pricing.Book, terms pricing.Terms, alternatives ...Alternative) (Comparison, error) {
	if len(alternatives) < 2 {
		return Comparison{}, errors.New("it takes two alternatives to compare")
	}
	var c Comparison
	for _, alternative := range alternatives {
		compared, err := alternative.curves(book, terms)
		if err != nil {
			return Comparison{}, err
		}
		if len(c.Alternatives) > 0 {
			if err := compared.against(c.Alternatives[0]); err != nil {
				return Comparison{}, err
			}
		}
		c.Alternatives = append(c.Alternatives, compared)
	}
	c.Currency = c.Alternatives[0].Bare.Curve.Currency
	return c, nil
}

// curves prices the alternative bare and as deployed.
func (a Alternative) curves(book *pricing.Book, terms pricing.Terms) (Compared, error) {
	bare, err := NewCurve(a.Name, a.Compute, book, terms)
	if err != nil {
		return Compared{}, err
	}
	whole := Workload{a.Compute.plus(a.Around), a.Compute.Fleet}
	deployed, err := NewCurve(a.Name, whole, book, terms)
	if err != nil {
		return Compared{}, err
	}
	million, err := book.Month(whole.Usage(1_000_000), terms)
	if err != nil {
		return Compared{}, err
	}
	return Compared{
		Name: a.Name, Bare: Side{Curve: bare}, AsDeployed: Side{Curve: deployed},
		Warnings: a.warnings(deployed), Million: million,
	}, nil
}

// against fills in how the alternative compares with the first.
func (c *Compared) against(first Compared) error {
	return errors.Join(c.Bare.against(first.Bare.Curve), c.AsDeployed.against(first.AsDeployed.Curve))
}

func (s *Side) against(first Curve) (err error) {
	if s.Crossings, err = Crossings(first, s.Curve); err != nil {
		return err
	}
	s.Sentence, err = Sentence(first, s.Curve)
	return err
}

// warnings say what a curve takes for granted.
func (a Alternative) warnings(c Curve) []string {
	var list []string
	if len(a.NotPriced) > 0 {
		list = append(list, fmt.Sprintf("%s: not in it: %s", c.Name, strings.Join(a.NotPriced, "; ")))
	}
	if f := c.Fleet; f != nil {
		if !f.Measured {
			list = append(list, fmt.Sprintf("%s: that one %s sustains %s requests a second was given by hand and not measured", c.Name, f.One, f.Capacity))
		}
		if f.Peak.IsZero() {
			list = append(list, c.Name+": the traffic is taken as the same at every hour; a peak needs more tasks than the curve has")
		}
	}
	if len(c.FirstTierOnly) > 0 {
		list = append(list, fmt.Sprintf("%s: the book knows only the first tier of %s; at much traffic the true cost is lower", c.Name, strings.Join(c.FirstTierOnly, " and ")))
	}
	return list
}
