package runners

import (
	"context"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Change is one change to what is not this machine's.
type Change = rundir.Change

// Journal keeps changes so that a crash loses none.
type Journal interface {
	// Run is the ID of the run, with which what it makes is named and tagged.
	Run() string
	// Before keeps a change that is about to be made. It returns once the change
	// is safe on disk; only then may it be made.
	Before(c Change) (Change, error)
	// Undone notes that a change was put back, and that this was verified.
	Undone(c Change) error
	// Outstanding are the changes that are not undone, the latest first.
	Outstanding() []Change
}

var _ Journal = (*rundir.Journal)(nil)

// Call is one call that changes something, for people to read beforehand.
type Call struct {
	Action   string // as Change.Action
	Resource string
	With     string // its parameters in words, "" where the resource says it all
}

// String is the call in one line.
func (c Call) String() string {
	if c.With == "" {
		return fmt.Sprintf("%s %s", c.Action, c.Resource)
	}
	return fmt.Sprintf("%s %s (%s)", c.Action, c.Resource, c.With)
}

// Finding is one thing that an examination looked at.
type Finding struct {
	Level FindingLevel
	What  string // what was looked at, in a few words: "credentials"
	Text  string // what was found
	Fix   string // what to do, "" where nothing is to be done
}

// FindingLevel says how bad a finding is.
type FindingLevel string

// The levels of a finding.
const (
	FindingOK      FindingLevel = "ok"
	FindingWarning FindingLevel = "warning"
	FindingError   FindingLevel = "error"
)

// Changer is a Runner that changes what is not this machine's. Its Check only
// reads; Restore puts back what its journal has as outstanding of its target: it
// is the function PutBack. What a Change keeps as Former is written to disk, so it
// holds no secret: where one must come back, such as a function's environment, it
// names where the platform itself still has it.
type Changer interface {
	Runner
	// UseJournal says where changes are kept. It is called before the first Apply,
	// and before Check where a run is resumed.
	UseJournal(j Journal)
	// Calls are the changing calls that a run makes over the plan's variants of
	// the target, those that put things back included, in order.
	Calls(ctx context.Context, variants []scenarios.Variant) ([]Call, error)
	// PutBack undoes one change and verifies it. What is put back already, or
	// never came to be, is no error. It is called on a runner that was made for
	// nothing else, too: without a Check and without an Apply.
	PutBack(ctx context.Context, c Change) error
	// Examine looks at what a run needs - credentials, permissions, limits, what
	// cannot be carried over - and changes nothing.
	Examine(ctx context.Context, variants []scenarios.Variant) []Finding
	// Permissions are the IAM actions that the run needs, each with the resources
	// it needs them on.
	Permissions(variants []scenarios.Variant) []Permission
}

// Permission is one IAM action on some resources.
type Permission struct {
	Action    string   // "lambda:InvokeFunction"
	Resources []string // ARNs, with * where a name is made up during the run
}
