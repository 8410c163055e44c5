package scenarios

import (
	"strconv"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/lambdarules"
)

// legal holds the variants of functions that are deployed on AWS against the
// table of what Lambda lets a function be, as far as the file tells; a run holds
// them against it once more, with what AWS says of the function and the account.
func (d *decoder) legal(s *draft) {
	seen := map[string]bool{}
	at := func(t Target) *node {
		if n := s.matrixNode(t); n != nil {
			return n
		}
		return s.root.entries[0].key
	}
	for _, v := range s.Plan().Variants {
		t := s.Targets[v.Target]
		if t.Provider != ProviderAWS || t.Function == nil {
			continue
		}
		for _, broken := range lambdarules.Check(t.config(v), lambdarules.Account{}) {
			if !seen[broken.Says] {
				seen[broken.Says] = true
				d.fail(at(t), broken.Fix+": "+broken.URL, s.Label(v)+": "+broken.Says)
			}
		}
	}
}

// config is what the file says that a variant is to be.
func (t Target) config(v Variant) lambdarules.Config {
	f := t.FunctionOf(v)
	c := lambdarules.Config{
		MemoryMB: v.MemoryMB, Timeout: f.Timeout.Round(time.Second), EphemeralMB: f.EphemeralStorage.MB(),
		Runtime: f.Runtime, Region: t.Region, SnapStart: v.Setting(SettingSnapStart) == SettingPublished,
	}
	c.Provisioned, _ = strconv.Atoi(v.Setting(SettingProvisionedConcurrency)) // "none" is 0
	if n, err := strconv.Atoi(v.Setting(SettingReservedConcurrency)); err == nil {
		c.Reserved = &n
	}
	for name, value := range f.Env {
		c.EnvironmentBytes += len(name) + len(value)
	}
	return c
}
