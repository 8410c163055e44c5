package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/worktree"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// changes finds what changed since a commit, once for each folder that holds
// scenarios: they may be of several repositories.
type changes struct {
	ref    string
	byDir  map[string]*worktree.Changes
	failed map[string]bool // messages that were said
}

// of is what changed in the repository that holds the scenario; nil, without an
// error, where the same mistake has been told of another one.
func (c *changes) of(ctx context.Context, s *scenarios.Scenario) (*worktree.Changes, error) {
	if found, ok := c.byDir[s.Dir]; ok {
		return found, nil
	}
	found, err := worktree.Since(ctx, s.Dir, c.ref)
	c.byDir[s.Dir] = found
	if err == nil || c.failed[err.Error()] {
		return found, nil
	}
	c.failed[err.Error()] = true
	return nil, fmt.Errorf("changed since %s: %w", c.ref, err)
}

// leaveOut marks the scenarios of which nothing has changed since the commit, and
// says which run, which do not, and why.
func (a *app) leaveOut(ctx context.Context, entries []*entry, ref string) error {
	c := &changes{ref: ref, byDir: map[string]*worktree.Changes{}, failed: map[string]bool{}}
	var errs []error
	for _, e := range entries {
		found, err := c.of(ctx, e.run.scenario)
		if errs = append(errs, err); found != nil {
			a.decide(e, found)
		}
	}
	return errors.Join(errs...)
}

// decide says of one scenario whether it runs.
func (a *app) decide(e *entry, c *worktree.Changes) {
	globs := e.run.scenario.DependsOn(c.Prefix)
	covered := func(file string) bool {
		return slices.ContainsFunc(globs, func(g scenarios.Glob) bool { return g.Covers(file) })
	}
	for _, g := range globs {
		if g.Written != "" && !slices.ContainsFunc(slices.Concat(c.All, c.Files), g.Covers) {
			fmt.Fprintf(a.stderr, "sweetspot: warning: %s: no file is named by %q of paths\n", e.file, g.Written)
		}
	}
	changed := slices.DeleteFunc(slices.Clone(c.Files), func(file string) bool { return !covered(file) })
	since := fmt.Sprintf("%s (%.8s)", c.Ref, c.Commit)
	if len(changed) == 0 {
		all := slices.DeleteFunc(slices.Clone(c.All), func(file string) bool { return !covered(file) })
		e.leftOut = true
		a.tellOf(e, "left out", fmt.Sprintf("of %s that it depends on none has changed since %s", plural(len(all), "file"), since))
		return
	}
	why := format.Clean(changed[0])
	if more := len(changed) - 1; more > 0 {
		why += fmt.Sprintf(" and %d more", more)
	}
	a.tellOf(e, "runs", why+" changed since "+since)
}

// tellOf says what becomes of a scenario.
func (a *app) tellOf(e *entry, what, why string) {
	if !a.settings.Quiet {
		fmt.Fprintf(a.stderr, "%s: %s: %s\n", e.file, what, why)
	}
}

// printUnchanged is the result where no scenario is left to run: as JSON nothing,
// or none of several.
func (a *app) printUnchanged(entries []*entry, ref string) {
	switch {
	case a.settings.Format != "json":
		fmt.Fprintf(a.stdout, "Nothing that %s on has changed since %s: nothing was run.\n", depends(entries), ref)
	case len(entries) == 1:
		fmt.Fprintln(a.stdout, "null")
	default:
		fmt.Fprintln(a.stdout, "[]")
	}
}

// depends is the subject and the verb of a sentence.
func depends(entries []*entry) string {
	if len(entries) == 1 {
		return entries[0].file + " depends"
	}
	return fmt.Sprintf("the %d scenarios depend", len(entries))
}
