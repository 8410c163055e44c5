package lambdaapi

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// registry is the control plane's state. It does no I/O and knows no HTTP.
// What the Invoker must be told of a change is queued as an effect.
type registry struct {
	region, account string
	concurrency     int           // of the account
	delay           time.Duration // of creations and updates
	now             func() time.Time

	mu        sync.RWMutex
	functions map[string]*function
	serial    uint64
	effects   []effect
	queued    atomic.Bool // effects is not empty; read without mu
}

// effect tells the Invoker of a change of the registry.
type effect func(sandbox.Invoker)

// function is a function with all that hangs on it.
type function struct {
	name     string
	latest   *version  // what invocations of $LATEST run
	next     *version  // what an update in progress will make of it, or nil
	creating bool      // true while the function is Pending
	due      time.Time // when creation or update is done; zero when there is none

	versions    []*version // published, ascending
	published   int        // number of the last one, deleted or not
	last        config     // $LATEST at the last publishing
	aliases     map[string]*alias
	reserved    *int
	provisioned map[string]*provisioned // by qualifier
	tags        map[string]string
	policy      []statement
	sources     []mapping
}

// version is $LATEST or a published version; but for revisionID it does not change.
type version struct {
	rev        *sandbox.Revision
	config     config
	revisionID string
	modified   time.Time
}

// view is a version as a request asked for it.
type view struct {
	*version
	arn      string
	pending  bool // the function is being created
	updating bool // an update is in progress
}

func newRegistry(region, account string, concurrency int, delay time.Duration) *registry {
	return &registry{
		region: region, account: account, concurrency: concurrency, delay: delay,
		now: time.Now, functions: map[string]*function{},
	}
}

// arn of a function, qualified unless qualifier is "".
func (r *registry) arn(name, qualifier string) string {
	arn := "arn:aws:lambda:" + r.region + ":" + r.account + ":function:" + name
	if qualifier != "" {
		arn += ":" + qualifier
	}
	return arn
}

func (r *registry) notFound(name, qualifier string) *fault {
	return faultf(codeNotFound, "Function not found: %s", r.arn(name, qualifier))
}

// takeEffects returns what has been queued since the last call, in order.
func (r *registry) takeEffects() []effect {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.effects
	r.effects = nil
	r.queued.Store(false)
	return taken
}

// queue appends an effect. Call it with mu held.
func (r *registry) queue(e effect) {
	r.effects = append(r.effects, e)
	r.queued.Store(true)
}

// retire ends a revision.
func (r *registry) retire(rev *sandbox.Revision) {
	r.queue(func(inv sandbox.Invoker) { inv.Retire(rev) })
}

// find returns a function, its due update made. Call it with mu held for writing.
func (r *registry) find(name string) *function {
	f := r.functions[name]
	if f != nil && !f.due.IsZero() && !r.now().Before(f.due) {
		r.settle(f)
	}
	return f
}

// settle ends a creation or an update. The revision id changes, as on AWS.
func (r *registry) settle(f *function) {
	f.due, f.creating = time.Time{}, false
	if f.next != nil {
		r.retire(f.latest.rev)
		f.latest, f.next = f.next, nil
	}
	f.latest.revisionID = newID()
}

// create adds a function. With publish its first version is published at once
// and is what is returned.
func (r *registry) create(name string, c config, tags map[string]string, publish bool) (view, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.functions[name] != nil {
		return view{}, faultf(codeConflict, "Function already exist: %s", name)
	}
	f := &function{
		name: name, creating: true, due: r.now().Add(r.delay),
		aliases: map[string]*alias{}, provisioned: map[string]*provisioned{}, tags: maps.Clone(tags),
	}
	f.latest = r.newVersion(name, latest, c)
	r.functions[name] = f
	if !publish {
		return f.view(f.latest, r.arn(name, "")), nil
	}
	v := f.view(r.publish(f, c.Description), r.arn(name, ""))
	v.pending = true
	return v, nil
}

// newVersion makes a version with a revision of its own.
func (r *registry) newVersion(name, number string, c config) *version {
	r.serial++
	qualifier := number
	if number == latest {
		qualifier = ""
	}
	return &version{
		config: c, revisionID: newID(), modified: r.now(),
		rev: c.revision(name, number, r.arn(name, qualifier), r.serial),
	}
}

// view of one of the function's versions. The version that an update in
// progress makes is shown in place of $LATEST, as on AWS.
func (f *function) view(v *version, arn string) view {
	out := view{version: v, arn: arn}
	if v == f.latest {
		if f.next != nil {
			out.version, out.updating = f.next, true
		}
		out.pending = f.creating
	}
	snapshot := *out.version
	out.version = &snapshot
	return out
}

// get returns a version by its number, an alias's name, $LATEST or "".
func (r *registry) get(name, qualifier string) (view, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return view{}, r.notFound(name, qualifier)
	}
	v := f.version(qualifier)
	if a := f.aliases[qualifier]; a != nil {
		v = f.version(a.version)
	}
	if v == nil {
		return view{}, r.notFound(name, qualifier)
	}
	return f.view(v, r.arn(name, qualifier)), nil
}

// version returns a version by number, $LATEST for "" too; nil when there is none.
func (f *function) version(number string) *version {
	if number == "" || number == latest {
		return f.latest
	}
	for _, v := range f.versions {
		if v.rev.Version == number {
			return v
		}
	}
	return nil
}

// list returns every function's $LATEST by name, or every version of all.
func (r *registry) list(all bool) []view {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []view
	for _, name := range slices.Sorted(maps.Keys(r.functions)) {
		f := r.find(name)
		if all {
			out = append(out, r.allVersions(f)...)
		} else {
			out = append(out, f.view(f.latest, r.arn(name, "")))
		}
	}
	return out
}

// allVersions returns $LATEST and then the published versions, ascending.
func (r *registry) allVersions(f *function) []view {
	out := []view{f.view(f.latest, r.arn(f.name, latest))}
	for _, v := range f.versions {
		out = append(out, f.view(v, r.arn(f.name, v.rev.Version)))
	}
	return out
}

// delete removes a function, or one of its published versions.
func (r *registry) delete(name, qualifier string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if qualifier == latest {
		return faultf(codeInvalidParameter, "$LATEST version cannot be deleted without deleting the function.")
	}
	f := r.find(name)
	switch {
	case f == nil:
		return r.notFound(name, "")
	case qualifier == "":
		r.drop(f)
		return nil
	case !isDigits(qualifier):
		return faultf(codeInvalidParameter, "Deletion of aliases is not currently supported.")
	}
	return r.deleteVersion(f, qualifier)
}

// drop removes a function and ends all that runs of it.
func (r *registry) drop(f *function) {
	for qualifier := range f.provisioned {
		r.unprovision(f, qualifier)
	}
	for _, v := range append(f.versions, f.latest) {
		r.retire(v.rev)
	}
	if f.reserved != nil {
		r.queue(func(inv sandbox.Invoker) { inv.SetReserved(f.name, nil) })
	}
	delete(r.functions, f.name)
}

// deleteVersion removes a published version. One that is not there is no
// error, as on AWS.
func (r *registry) deleteVersion(f *function, number string) error {
	var names []string
	for name, a := range f.aliases {
		if a.version == number || a.weights[number] > 0 {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		slices.Sort(names)
		return faultf(codeConflict, "Version %s of function %s cannot be deleted: it is referenced by alias %s", number, f.name, strings.Join(names, ", "))
	}
	r.unprovision(f, number)
	f.versions = slices.DeleteFunc(f.versions, func(v *version) bool {
		if v.rev.Version != number {
			return false
		}
		r.retire(v.rev)
		return true
	})
	return nil
}
