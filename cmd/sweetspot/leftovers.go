package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/ecs"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/onaws"
)

// leftoverFlags say where to look for what runs have left, and whether to remove
// it.
type leftoverFlags struct {
	asked  bool
	yes    bool
	run    string
	access cloud.Access
}

func (f *leftoverFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.asked, "leftovers", false, "find what runs have made in AWS and not removed, by its tag "+cloud.RunTag)
	flags.BoolVar(&f.yes, "yes", false, "with --leftovers: remove what is found")
	flags.StringVar(&f.run, "run", "", "with --leftovers: only what the run of this ID has made")
	flags.StringVar(&f.access.Region, "region", "", "with --leftovers: region to look in (default: that of the AWS configuration)")
	flags.StringVar(&f.access.Profile, "profile", "", "with --leftovers: profile of the AWS configuration")
	flags.StringVar(&f.access.Role, "role", "", "with --leftovers: ARN of a role to assume")
}

// unused refuses the flags of --leftovers without it.
func (f *leftoverFlags) unused(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if slices.Contains([]string{"yes", "run", "region", "profile", "role"}, flag.Name) {
			err = fmt.Errorf("--%s goes with --leftovers: a run's own journal says what is put back, and where", flag.Name)
		}
	})
	return err
}

// sweepers make what removes the leftovers of each service, those first that
// others rest on.
var sweepers = []func(aws.Config) runners.Sweeper{ecs.NewSweeper, onaws.NewSweeper}

// leftovers lists what runs have left in a region, and removes it where that is
// asked for. What a live run of this machine has made is left alone.
func (a *app) leftovers(ctx context.Context, f leftoverFlags) error {
	config, err := cloud.Open(ctx, f.access)
	if err == nil && config.Region == "" {
		err = errors.New("no region is set: name one with --region, such as --region eu-central-1")
	}
	if err != nil {
		return inputError(err)
	}
	live := a.liveRuns()
	found, skipped := 0, 0
	var errs []error
	for _, make := range sweepers {
		s := make(config)
		all, err := s.Leftovers(ctx)
		errs = append(errs, err)
		for _, l := range all {
			switch {
			case f.run != "" && l.Run != f.run:
			case slices.Contains(live, l.Run):
				skipped++
				fmt.Fprintf(a.stdout, "%s: left alone, its run %s is still going on\n", l.Resource, l.Run)
			default:
				found++
				errs = append(errs, a.sweep(ctx, s, l, f.yes))
			}
		}
	}
	return a.swept(ctx, errors.Join(errs...), found, skipped, f)
}

// sweep removes a leftover, or says that it is there.
func (a *app) sweep(ctx context.Context, s runners.Sweeper, l runners.Leftover, remove bool) error {
	if !remove {
		fmt.Fprintf(a.stdout, "%s: left by run %s%s\n", l.Resource, l.Run, begunAt(l.Run))
		return nil
	}
	if err := s.Remove(ctx, l); err != nil {
		return fmt.Errorf("%s is not removed: %w", l.Resource, err)
	}
	fmt.Fprintf(a.stdout, "%s: removed\n", l.Resource)
	return nil
}

// swept ends the command.
func (a *app) swept(ctx context.Context, err error, found, skipped int, f leftoverFlags) error {
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case err != nil:
		return incomplete(err)
	case found+skipped == 0:
		fmt.Fprintln(a.stdout, "nothing is left of any run")
	case found > 0 && !f.yes:
		fmt.Fprintf(a.stdout, "%s found; a run that goes on elsewhere needs them. To remove them add --yes, and --run ID for those of one run\n", plural(found, "leftover"))
	}
	return nil
}

// liveRuns are the IDs of the runs that a process of this machine writes, among
// those in the runs folder.
func (a *app) liveRuns() (ids []string) {
	entries, _ := os.ReadDir(a.settings.Runs) // without the folder there are none
	for _, e := range entries {
		path := filepath.Join(a.settings.Runs, e.Name())
		root, err := os.OpenRoot(path)
		if err != nil {
			continue
		}
		if rundir.Held(root) {
			if m, err := rundir.Dir(path).ReadManifest(); err == nil {
				ids = append(ids, m.ID)
			}
		}
		_ = root.Close()
	}
	return ids
}

// begunAt says when a run began, as its ID tells; "" where that does not tell.
func begunAt(id string) string {
	const layout = "20060102T150405Z"
	if len(id) < len(layout) {
		return ""
	}
	began, err := time.Parse(layout, id[:len(layout)])
	if err != nil {
		return ""
	}
	return ", begun " + began.Format("2006-01-02 15:04 UTC")
}
