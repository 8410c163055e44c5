package meters

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// InstanceService is the service that the prices of instances, their volumes
// and NAT gateways stand under in a book.
const InstanceService = "AmazonEC2"

// How EC2 and EBS bill, https://aws.amazon.com/ec2/pricing/on-demand/ and
// https://aws.amazon.com/ebs/pricing/ (read 2026): by the second.
const (
	instanceLeast     = time.Minute // of a run; a volume has the same
	gp3FreeIOPS       = 3000        // of each volume
	gp3FreeThroughput = 125         // MB/s of each volume
)

// instanceType is a family and a size: "m7g.large".
var instanceType = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z0-9-]+$`)

// burstable are the families whose CPU is throttled to a baseline or paid for
// above it.
var burstable = regexp.MustCompile(`^t[0-9]`)

// Instance is EC2 instances of one type with Linux, on demand. Those that run
// all the time and runs that begin and end add up.
type Instance struct {
	Type       string           `yaml:"type"`        // "m7g.large"
	Instances  decimal.Decimal  `yaml:"instances"`   // that run for Hours each
	Hours      decimal.Decimal  `yaml:"hours"`       // of the month; 0 means all 730
	Runs       decimal.Decimal  `yaml:"runs"`        // of an instance in the month, beside Instances
	RunTime    time.Duration    `yaml:"run_time"`    // of a run
	Share      *decimal.Decimal `yaml:"share"`       // of all this that a service takes which shares it, 0 to 1; nil: all
	Volume     check.Bytes      `yaml:"volume"`      // gp3, of each instance; 0: none
	IOPS       int              `yaml:"iops"`        // of each volume; 3,000 are free
	Throughput int              `yaml:"throughput"`  // MB/s of each volume; 125 are free
	PublicIPv4 bool             `yaml:"public_ipv4"` // each instance has an address
}

var _ Meter = Instance{}

// Meter implements Meter.
func (i Instance) Meter(region string) (Metered, error) {
	r := running{i.Instances, orDefault(i.Hours, hoursPerMonth), i.Runs, i.RunTime, instanceLeast}
	if err := i.check(r); err != nil {
		return Metered{}, fmt.Errorf("instance: %w", err)
	}
	note := r.note()
	if i.Share != nil {
		note = fmt.Sprintf("%s of %s", i.Share, note)
	}
	t := tally{place: place{InstanceService, region}, driver: pricing.Given}
	hours := r.hoursOf(shareOr1(i.Share))
	t.count("linux-"+i.Type, "hour", hours, note)
	i.volume(&t, hours, note)
	if i.PublicIPv4 {
		t.service = AddressService
		t.count("public-ipv4", "hour", hours, note)
	}
	return Metered{Usage: t.billed, NotPriced: i.notPriced()}, nil
}

// volume adds what a volume for so many hours is: a month of it is 730.
func (i Instance) volume(t *tally, hours decimal.Decimal, note string) {
	if i.Volume == 0 {
		return
	}
	months := func(n decimal.Decimal) decimal.Decimal { return n.Mul(hours).Div(hoursPerMonth) }
	t.count("gp3-storage", "GB-month", months(gb(number(i.Volume))), fmt.Sprintf("%s × %s", i.Volume, note))
	iops, mbps := max(0, i.IOPS-gp3FreeIOPS), max(0, i.Throughput-gp3FreeThroughput)
	t.extra("gp3-iops", "IOPS-month", months(number(iops)), fmt.Sprintf("%d IOPS above 3000 × %s", iops, note))
	t.extra("gp3-throughput", "MBps-month", months(number(mbps)), fmt.Sprintf("%d MB/s above 125 × %s", mbps, note))
}

func (i Instance) notPriced() []string {
	if !burstable.MatchString(i.Type) {
		return nil
	}
	return []string{"CPU credits of " + i.Type + ": the vCPU-hours above its baseline"}
}

func (i Instance) check(r running) error {
	if !instanceType.MatchString(i.Type) {
		return fmt.Errorf("%q is not a type such as m7g.large", i.Type)
	}
	if err := isShare("the share", shareOr1(i.Share)); err != nil {
		return err
	}
	if err := notNegative(whole("the volume", i.Volume), whole("the IOPS", i.IOPS),
		whole("the throughput", i.Throughput)); err != nil {
		return err
	}
	if i.Volume == 0 && (i.IOPS > 0 || i.Throughput > 0) {
		return errors.New("IOPS and throughput are those of a volume; set its size")
	}
	return r.check()
}
