package meters

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// freeStreamed is what every streamed response may hold before its bytes are
// billed (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
const freeStreamed check.Bytes = 6 << 20

// Streaming is what streamed responses of a function cost beside its
// invocations, which are a Lambda: the bytes of each response beyond its first
// 6 MB. The 100 GB a month that are free belong to the account, not to the
// function: they are in the book's free tiers. Give either the size that every
// response has, or how many bytes a response has beyond 6 MB in the mean; the
// mean size would hide what the larger ones are billed for.
type Streaming struct {
	Responses   decimal.Decimal `yaml:"responses"`    // streamed responses
	Response    check.Bytes     `yaml:"response"`     // size of each; for other sizes another meter
	BilledBytes decimal.Decimal `yaml:"billed_bytes"` // or: mean over the responses of their bytes beyond 6 MB
}

var _ Meter = Streaming{}

// Meter implements Meter.
func (s Streaming) Meter(region string) (Metered, error) {
	if err := s.check(); err != nil {
		return Metered{}, err
	}
	if s.Response == 0 && s.BilledBytes.IsZero() && s.Responses.IsPositive() {
		return Metered{NotPriced: []string{"bytes of streamed responses beyond " + freeStreamed.String() + " each, which the size of the responses drives"}}, nil
	}
	each, note := s.BilledBytes, ""
	if s.Response > 0 {
		beyond := StreamedBeyondFree(s.Response)
		each, note = number(beyond), fmt.Sprintf("%s beyond %s of a response of %s", beyond, freeStreamed, s.Response)
	}
	streamed := gb(s.Responses.Mul(each)) // of 1024 MB, as the pricing page's example has it
	at := place{LambdaService, region}
	return Metered{Usage: []pricing.Usage{at.usage("streamed-bytes", "GB", streamed, pricing.Measured, note)}}, nil
}

// StreamedBeyondFree is the part of a streamed response that is billed.
func StreamedBeyondFree(response check.Bytes) check.Bytes { return max(0, response-freeStreamed) }

func (s Streaming) check() error {
	if s.Response != 0 && !s.BilledBytes.IsZero() {
		return errors.New("streamed responses have both a size and billed bytes; give one of the two")
	}
	return notNegative(
		quantity{"the number of streamed responses", s.Responses},
		whole("the size of a streamed response in bytes", s.Response),
		quantity{"the billed bytes of a streamed response", s.BilledBytes},
	)
}

// FunctionURL is calls of a function's own URL, which cost nothing beyond the
// invocations, which are a Lambda (https://aws.amazon.com/lambda/pricing/).
type FunctionURL struct {
	Requests decimal.Decimal `yaml:"requests"` // calls, each of which is an invocation
}

var _ Meter = FunctionURL{}

// Meter implements Meter.
func (f FunctionURL) Meter(region string) (Metered, error) {
	if err := notNegative(quantity{"the number of requests", f.Requests}); err != nil {
		return Metered{}, err
	}
	at := place{LambdaService, region}
	return Metered{Usage: []pricing.Usage{at.usage("url-requests", "request", f.Requests, pricing.Measured, "")}}, nil
}
