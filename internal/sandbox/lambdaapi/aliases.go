package lambdaapi

import (
	"fmt"
	"maps"
	"slices"
)

// alias is a name for a version, and for a share of invocations another one's.
type alias struct {
	name        string
	version     string
	description string
	weights     map[string]float64 // by version; the rest goes to version
	revisionID  string
}

// aliasChange is what CreateAlias and UpdateAlias ask for; nil leaves a part
// as it is.
type aliasChange struct {
	Name            string
	FunctionVersion *string
	Description     *string
	RevisionId      string
	RoutingConfig   *struct {
		AdditionalVersionWeights map[string]float64
	}
}

// check notes what AWS's model refuses, before any function is looked for.
func (c aliasChange) check(create bool) error {
	var v violations
	if create {
		v.check(isName(c.Name) && !isDigits(c.Name), quoted(c.Name), "name", matches(aliasNamePattern))
		v.check(len(c.Name) <= maxQualifierLength, quoted(c.Name), "name", maxLength(maxQualifierLength))
	}
	if c.FunctionVersion != nil {
		n := *c.FunctionVersion
		v.check(n == latest || isDigits(n), quoted(n), "functionVersion", matches(`(\$LATEST|[0-9]+)`))
	} else if create {
		v.check(false, "null", "functionVersion", "Member must not be null")
	}
	if c.RoutingConfig != nil {
		for number, weight := range c.RoutingConfig.AdditionalVersionWeights {
			shown := fmt.Sprintf("'{%s=%v}'", number, weight)
			v.check(isDigits(number), shown, "routingConfig.additionalVersionWeights", "Map keys must satisfy constraint: ["+matches("[0-9]+")+"]")
			v.check(weight >= 0 && weight <= 1, shown, "routingConfig.additionalVersionWeights", "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]")
		}
	}
	return v.err()
}

// apply returns the alias as the change makes it.
func (c aliasChange) apply(a alias) alias {
	set(&a.version, c.FunctionVersion)
	set(&a.description, c.Description)
	if c.RoutingConfig != nil {
		a.weights = maps.Clone(c.RoutingConfig.AdditionalVersionWeights)
	}
	return a
}

// checkAlias refuses an alias that points where it cannot.
func (r *registry) checkAlias(f *function, a alias) error {
	if f.version(a.version) == nil {
		return r.notFound(f.name, a.version)
	}
	if len(a.weights) > 1 {
		return faultf(codeInvalidParameter, "Number of items in AdditionalVersionWeights cannot be greater than 1")
	}
	for number := range a.weights {
		switch {
		case number == a.version:
			return faultf(codeInvalidParameter, "Invalid function version %s. Function version %s is already included in routing configuration.", number, number)
		case a.version == latest:
			return faultf(codeInvalidParameter, "$LATEST is not supported for an alias pointing to more than 1 version")
		case f.version(number) == nil:
			return r.notFound(f.name, number)
		}
	}
	return nil
}

func (r *registry) createAlias(name string, c aliasChange) (alias, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return alias{}, r.notFound(name, "")
	}
	if f.aliases[c.Name] != nil {
		return alias{}, faultf(codeConflict, "Alias already exists: %s", r.arn(name, c.Name))
	}
	a := c.apply(alias{name: c.Name, revisionID: newID()})
	if err := r.checkAlias(f, a); err != nil {
		return alias{}, err
	}
	f.aliases[a.name] = &a
	return a, nil
}

func (r *registry) updateAlias(name string, c aliasChange) (alias, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil || f.aliases[c.Name] == nil {
		return alias{}, faultf(codeNotFound, "Alias not found: %s", r.arn(name, c.Name))
	}
	old := f.aliases[c.Name]
	if c.RevisionId != "" && c.RevisionId != old.revisionID {
		return alias{}, errRevision
	}
	a := c.apply(*old)
	if err := r.checkAlias(f, a); err != nil {
		return alias{}, err
	}
	if err := r.moveProvisioned(f, a); err != nil {
		return alias{}, err
	}
	a.revisionID = newID()
	f.aliases[a.name] = &a
	return a, nil
}

func (r *registry) getAlias(name, aliasName string) (alias, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil || f.aliases[aliasName] == nil {
		return alias{}, faultf(codeNotFound, "Cannot find alias arn: %s", r.arn(name, aliasName))
	}
	return *f.aliases[aliasName], nil
}

// deleteAlias removes an alias and what was provisioned under it. One that is
// not there is no error, as on AWS.
func (r *registry) deleteAlias(name, aliasName string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return r.notFound(name, "")
	}
	if f.aliases[aliasName] != nil {
		r.unprovision(f, aliasName)
		delete(f.aliases, aliasName)
	}
	return nil
}

// listAliases returns a function's aliases by name, those of one version
// unless it is "".
func (r *registry) listAliases(name, number string) ([]alias, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	f := r.functions[name]
	if f == nil {
		return nil, r.notFound(name, "")
	}
	var out []alias
	for _, key := range slices.Sorted(maps.Keys(f.aliases)) {
		if a := f.aliases[key]; number == "" || a.version == number {
			out = append(out, *a)
		}
	}
	return out, nil
}
