package lambdaapi

import (
	"maps"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// provisioned is a provisioned concurrency configuration of an alias or version.
type provisioned struct {
	qualifier string
	requested int
	modified  time.Time
	rev       *sandbox.Revision // what it keeps initialised
}

// provisionedSum is the function's provisioned concurrency but for one qualifier's.
func (f *function) provisionedSum(but string) int {
	sum := 0
	for qualifier, p := range f.provisioned {
		if qualifier != but {
			sum += p.requested
		}
	}
	return sum
}

// provisionable returns the function and the version that qualifier means.
// $LATEST is refused with the sentence given.
func (r *registry) provisionable(name, qualifier, refusal string) (*function, *version, error) {
	if qualifier == latest {
		return nil, nil, faultf(codeInvalidParameter, "%s", refusal)
	}
	f := r.find(name)
	if isDigits(qualifier) {
		if f == nil || f.version(qualifier) == nil {
			return nil, nil, r.notFound(name, qualifier)
		}
		return f, f.version(qualifier), nil
	}
	if f == nil || f.aliases[qualifier] == nil {
		return nil, nil, faultf(codeNotFound, "Cannot find alias arn: %s", r.arn(name, qualifier))
	}
	return f, f.version(f.aliases[qualifier].version), nil
}

// AWS's refusals of $LATEST: to what asks, and to what changes.
const (
	notProvisionable = "The function resource provided must be an alias or a published version."
	unpublished      = "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
)

// provision keeps n environments of an alias's or a version's revision initialised.
func (r *registry) provision(name, qualifier string, n int) (provisioned, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, v, err := r.provisionable(name, qualifier, unpublished)
	if err != nil {
		return provisioned{}, err
	}
	if v.rev.Version == latest {
		return provisioned{}, faultf(codeInvalidParameter, unpublished)
	}
	if err := f.provisionConflict(qualifier, v); err != nil {
		return provisioned{}, err
	}
	if err := r.provisionLimit(f, qualifier, n); err != nil {
		return provisioned{}, err
	}
	return r.setProvisioned(f, qualifier, v.rev, n), nil
}

func (r *registry) setProvisioned(f *function, qualifier string, rev *sandbox.Revision, n int) provisioned {
	p := provisioned{qualifier: qualifier, requested: n, modified: r.now(), rev: rev}
	f.provisioned[qualifier] = &p
	r.queue(func(inv sandbox.Invoker) { inv.SetProvisioned(rev, n) })
	return p
}

// provisionConflict refuses to provision a version twice, by number and by alias.
func (f *function) provisionConflict(qualifier string, v *version) error {
	for other, p := range f.provisioned {
		if other == qualifier || p.rev != v.rev {
			continue
		}
		if isDigits(qualifier) {
			return faultf(codeConflict, "Version is pointed by a Provisioned Concurrency alias")
		}
		return faultf(codeConflict, "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
	}
	return nil
}

func (r *registry) provisionLimit(f *function, qualifier string, n int) error {
	if f.reserved != nil {
		if f.provisionedSum(qualifier)+n > *f.reserved {
			return faultf(codeInvalidParameter, "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
		}
		return nil
	}
	free := r.concurrency - r.held(f) - f.provisionedSum(qualifier)
	switch {
	case n > free:
		return faultf(codeInvalidParameter, "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [%d].", free)
	case free-n < r.minUnreserved():
		return faultf(codeInvalidParameter, "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].", r.minUnreserved())
	}
	return nil
}

// unprovision ends a configuration; one that is not there is no error. Call it
// with mu held.
func (r *registry) unprovision(f *function, qualifier string) {
	p := f.provisioned[qualifier]
	if p == nil {
		return
	}
	delete(f.provisioned, qualifier)
	r.queue(func(inv sandbox.Invoker) { inv.SetProvisioned(p.rev, 0) })
}

// moveProvisioned lets an alias's configuration follow it to another version.
func (r *registry) moveProvisioned(f *function, a alias) error {
	p, v := f.provisioned[a.name], f.version(a.version)
	if p == nil || p.rev == v.rev {
		return nil
	}
	if a.version == latest {
		return faultf(codeInvalidParameter, unpublished)
	}
	if err := f.provisionConflict(a.name, v); err != nil {
		return err
	}
	r.unprovision(f, a.name)
	r.setProvisioned(f, a.name, v.rev, p.requested)
	return nil
}

func (r *registry) getProvisioned(name, qualifier string) (provisioned, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, _, err := r.provisionable(name, qualifier, notProvisionable)
	if err != nil {
		return provisioned{}, err
	}
	p := f.provisioned[qualifier]
	if p == nil {
		return provisioned{}, faultf(codeProvisionedNotFound, "No Provisioned Concurrency Config found for this function")
	}
	return *p, nil
}

func (r *registry) deleteProvisioned(name, qualifier string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, _, err := r.provisionable(name, qualifier, notProvisionable)
	if err != nil {
		return err
	}
	r.unprovision(f, qualifier)
	return nil
}

// listProvisioned returns a function's configurations by qualifier.
func (r *registry) listProvisioned(name string) ([]provisioned, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil {
		return nil, r.notFound(name, "")
	}
	var out []provisioned
	for _, qualifier := range slices.Sorted(maps.Keys(f.provisioned)) {
		out = append(out, *f.provisioned[qualifier])
	}
	return out, nil
}
