package meters

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// APIGatewayService is the service that API Gateway's prices stand under in a book.
const APIGatewayService = "AmazonApiGateway"

// cacheSizes are the caches that a stage of a REST API may have, in GB
// (https://aws.amazon.com/api-gateway/pricing/).
var cacheSizes = []string{"0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"}

// RESTAPI is a REST API, edge-optimized, regional or private: every call at
// the same fee whatever its size, and the cache of a stage by the hour. What
// the cache answers is a call too. Data out and the endpoints of a private API
// are other services' (https://aws.amazon.com/api-gateway/pricing/, read
// 2025-11-02).
type RESTAPI struct {
	Requests   decimal.Decimal `yaml:"requests"`    // calls received
	CacheGB    decimal.Decimal `yaml:"cache_gb"`    // 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237; 0: no cache
	CacheHours decimal.Decimal `yaml:"cache_hours"` // that the cache is on; 0 means a month of 730 hours
}

var _ Meter = RESTAPI{}

// Meter implements Meter.
func (r RESTAPI) Meter(region string) (Metered, error) {
	if err := r.check(); err != nil {
		return Metered{}, err
	}
	at := place{APIGatewayService, region}
	var m Metered
	if r.CacheGB.IsZero() || r.Requests.IsPositive() {
		m.add(at.usage("rest-requests", "request", r.Requests, pricing.Measured, ""))
	}
	if !r.CacheGB.IsZero() {
		hours := orDefault(r.CacheHours, hoursPerMonth)
		m.add(at.usage("rest-cache-"+r.CacheGB.String()+"gb", "hour", hours, pricing.Given, ""))
	}
	return m, nil
}

func (r RESTAPI) check() error {
	if !r.CacheGB.IsZero() && !slices.Contains(cacheSizes, r.CacheGB.String()) {
		return fmt.Errorf("API Gateway has no cache of %s GB; it offers %s", r.CacheGB, strings.Join(cacheSizes, ", "))
	}
	if r.CacheGB.IsZero() && !r.CacheHours.IsZero() {
		return errors.New("the hours of a cache have no size; give cache_gb, such as 0.5")
	}
	if err := inMonth("the cache is on", r.CacheHours); err != nil {
		return err
	}
	return notNegative(
		quantity{"the number of requests", r.Requests},
		quantity{"the hours of the cache", r.CacheHours},
	)
}

// "HTTP APIs are metered in 512 KB increments", so that 513 KB count as two
// requests, and take at most 10 MB
// (https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html,
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
const (
	httpUnit check.Bytes = 512 << 10
	httpMax  check.Bytes = 10 << 20
)

// HTTPAPI is an HTTP API: every call in units of 512 KB. AWS does not say
// whether the response counts: its two worked examples come out the same
// either way. Here the larger of request and response counts, which never
// bills less than the request alone and never as much as both added up. Where
// sizes differ, give the mean of HTTPUnits over the calls: the units of a mean
// size would be too few. Source: https://aws.amazon.com/api-gateway/pricing/
// (read 2025-11-02).
type HTTPAPI struct {
	Requests        decimal.Decimal `yaml:"requests"`          // calls received
	Request         check.Bytes     `yaml:"request"`           // size of each request, up to 10 MB
	Response        check.Bytes     `yaml:"response"`          // size of each response, up to 10 MB
	UnitsPerRequest decimal.Decimal `yaml:"units_per_request"` // or: mean units of a call; 0 without sizes means 1
}

var _ Meter = HTTPAPI{}

// Meter implements Meter.
func (h HTTPAPI) Meter(region string) (Metered, error) {
	if err := h.check(); err != nil {
		return Metered{}, err
	}
	units := orDefault(h.UnitsPerRequest, number(HTTPUnits(h.Request, h.Response)))
	note := ""
	if !units.Equal(one) {
		note = fmt.Sprintf("%s units of %s a request", units, httpUnit)
	}
	at := place{APIGatewayService, region}
	return Metered{Usage: []pricing.Usage{
		at.usage("http-requests", "request", h.Requests.Mul(units), pricing.Measured, note),
	}}, nil
}

// HTTPUnits is how many units of 512 KB a call of an HTTP API counts as: at
// least one.
func HTTPUnits(request, response check.Bytes) int64 {
	return max(1, chunks(max(request, response), httpUnit))
}

func (h HTTPAPI) check() error {
	sized := h.Request != 0 || h.Response != 0
	switch given := h.UnitsPerRequest; {
	case sized && !given.IsZero():
		return errors.New("the calls of an HTTP API have both sizes and units; give one of the two")
	case !given.IsZero() && given.LessThan(one):
		return fmt.Errorf("a call of an HTTP API has at least one unit, not %s", given)
	case h.Request > httpMax || h.Response > httpMax:
		return fmt.Errorf("an HTTP API takes no payload of %s; the largest is %s", max(h.Request, h.Response), httpMax)
	}
	return notNegative(
		quantity{"the number of requests", h.Requests},
		whole("the size of a request in bytes", h.Request),
		whole("the size of a response in bytes", h.Response),
	)
}
