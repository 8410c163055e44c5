package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/worktree"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// against is what a run is compared with: its own function at another commit,
// as a further target of the same run.
type against struct {
	*rundir.Against
	tree *worktree.Tree
	base scenarios.Target
}

// checkOut gets the base of a scenario from the repository that holds it. close
// must be called in the end.
func checkOut(ctx context.Context, s *scenarios.Scenario, ref string) (*against, error) {
	tree, err := worktree.Open(ctx, s.Dir, ref)
	if err != nil {
		return nil, fmt.Errorf("against %s: %w", ref, err)
	}
	a := &against{Against: &rundir.Against{Ref: ref, Commit: tree.Commit}, tree: tree}
	a.base, err = s.BaseIn(tree.Dir, a.String())
	if path := a.base.Path(); err == nil && path != "" && !tree.Holds(path) {
		err = fmt.Errorf("%s is outside of the repository, or named by an absolute path: base and head would run the same", path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("against %s: %w", ref, err), tree.Close())
	}
	return a, nil
}

// close puts the checkout away; nothing was checked out for nil.
func (a *against) close() error {
	if a == nil {
		return nil
	}
	return a.tree.Close()
}

// enoughRounds is the override that gives a scenario the rounds that a comparison
// takes; none where it has them, or where the user says how many.
func enoughRounds(s *scenarios.Scenario, sets []string) []string {
	chosen := func(set string) bool { return strings.HasPrefix(set, "repeat=") }
	if s.Repeat >= compare.MinBlocks || slices.ContainsFunc(sets, chosen) {
		return nil
	}
	return []string{fmt.Sprintf("repeat=%d", compare.MinBlocks)}
}

// putAway removes a checkout, and says where it cannot.
func (a *app) putAway(base *against) {
	if err := base.close(); err != nil {
		fmt.Fprintln(a.stderr, "sweetspot: warning:", err)
	}
}
