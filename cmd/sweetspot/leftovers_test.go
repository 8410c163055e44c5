package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// attic is a Sweeper over things in memory, one of which cannot be removed.
type attic struct{ things []runners.Leftover }

func (a *attic) Leftovers(context.Context) ([]runners.Leftover, error) {
	return slices.Clone(a.things), nil
}

func (a *attic) Remove(_ context.Context, l runners.Leftover) error {
	if l.Resource == "stuck" {
		return errors.New("AccessDeniedException: no")
	}
	a.things = slices.DeleteFunc(a.things, func(have runners.Leftover) bool { return have == l })
	return nil
}

func TestLeftovers(t *testing.T) {
	runs := t.TempDir()
	live, err := rundir.Create(filepath.Join(runs, "live"))
	if err != nil {
		t.Fatal(err)
	}
	const liveID, deadID = "20261127T150405Z-live-1a2b", "20261126T080000Z-dead-3c4d"
	if err := live.WriteManifest(&rundir.Manifest{Schema: rundir.ManifestSchema, ID: liveID, State: rundir.Running}); err != nil {
		t.Fatal(err)
	}
	lock, err := live.Lock()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	all := &attic{[]runners.Leftover{{Resource: "a", Run: deadID}, {Resource: "b", Run: liveID}, {Resource: "c", Run: "other"}, {Resource: "stuck", Run: deadID}}}
	kept := sweepers
	sweepers = []func(aws.Config) runners.Sweeper{func(aws.Config) runners.Sweeper { return all }}
	defer func() { sweepers = kept }()
	for _, step := range []struct {
		flags  string
		code   int
		stdout []string
		left   string
	}{
		{"", 0, []string{"a: left by run " + deadID + ", begun 2026-11-26 08:00 UTC", "b: left alone, its run " + liveID + " is still going on", "3 leftovers found", "--yes"}, "a b c stuck"},
		{"--yes --run other", 0, []string{"c: removed"}, "a b stuck"},
		{"--yes", 3, []string{"a: removed", "b: left alone"}, "b stuck"},
	} {
		var stdout, stderr bytes.Buffer
		args := append([]string{"restore", "--leftovers", "--region", "eu-central-1", "--runs", runs}, strings.Fields(step.flags)...)
		if code := execute(args, &stdout, &stderr); code != step.code {
			t.Errorf("%s: exit code %d\n%s", step.flags, code, stderr.String())
		}
		for _, want := range step.stdout {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: %q is not in\n%s", step.flags, want, stdout.String())
			}
		}
		var left []string
		for _, l := range all.things {
			left = append(left, l.Resource)
		}
		if strings.Join(left, " ") != step.left {
			t.Errorf("%s: %v is left", step.flags, left)
		}
	}
}
