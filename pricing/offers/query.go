package offers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// ReadPages reads responses of pricing:GetProducts, as `aws pricing
// get-products` prints them: one or several JSON objects, each with a PriceList
// whose items are products with their terms, written as JSON once more. An
// error names the place in bytes.
// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
func (a *AWS) ReadPages(ctx context.Context, r io.Reader) error {
	s := newStream(r)
	items := 0
	for s.more() {
		lists := 0
		err := s.object(func(key string) error {
			if !strings.EqualFold(key, "PriceList") {
				return s.pass()
			}
			lists++
			return s.array(func() error {
				items++
				return a.readItem(ctx, s)
			})
		})
		if err == nil && lists == 0 {
			err = s.faultf("not a response of pricing:GetProducts: it has no PriceList")
		}
		if err != nil {
			return err
		}
	}
	if err := s.finish(); err != nil {
		return err
	}
	if items == 0 {
		return fmt.Errorf("no products in it")
	}
	return nil
}

// readItem reads an item of a PriceList: a product as JSON in a string, or the
// product itself where a tool has unpacked it.
func (a *AWS) readItem(ctx context.Context, s *stream) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var raw json.RawMessage
	if err := s.decode(&raw); err != nil {
		return err
	}
	text := []byte(raw)
	var packed string
	if json.Unmarshal(raw, &packed) == nil {
		text = []byte(packed)
	}
	return s.located(a.takeItem(text))
}

// item is a product of the Query API. Its terms are keyed by SKU and term at
// once, where an offer file has a level for each.
type item struct {
	Product     product `json:"product"`
	ServiceCode string  `json:"serviceCode"`
	Terms       struct {
		OnDemand map[string]term `json:"OnDemand"`
	} `json:"terms"`
	Version         string `json:"version"`
	PublicationDate string `json:"publicationDate"`
}

// takeItem adds the price of an item.
func (a *AWS) takeItem(text []byte) error {
	var i item
	if err := json.Unmarshal(text, &i); err != nil {
		return fmt.Errorf("an item of the price list: %w", err)
	}
	if i.Product.SKU == "" || i.ServiceCode == "" {
		return fmt.Errorf("an item of the price list has no SKU or no service")
	}
	if !a.scope.withService(i.ServiceCode) {
		a.rows.skipped.add(otherService, i.Product.SKU)
		return nil
	}
	m, ok := a.match(i.ServiceCode, &i.Product)
	if !ok {
		return nil
	}
	l := list{service: i.ServiceCode}
	l.dated(i.Version, i.PublicationDate)
	a.take(l, m, i.Terms.OnDemand)
	return a.rows.kept.check()
}
