package meters

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// How SnapStart bills a cached snapshot: for at least 3 hours, and by the
// millisecond beyond (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
const (
	snapshotMinimum = 3 * time.Hour
	snapshotStep    = time.Millisecond
)

// SnapStart is what snapshots of a function cost beside its invocations, which
// are a Lambda: caching the snapshot of every published version for as long as
// the version is active, and restoring it at every resume of an environment,
// both by the memory that the function is given. Java's managed runtimes pay
// for neither. Rules: https://aws.amazon.com/lambda/pricing/ (read 2026-06-18).
type SnapStart struct {
	MemoryMB int             `yaml:"memory_mb"` // 128 to 10240
	Java     bool            `yaml:"java"`      // a Java managed runtime: nothing is billed
	Versions int             `yaml:"versions"`  // published versions with a snapshot; 0 means 1
	Active   time.Duration   `yaml:"active"`    // how long each version is active; at least 3 hours are billed
	Resumes  decimal.Decimal `yaml:"resumes"`   // environments that are resumed from a snapshot: cold starts
}

var _ Meter = SnapStart{}

// Meter implements Meter. For Java it is empty rather than a line of nothing,
// which would ask the book for a price that does not apply.
func (s SnapStart) Meter(region string) (Metered, error) {
	if err := s.check(); err != nil || s.Java {
		return Metered{}, err
	}
	at := place{LambdaService, region}
	restored := gigabytes(s.MemoryMB).Mul(s.Resumes)
	return Metered{Usage: []pricing.Usage{
		s.cache(at),
		at.usage("snapstart-restore", "GB", restored, pricing.Measured, fmt.Sprintf("%d MB a resume", s.MemoryMB)),
	}}, nil
}

func (s SnapStart) cache(at place) pricing.Usage {
	each := max(roundUp(s.Active, snapshotStep), snapshotMinimum)
	note := fmt.Sprintf("%d MB for %s a version", s.MemoryMB, check.FormatDuration(each))
	if each != s.Active {
		note += fmt.Sprintf(", rounded up from %s", check.FormatDuration(s.Active))
	}
	gbSeconds := gigabytes(s.MemoryMB).Mul(seconds(each)).Mul(atLeastOne(s.Versions))
	return at.usage("snapstart-cache", "GB-second", gbSeconds, pricing.Given, note)
}

func (s SnapStart) check() error {
	if err := checkMemory(s.MemoryMB); err != nil {
		return err
	}
	if s.Active <= 0 && !s.Java {
		return errors.New("SnapStart is billed by the time that a version is active; give active, such as 730h")
	}
	return notNegative(
		whole("the number of versions", s.Versions),
		span("the time that a version is active, in seconds,", s.Active),
		quantity{"the number of resumes", s.Resumes},
	)
}
