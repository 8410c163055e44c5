package lambdaapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// ledger is an Invoker that keeps what it was told, by revision.
type ledger struct {
	fakeInvoker
	retired     map[uint64]bool
	provisioned map[uint64]int
	reserved    map[string]int
}

func (l *ledger) Retire(rev *sandbox.Revision)                { l.retired[rev.Serial] = true }
func (l *ledger) SetProvisioned(rev *sandbox.Revision, n int) { l.provisioned[rev.Serial] = n }
func (l *ledger) SetReserved(function string, n *int) {
	delete(l.reserved, function)
	if n != nil {
		l.reserved[function] = *n
	}
}

// TestRegistryNeverLeaks does anything in any order. What may be invoked is
// never retired, the account keeps what must stay unreserved, versions ascend;
// once all functions are deleted, the platform has nothing left of them.
func TestRegistryNeverLeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &ledger{retired: map[uint64]bool{}, provisioned: map[uint64]int{}, reserved: map[string]int{}}
		r := newRegistry(DefaultRegion, DefaultAccountID, 200, time.Second)
		now := time.Unix(0, 0)
		r.now = func() time.Time { return now }
		seen := map[uint64]bool{}
		names := rapid.SampledFrom([]string{"a", "b"})
		qualifiers := rapid.SampledFrom([]string{"1", "2", "live"})
		small := rapid.IntRange(0, 120)
		tell := func() {
			for _, effect := range r.takeEffects() {
				effect(l)
			}
		}
		known := func(t *rapid.T, err error) {
			var f *fault
			if err != nil && !errors.As(err, &f) {
				t.Fatalf("error %v is none of the API's", err)
			}
		}
		for _, name := range []string{"a", "b"} { // so that most steps find something to change
			if _, err := r.create(name, config{}, nil, true); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(time.Second)
		t.Repeat(map[string]func(*rapid.T){
			"time": func(*rapid.T) { now = now.Add(time.Second) },
			"create": func(t *rapid.T) {
				_, err := r.create(names.Draw(t, "name"), config{Description: fmt.Sprint(small.Draw(t, "n"))}, nil, rapid.Bool().Draw(t, "publish"))
				known(t, err)
			},
			"update": func(t *rapid.T) {
				_, err := r.update(names.Draw(t, "name"), config{Description: fmt.Sprint(small.Draw(t, "n"))}, rapid.Bool().Draw(t, "publish"))
				known(t, err)
			},
			"publish": func(t *rapid.T) {
				_, err := r.publishLatest(names.Draw(t, "name"), publication{})
				known(t, err)
			},
			"delete":  func(t *rapid.T) { known(t, r.delete(names.Draw(t, "name"), "")) },
			"drop":    func(t *rapid.T) { known(t, r.delete(names.Draw(t, "name"), qualifiers.Draw(t, "q"))) },
			"reserve": func(t *rapid.T) { known(t, r.reserve(names.Draw(t, "name"), new(small.Draw(t, "n")))) },
			"free":    func(t *rapid.T) { known(t, r.reserve(names.Draw(t, "name"), nil)) },
			"alias": func(t *rapid.T) {
				_, err := r.createAlias(names.Draw(t, "name"), aliasChange{Name: "live", FunctionVersion: new(qualifiers.Draw(t, "q"))})
				known(t, err)
			},
			"move": func(t *rapid.T) {
				_, err := r.updateAlias(names.Draw(t, "name"), aliasChange{Name: "live", FunctionVersion: new(qualifiers.Draw(t, "q"))})
				known(t, err)
			},
			"unalias": func(t *rapid.T) { known(t, r.deleteAlias(names.Draw(t, "name"), "live")) },
			"provision": func(t *rapid.T) {
				_, err := r.provision(names.Draw(t, "name"), qualifiers.Draw(t, "q"), small.Draw(t, "n")+1)
				known(t, err)
			},
			"unprovision": func(t *rapid.T) { known(t, r.deleteProvisioned(names.Draw(t, "name"), qualifiers.Draw(t, "q"))) },
			"": func(t *rapid.T) {
				for _, name := range []string{"a", "b"} {
					for _, q := range []string{"", "1", "2", "3", "live"} {
						if rev, err := r.target(name, q); err == nil {
							tell()
							if l.retired[rev.Serial] {
								t.Fatalf("%s:%s runs revision %d, which is retired", name, q, rev.Serial)
							}
							seen[rev.Serial] = true
						}
					}
				}
				tell()
				checkLedger(t, r, l)
			},
		})
		for _, name := range slices.Collect(maps.Keys(r.functions)) {
			if err := r.delete(name, ""); err != nil {
				t.Fatal(err)
			}
		}
		tell()
		for serial := range seen {
			if !l.retired[serial] {
				t.Fatalf("revision %d was invoked and never retired", serial)
			}
		}
		checkLedger(t, r, l)
	})
}

// checkLedger compares what the platform holds with what the registry says.
func checkLedger(t *rapid.T, r *registry, l *ledger) {
	held, reserved, provisioned := 0, 0, map[uint64]int{}
	for name, f := range r.functions {
		if f.reserved != nil {
			held += *f.reserved
			if l.reserved[name] != *f.reserved {
				t.Fatalf("%s has %d reserved, the platform holds %d", name, *f.reserved, l.reserved[name])
			}
			reserved++
		} else {
			held += f.provisionedSum("")
		}
		for _, p := range f.provisioned {
			provisioned[p.rev.Serial] = p.requested
		}
		last := 0
		for _, v := range f.versions {
			n := 0
			if _, err := fmt.Sscan(v.rev.Version, &n); err != nil || n <= last {
				t.Fatalf("version %s after %d", v.rev.Version, last)
			}
			last = n
		}
	}
	if r.concurrency-held < r.minUnreserved() {
		t.Fatalf("%d of %d are held", held, r.concurrency)
	}
	if len(l.reserved) != reserved {
		t.Fatalf("the platform reserves for %v, the registry for %d functions", l.reserved, reserved)
	}
	maps.DeleteFunc(l.provisioned, func(_ uint64, n int) bool { return n == 0 })
	if !maps.Equal(l.provisioned, provisioned) {
		t.Fatalf("the platform provisions %v, the registry %v", l.provisioned, provisioned)
	}
}
