package http

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/command"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// hooked is the action under which a journal has what a user's command changed.
const hooked = "http:apply"

// betweenProbes is how long a server that does not answer well yet is left alone.
const betweenProbes = 200 * time.Millisecond

// change makes a variant live by the user's command, unless it is, and waits
// until the server answers well. Connections to what ran before are closed.
func (r *Runner) change(ctx context.Context, v scenarios.Variant) error {
	h := r.target.HTTP
	if !h.Changes() || r.applied && r.current == v.Index {
		return nil
	}
	if err := r.journalled(); err != nil {
		return err
	}
	r.forget()
	r.applied, r.current = true, -1 // whatever becomes of it, something may have changed
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if err := r.run(ctx, h.Apply, r.environment(v)); err != nil {
		return fmt.Errorf("http.apply: %w", err)
	}
	l, err := r.prepare(v)
	if err == nil {
		err = r.untilWell(ctx, l)
	}
	if err != nil {
		return fmt.Errorf("%s after http.apply: %w", r.shown(v), err)
	}
	r.current = v.Index
	return nil
}

// journalled keeps that something is about to be changed, once until it is put
// back: one command puts back all.
func (r *Runner) journalled() error {
	if r.journal == nil || r.applied {
		return nil
	}
	_, err := r.journal.Before(runners.Change{Target: r.target.Name, Action: hooked, Resource: r.target.HandlerText()})
	return err
}

// untilWell waits until the server answers a request with a success.
func (r *Runner) untilWell(ctx context.Context, l *Server) error {
	for {
		odd := r.probe(ctx, l)
		if odd == "" {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it %s; %w", odd, context.Cause(ctx))
		case <-time.After(betweenProbes):
		}
	}
}

// bounded is ctx with an end for one of the user's commands.
func (r *Runner) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := r.target.HTTP.ApplyTimeout
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("it took longer than http.apply_timeout, %s", limit))
}

// run runs one of the user's commands, which is told what is measured.
func (r *Runner) run(ctx context.Context, words, env []string) error {
	dir := cmp.Or(r.target.Dir, r.scenario.Dir)
	if _, err := os.Stat(dir); err != nil { // exec would blame the program
		return fmt.Errorf("it runs in the folder of the scenario, which is not there: %w", err)
	}
	err := command.Run(ctx, command.Command{Words: words, Dir: dir, Env: env})
	if err != nil && ctx.Err() != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	return err
}

// environment tells a command which variant is asked for.
func (r *Runner) environment(v scenarios.Variant) []string {
	env := []string{"SWEETSPOT_TARGET=" + r.target.Name, "SWEETSPOT_VARIANT=" + r.scenario.Label(v)}
	if v.MemoryMB > 0 {
		env = append(env, "SWEETSPOT_MEMORY_MB="+strconv.Itoa(v.MemoryMB))
	}
	if v.Architecture != "" {
		env = append(env, "SWEETSPOT_ARCHITECTURE="+v.Architecture)
	}
	for _, p := range v.Params {
		env = append(env, p.Name+"="+p.Value)
	}
	return env
}

// UseJournal implements runners.Changer.
func (r *Runner) UseJournal(j runners.Journal) { r.journal = j }

// Calls implements runners.Changer: the commands that make each variant live,
// each time that another one's block was before, and the one that puts back.
func (r *Runner) Calls(_ context.Context, variants []scenarios.Variant) ([]runners.Call, error) {
	h := r.target.HTTP
	if !h.Changes() {
		return nil, nil
	}
	if err := r.runnable(); err != nil { // a run would not begin
		return nil, err
	}
	var calls []runners.Call
	current := -1
	for _, v := range runners.Turns(r.scenario, variants) {
		if v.Index != current {
			calls = append(calls, runners.Call{Action: hooked, Resource: strings.Join(h.Apply, " "), With: strings.Join(r.environment(v)[1:], " ")})
		}
		current = v.Index
	}
	if len(h.Restore) > 0 {
		calls = append(calls, runners.Call{Action: "http:restore", Resource: strings.Join(h.Restore, " ")})
	}
	return calls, nil
}

// PutBack implements runners.Changer by the user's restore. Its exit code is
// all that tells whether it did.
func (r *Runner) PutBack(ctx context.Context, c runners.Change) error {
	h := r.target.HTTP
	if c.Action != hooked {
		return fmt.Errorf("the journal has %s, which an HTTP target never does", c.Action)
	}
	if len(h.Restore) == 0 {
		return nil // the scenario leaves the last variant as it is, which Check warned of
	}
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if err := r.run(ctx, h.Restore, []string{"SWEETSPOT_TARGET=" + r.target.Name}); err != nil {
		return fmt.Errorf("http.restore: %w", err)
	}
	return nil
}

// putBack runs the user's restore where something was applied.
func (r *Runner) putBack(ctx context.Context) (err error) {
	switch {
	case !r.applied:
		return nil
	case r.journal == nil:
		err = r.PutBack(ctx, runners.Change{Action: hooked})
	default:
		err = runners.PutBack(ctx, r, r.journal, r.target.Name, nil)
	}
	r.applied = err != nil
	return err
}

// runnable checks that the user's commands are there.
func (r *Runner) runnable() error {
	h := r.target.HTTP
	for key, words := range map[string][]string{"apply": h.Apply, "restore": h.Restore} {
		if len(words) == 0 {
			continue
		}
		if _, err := exec.LookPath(words[0]); err != nil {
			return fmt.Errorf("http.%s: %w", key, err)
		}
	}
	return nil
}

// Examine implements runners.Changer.
func (r *Runner) Examine(ctx context.Context, variants []scenarios.Variant) []runners.Finding {
	h := r.target.HTTP
	found := []runners.Finding{}
	if err := r.runnable(); err != nil {
		found = append(found, runners.Finding{Level: runners.FindingError, What: "hooks", Text: err.Error(), Fix: "make it executable, or write the words that start it: [sh, change.sh]"})
	}
	if h.Changes() && len(h.Restore) == 0 {
		found = append(found, runners.Finding{Level: runners.FindingWarning, What: "hooks", Text: noRestore, Fix: "add http.restore"})
	}
	seen := map[string]bool{}
	for _, v := range variants {
		if shown := r.shown(v); !seen[shown] && ctx.Err() == nil {
			seen[shown] = true
			found = append(found, r.answers(ctx, v))
		}
	}
	return found
}

// answers is what is found of a variant's server.
func (r *Runner) answers(ctx context.Context, v scenarios.Variant) runners.Finding {
	found := runners.Finding{Level: runners.FindingOK, What: "server", Text: r.shown(v) + " answers"}
	if l, err := r.prepare(v); err != nil {
		found.Level, found.Text = runners.FindingError, err.Error()
	} else if odd := r.probe(ctx, l); odd != "" {
		found.Level, found.Text = runners.FindingWarning, r.shown(v)+" "+odd
	}
	return found
}

// noRestore says what a scenario without restore leaves behind.
const noRestore = "has http.apply and no http.restore: what runs behind it stays as the last variant left it"

// Permissions implements runners.Changer: the user's commands have their own.
func (r *Runner) Permissions([]scenarios.Variant) []runners.Permission { return nil }

var _ runners.Changer = (*Runner)(nil)

// forget closes the connections and drops the prepared requests.
func (r *Runner) forget() {
	for _, c := range r.clients {
		c.Close()
	}
	r.clients, r.live = map[string]*transport.Client{}, map[int]*Server{}
}
