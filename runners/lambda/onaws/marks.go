package onaws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// markPrefix begins the description of every configuration and version of ours.
const markPrefix = "sweetspot "

// mark describes something that this run made, by which it is found again.
func (r *Runner) mark(what string) string { return markPrefix + r.run + " " + what }

// runOf is the run whose mark a description is, "" where it is none of ours.
func runOf(description *string) string {
	text, ours := strings.CutPrefix(aws.ToString(description), markPrefix)
	run, _, _ := strings.Cut(text, " ")
	if !ours || !runStamp.MatchString(run) {
		return ""
	}
	return run
}

// begins reports whether a description is one of a mark.
func begins(text *string, with string) bool {
	return strings.HasPrefix(aws.ToString(text), strings.TrimRight(with, " "))
}

// notPutBack says that a run is to be put back before anything is believed of a
// function.
func notPutBack(what, run string) error {
	return fmt.Errorf("%s is of the run %s, which is still going on or has not been put back: let it end, or have it put back with sweetspot restore %s", what, run, run)
}

// unmarked refuses a function that another run has not put back: what it is now
// is neither what it was nor what anybody meant it to be. In mode versions its
// versions tell, too: that which keeps the state of before is the last that goes,
// so that what has no description of its own, reserved concurrency, is known by it.
func (r *Runner) unmarked(ctx context.Context, own *original) error {
	name := aws.ToString(own.FunctionName)
	if run := runOf(own.Description); run != "" {
		return notPutBack("the configuration of "+name, run)
	}
	if r.target.Mode != scenarios.ModeVersions {
		return nil
	}
	now, err := r.configuration(ctx, r.name.Name, "")
	if err != nil {
		return err
	}
	if run := runOf(now.Description); run != "" {
		return notPutBack("the configuration of "+name, run)
	}
	all, err := r.versions(ctx, r.name.Name)
	if err != nil {
		return err
	}
	for number, description := range all {
		if run := runOf(&description); run != "" {
			return notPutBack("version "+number+" of "+name, run)
		}
	}
	return nil
}
