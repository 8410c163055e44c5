package pricing

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Overlay lays a user's own file over the book: its prices and free tiers stand
// in place of the book's, and its discounts are taken off. The file has the form
// of a book, but need not hold all of it: prices alone, or discounts alone. It
// may leave out source and confidence, which are then "" and High: nobody
// knows a contract better than who signed it. A fault is a *BookError; so is
// a price in another unit or currency than the book's.
func (b *Book) Overlay(name string, r io.Reader) (*Book, error) {
	own, err := readOver(b, name, r)
	if err != nil {
		return nil, err
	}
	out := *b
	out.name = b.name + " + " + filepath.Base(name)
	out.prices, out.index = slices.Clone(b.prices), make(map[key]int, len(b.index))
	for i, p := range out.prices {
		out.index[key{p.Service, p.Region, p.Component}] = i
	}
	for _, p := range own.prices {
		out.put(p)
	}
	replaced := func(p Price) bool {
		_, ok := own.index[key{p.Service, p.Region, p.Component}]
		return ok
	}
	out.past = slices.Concat(slices.DeleteFunc(slices.Clone(b.past), replaced), own.past)
	out.free = slices.Concat(b.freeBut(own), own.free)
	out.discounts = slices.Concat(own.discounts, b.discounts)
	return &out, nil
}

// freeBut is the book's free tiers without the components that another book
// frees itself; the others of a tier keep its quantity.
func (b *Book) freeBut(own *Book) []FreeTier {
	var out []FreeTier
	for _, f := range b.free {
		f.Components = slices.DeleteFunc(slices.Clone(f.Components), func(component string) bool {
			return own.freeIndex(f.Service, component, f.Currency) >= 0
		})
		if len(f.Components) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// known are the prices that a free tier or a discount may speak of.
func (c *checker) known() []Price {
	if c.base == nil {
		return c.book.prices
	}
	return slices.Concat(c.book.prices, c.base.prices)
}

// setProvider checks the provider, which is that of the book below.
func (c *checker) setProvider(f field) error {
	if err := f.word(&c.provider); err != nil || c.base == nil || len(c.base.prices) == 0 {
		return err
	}
	if below := c.base.prices[0].Provider; below != c.provider {
		return fault(f.tok, "the book that this file is laid over is of provider %s, not of %q", below, c.provider)
	}
	return nil
}

// fits refuses a price that bills made with the book's other prices could not
// hold, and one that no bill would ever ask for.
func (c *checker) fits(p Price, start *token.Token) error {
	if c.base == nil {
		return nil
	}
	for _, other := range c.base.prices {
		switch {
		case other.Service != p.Service:
		case other.Region == p.Region && other.Currency != p.Currency:
			return fault(start, "the prices of %s in %s are in %s, not in %s", p.Service, p.Region, other.Currency, p.Currency)
		case other.Component == p.Component && other.Unit != p.Unit:
			return fault(start, "%s %s is counted in %s, not in %s", p.Service, p.Component, other.Unit, p.Unit)
		}
	}
	return c.knownComponent(p, start)
}

// knownComponent refuses a component that the book below has in no region of a
// service that it knows: most often it is misspelt, and would price nothing.
// Types of machines are too many for a book to have them all, and what it has
// for one architecture there may be for the other.
func (c *checker) knownComponent(p Price, start *token.Token) error {
	if strings.HasPrefix(p.Component, "linux-") {
		return nil
	}
	var have []string
	for _, other := range c.base.prices {
		if other.Service == p.Service && !slices.Contains(have, other.Component) {
			have = append(have, other.Component)
		}
	}
	if len(have) == 0 || slices.Contains(have, p.Component) || slices.Contains(have, otherArchitecture(p.Component)) {
		return nil
	}
	hint := check.DidYouMean(p.Component, have)
	if hint == "" {
		hint = "sweetspot pricing list --service " + p.Service + " shows them"
	}
	return fault(start, "%s has no component %q; %s", p.Service, p.Component, hint)
}

// otherArchitecture is the same component of the other architecture, "" for
// one that is not of any.
func otherArchitecture(component string) string {
	if of, ok := strings.CutSuffix(component, "-arm64"); ok {
		return of + "-x86_64"
	}
	if of, ok := strings.CutSuffix(component, "-x86_64"); ok {
		return of + "-arm64"
	}
	return ""
}

// source checks where a price can be checked; a user's own needs no address.
func (c *checker) source(f field, dst *string) error {
	if f.tok == nil {
		return c.leftOut(f)
	}
	return f.address(dst)
}

func (c *checker) confidence(f field, dst *Confidence) error {
	if f.tok == nil {
		*dst = High
		return c.leftOut(f)
	}
	return f.confidence(dst)
}

// leftOut is the fault of what only a file that lies over a book may leave out.
func (c *checker) leftOut(f field) error {
	if c.base != nil {
		return nil
	}
	return fault(f.start, "%s is missing; a file to lay over the book %s may leave it out and is named %s+%s", f.key, c.provider, c.provider, c.book.name)
}
