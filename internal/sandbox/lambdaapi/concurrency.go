package lambdaapi

import "github.com/sweetspot-bench/sweetspot/internal/sandbox"

// minUnreserved is what of the account's concurrency must stay unreserved, or
// all of it where it is less.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const minUnreserved = 100

func (r *registry) minUnreserved() int { return min(minUnreserved, r.concurrency) }

// held is what all functions but one take of the account's concurrency: what
// they reserve, or else what they have provisioned.
func (r *registry) held(but *function) int {
	sum := 0
	for _, f := range r.functions {
		switch {
		case f == but:
		case f.reserved != nil:
			sum += *f.reserved
		default:
			sum += f.provisionedSum("")
		}
	}
	return sum
}

// reserve sets a function's reserved concurrency; nil removes it.
func (r *registry) reserve(name string, n *int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return r.notFound(name, latest)
	}
	if n != nil {
		if total := f.provisionedSum(""); *n < total {
			return faultf(codeInvalidParameter, " ReservedConcurrentExecutions  %d should not be lower than function's total provisioned concurrency [%d].", *n, total)
		}
		if r.concurrency-r.held(f)-*n < r.minUnreserved() {
			return faultf(codeInvalidParameter, "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].", r.minUnreserved())
		}
	}
	f.reserved = n
	r.queue(func(inv sandbox.Invoker) { inv.SetReserved(name, n) })
	return nil
}

// reserved returns a function's reserved concurrency, nil when it has none.
func (r *registry) reserved(name string) (*int, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil {
		return nil, r.notFound(name, "")
	}
	return f.reserved, nil
}

// usage is what GetAccountSettings tells of.
type usage struct {
	concurrency, unreserved int
	functions               int
	codeSize                int64
}

func (r *registry) usage() usage {
	r.mu.RLock()
	defer r.mu.RUnlock()
	u := usage{concurrency: r.concurrency, unreserved: r.concurrency, functions: len(r.functions)}
	for _, f := range r.functions {
		if f.reserved != nil {
			u.unreserved -= *f.reserved
		}
		u.codeSize += f.latest.config.CodeSize
		for _, v := range f.versions {
			u.codeSize += v.config.CodeSize
		}
	}
	return u
}
