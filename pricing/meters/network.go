package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// TransferService is the service that the prices of data transfer stand under
// in a book.
const TransferService = "AWSDataTransfer"

// NATGateway is NAT gateways: each hour begun that one is there, every GB that
// passes through, either way, and the address of a public one
// (https://aws.amazon.com/vpc/pricing/, read 2026).
type NATGateway struct {
	Gateways decimal.Decimal `yaml:"gateways"`
	Hours    decimal.Decimal `yaml:"hours"`    // of the month that each is there; 0 means all 730
	Requests decimal.Decimal `yaml:"requests"` // in the month, that send something through them
	Bytes    check.Bytes     `yaml:"bytes"`    // of a request, there and back
	Private  bool            `yaml:"private"`  // without a public address
}

var _ Meter = NATGateway{}

// Meter implements Meter.
func (n NATGateway) Meter(region string) (Metered, error) {
	hours := orDefault(n.Hours, hoursPerMonth)
	if err := notNegative(quantity{"the number of gateways", n.Gateways}, quantity{"the hours", hours},
		quantity{"the number of requests", n.Requests}, whole("the bytes of a request", n.Bytes)); err != nil {
		return Metered{}, fmt.Errorf("NAT gateway: %w", err)
	}
	if err := inMonth("a NAT gateway is there", hours); err != nil {
		return Metered{}, err
	}
	total := n.Gateways.Mul(hours.Ceil())
	note := fmt.Sprintf("%s × %s h", n.Gateways, hours.Ceil())
	t := tally{place: place{InstanceService, region}, driver: pricing.Given}
	t.count("nat-hours", "hour", total, note)
	t.driver = pricing.Traffic
	t.extra("nat-data", "GB", gb(n.Requests.Mul(number(n.Bytes))), fmt.Sprintf("%s a request", n.Bytes))
	if !n.Private {
		t.service, t.driver = AddressService, pricing.Given
		t.count("public-ipv4", "hour", total, note)
	}
	return Metered{Usage: t.billed}, nil
}

// Transfer is data that leaves where it is: to the internet, to another
// availability zone, where both ends pay, and to another region. What comes in
// from the internet is free (https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer,
// read 2026).
type Transfer struct {
	Requests      decimal.Decimal  `yaml:"requests"`       // in the month
	Response      check.Bytes      `yaml:"response"`       // bytes of a response, headers in it
	InternetShare *decimal.Decimal `yaml:"internet_share"` // of the responses that go to the internet, 0 to 1; nil: all
	CrossZone     check.Bytes      `yaml:"cross_zone"`     // bytes of a request and its response between zones
	CrossRegion   check.Bytes      `yaml:"cross_region"`   // bytes of a request that are sent to another region
}

var _ Meter = Transfer{}

// Meter implements Meter.
func (d Transfer) Meter(region string) (Metered, error) {
	share := shareOr1(d.InternetShare)
	if err := isShare("the share of responses", share); err != nil {
		return Metered{}, fmt.Errorf("transfer: %w", err)
	}
	if err := notNegative(quantity{"the number of requests", d.Requests}, whole("the bytes of a response", d.Response),
		whole("the bytes between zones", d.CrossZone), whole("the bytes between regions", d.CrossRegion)); err != nil {
		return Metered{}, fmt.Errorf("transfer: %w", err)
	}
	total := func(each check.Bytes) decimal.Decimal { return gb(d.Requests.Mul(number(each))) }
	t := tally{place: place{TransferService, region}, driver: pricing.Measured}
	t.extra("internet-out", "GB", total(d.Response).Mul(share), d.internetNote())
	t.driver = pricing.Traffic
	t.extra("az-transfer", "GB", total(d.CrossZone).Mul(decimal.New(2, 0)), fmt.Sprintf("%s a request × both ends", d.CrossZone))
	t.extra("region-out", "GB", total(d.CrossRegion), fmt.Sprintf("%s a request", d.CrossRegion))
	return Metered{Usage: t.billed}, nil
}

func (d Transfer) internetNote() string {
	if d.InternetShare == nil {
		return fmt.Sprintf("%s a response", d.Response)
	}
	return fmt.Sprintf("%s a response, %s %% of them", d.Response, d.InternetShare.Shift(2))
}
