package meters

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// The services that a container's prices stand under in a book.
const (
	FargateService = "AmazonECS"
	AddressService = "AmazonVPC" // public IPv4 addresses
)

// How Fargate bills, https://aws.amazon.com/fargate/pricing/ (read 2026): from
// the start of the image's download to the end of the task, each second begun.
const (
	fargateLeast        = time.Minute
	fargateLeastWindows = 5 * time.Minute
	fargateFreeStorage  = 20 << 30 // bytes of each task's ephemeral storage
	fargateMaxStorage   = 200 << 30
)

// Fargate is tasks of one size, of AWS Fargate on ECS. Tasks that run all the
// time and runs that begin and end add up.
type Fargate struct {
	VCPU         decimal.Decimal `yaml:"vcpu"`         // of a task: 0.25, 0.5, 1, 2, 4, 8, 16 or 32
	Memory       check.Bytes     `yaml:"memory"`       // of a task; which sizes there are depends on VCPU
	Architecture string          `yaml:"architecture"` // "x86_64" | "arm64"; "" means x86_64
	Windows      bool            `yaml:"windows"`      // x86_64 only, 1 to 4 vCPU, with the licence; false: Linux
	Spot         bool            `yaml:"spot"`         // capacity that AWS may take back; Linux only
	Storage      check.Bytes     `yaml:"storage"`      // ephemeral, of a task, up to 200 GB; 20 GB are free, and what 0 means
	PublicIPv4   bool            `yaml:"public_ipv4"`  // each task has an address of its own
	Tasks        decimal.Decimal `yaml:"tasks"`        // that run for Hours each
	Hours        decimal.Decimal `yaml:"hours"`        // of the month; 0 means all 730
	Runs         decimal.Decimal `yaml:"runs"`         // of a task in the month, beside Tasks
	RunTime      time.Duration   `yaml:"run_time"`     // of a run, from the image's download to its end
}

var _ Meter = Fargate{}

// Meter implements Meter.
func (f Fargate) Meter(region string) (Metered, error) {
	r := running{f.Tasks, orDefault(f.Hours, hoursPerMonth), f.Runs, f.RunTime, f.least()}
	if err := f.check(r); err != nil {
		return Metered{}, fmt.Errorf("fargate: %w", err)
	}
	t := tally{place: place{FargateService, region}, driver: pricing.Given}
	note := r.note()
	for _, c := range f.components() {
		if !c.each.IsZero() {
			t.count(c.name, c.unit, r.hoursOf(c.each), fmt.Sprintf("%s %s × %s", c.each, c.what, note))
		}
	}
	if f.PublicIPv4 {
		t.service = AddressService
		t.count("public-ipv4", "hour", r.hoursOf(one), note)
	}
	return Metered{Usage: t.billed}, nil
}

// part is what a task has of a component.
type part struct {
	name, unit string
	each       decimal.Decimal
	what       string
}

func (f Fargate) components() []part {
	memory, storage := gb(number(f.Memory)), gb(number(max(0, f.Storage-fargateFreeStorage)))
	vcpu, mem := "fargate-vcpu-"+f.architecture(), "fargate-memory-"+f.architecture()
	switch {
	case f.Windows:
		vcpu, mem = "fargate-windows-vcpu", "fargate-windows-memory"
	case f.Spot:
		vcpu, mem = "fargate-spot-vcpu-"+f.architecture(), "fargate-spot-memory-"+f.architecture()
	}
	parts := []part{
		{vcpu, "vCPU-hour", f.VCPU, "vCPU"},
		{mem, "GB-hour", memory, "GB"},
		{"fargate-storage", "GB-hour", storage, "GB above 20"},
	}
	if f.Windows {
		parts = append(parts, part{"fargate-windows-licence", "vCPU-hour", f.VCPU, "vCPU"})
	}
	return parts
}

func (f Fargate) architecture() string {
	if f.Architecture == "" {
		return "x86_64"
	}
	return f.Architecture
}

func (f Fargate) least() time.Duration {
	if f.Windows {
		return fargateLeastWindows
	}
	return fargateLeast
}

// check refuses tasks that Fargate does not have.
func (f Fargate) check(r running) error {
	switch {
	case f.architecture() != "x86_64" && f.architecture() != "arm64":
		return fmt.Errorf("there is no architecture %q; use x86_64 or arm64", f.Architecture)
	case f.Windows && f.architecture() != "x86_64":
		return fmt.Errorf("windows runs on x86_64, not on %s", f.Architecture)
	case f.Windows && f.Spot:
		return errors.New("windows has no Spot capacity")
	case f.Storage < 0 || f.Storage > fargateMaxStorage:
		return fmt.Errorf("there is no price for %s of storage; a task has 20 to 200 GB", f.Storage)
	}
	if err := f.checkSize(); err != nil {
		return err
	}
	return r.check()
}
