package offers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// ReadOffer reads an offer file of the Price List Bulk API (index.json, of one
// region or of all), of any length: only the rows that rules map are kept. An
// error names the place in bytes.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
func (a *AWS) ReadOffer(ctx context.Context, r io.Reader) error {
	o := offer{aws: a, ctx: ctx, stream: newStream(r), wanted: map[string]mapping{}}
	if err := o.object(o.member); err != nil {
		return err
	}
	if !o.products || !o.terms {
		return errors.New("not an offer file of AWS: it has no products and terms")
	}
	if err := o.finish(); err != nil {
		return err
	}
	for _, sku := range slices.Sorted(maps.Keys(o.wanted)) {
		a.rows.refused.add(noTerm, sku)
	}
	return nil
}

// offer is an offer file while it is read. Its products come before its terms.
type offer struct {
	*stream
	aws *AWS
	ctx context.Context
	list
	version, published string
	products, terms    bool               // have come
	wanted             map[string]mapping // by SKU; those whose price has not come yet
}

// member reads a member of the file.
func (o *offer) member(key string) error {
	switch key {
	case "offerCode":
		return o.offerCode()
	case "version":
		return o.decode(&o.version)
	case "publicationDate":
		return o.decode(&o.published)
	case "products":
		if o.service == "" {
			return o.faultf("products come before offerCode: not an offer file of AWS")
		}
		o.products = true
		o.dated(o.version, o.published)
		return o.object(o.product)
	case "terms":
		if !o.products {
			return o.faultf("terms come before products: not an offer file of AWS")
		}
		o.terms = true
		return o.object(o.kindOfTerms)
	}
	return o.pass()
}

// offerCode reads which service the list is of.
func (o *offer) offerCode() error {
	if err := o.decode(&o.service); err != nil {
		return err
	}
	return o.located(o.aws.wants(o.service))
}

// wants refuses a service before its list is read.
func (a *AWS) wants(service string) error {
	if _, known := awsRules[service]; !known {
		return fmt.Errorf("the list is of %s, which no rule maps; rules map %s", service, strings.Join(AWSServices(), ", "))
	}
	if !a.scope.withService(service) {
		return fmt.Errorf("the list is of %s, which was not asked for", service)
	}
	return nil
}

func (o *offer) product(sku string) error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	p := product{SKU: sku}
	if err := o.decode(&p); err != nil {
		return fmt.Errorf("product %s: %w", sku, err)
	}
	if m, ok := o.aws.match(o.service, &p); ok {
		o.wanted[sku] = m
	}
	return o.located((o.aws.rows.kept + kept(len(o.wanted))).check())
}

// kindOfTerms reads the terms of one kind: OnDemand, Reserved.
func (o *offer) kindOfTerms(kind string) error {
	if kind == "OnDemand" {
		return o.object(o.onDemand)
	}
	return o.object(func(sku string) error {
		if err := o.ctx.Err(); err != nil {
			return err
		}
		return o.passRow()
	})
}

// onDemand reads the on-demand terms of a SKU.
func (o *offer) onDemand(sku string) error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	m, ok := o.wanted[sku]
	if !ok {
		return o.passRow()
	}
	delete(o.wanted, sku)
	var terms map[string]term
	if err := o.decode(&terms); err != nil {
		return fmt.Errorf("terms of %s: %w", sku, err)
	}
	o.aws.take(o.list, m, terms)
	return o.located(o.aws.rows.kept.check())
}
