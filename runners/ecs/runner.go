// Package ecs drives containers on ECS with Fargate. For each variant it
// registers a copy of a given task definition with the variant's CPU, memory and
// architecture, and runs it in a service of its own, whose tasks it waits for and
// sends load to. In the end all of it goes, in order, and nothing of the account's
// own was altered.
//
// It sends to the private addresses of the tasks, or to a URL that the scenario
// names: that of the load balancer before a given target group. It looks up no
// public addresses, makes no load balancer, and changes no rule of one.
package ecs

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The calls that change something, as IAM names them.
const (
	actionRegister   = "ecs:RegisterTaskDefinition"
	actionDeregister = "ecs:DeregisterTaskDefinition"
	actionForget     = "ecs:DeleteTaskDefinitions"
	actionCreate     = "ecs:CreateService"
	actionUpdate     = "ecs:UpdateService"
	actionDelete     = "ecs:DeleteService"
	actionStop       = "ecs:StopTask"
)

// leastTasks is how many tasks of a size a run should see: Fargate hands out
// different CPUs for the same size.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
const leastTasks = 3

// Runner drives one target of kind container with provider aws.
type Runner struct {
	scenario *scenarios.Scenario
	target   scenarios.Target
	want     scenarios.ECSService
	tasks    int // of a variant
	warn     func(text string)
	clock    clock
	aws      *platform // nil until it is needed
	journal  runners.Journal
	run      string // the run's id, "" outside of one

	template     *types.TaskDefinition // by Check
	container    string                // of the template, that serves
	port         int                   // that it listens on
	checksItself bool                  // a container of the template has a health check

	services map[int]*service // by variant
	lives    map[int]*live    // likewise
	launches []measure.Launch // of tasks that are gone
	scalings []measure.Scaling
	cpus     sync.Map // model of the CPU by environment
}

var (
	_ runners.Changer  = (*Runner)(nil)
	_ runners.Launcher = (*Runner)(nil)
)

// New makes the runner of one of the scenario's targets. warn is told what is
// odd, but no reason to stop.
func New(s *scenarios.Scenario, target int, warn func(text string)) *Runner {
	t := s.Targets[target]
	return &Runner{
		scenario: s, target: t, want: *t.Container.ECS, tasks: t.Container.Replicas, warn: warn, clock: wallClock,
		services: map[int]*service{}, lives: map[int]*live{},
	}
}

// UseJournal says where changes are kept, and of which run they are: its id is in
// the name and the tags of all that is made.
func (r *Runner) UseJournal(j runners.Journal) { r.journal, r.run = j, j.Run() }

// connect opens AWS, once.
func (r *Runner) connect(ctx context.Context) error {
	if r.aws != nil {
		return nil
	}
	c, err := cloud.Open(ctx, cloud.Access{Region: r.target.Region, Profile: r.target.Profile, Role: r.target.Role})
	if err == nil {
		r.aws = open(c)
	}
	return err
}

// Check reads what the run is to use, and says what is wrong with it. It changes
// nothing.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	for _, f := range r.Examine(ctx, variants) {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case f.Level == runners.FindingError && f.Fix != "":
			return fmt.Errorf("%s: %s; %s", f.What, f.Text, f.Fix)
		case f.Level == runners.FindingError:
			return fmt.Errorf("%s: %s", f.What, f.Text)
		case f.Level == runners.FindingWarning:
			r.warn(f.Text)
		}
	}
	return nil
}

// Apply brings a variant's service up and waits for its tasks. Those of other
// variants stay as they are, but where all share one target group: there only
// one may have tasks, or the load balancer would mix them.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if r.journal == nil {
		return errors.New("the runner was given no journal to keep its changes in")
	}
	if err := r.alone(ctx, v); err != nil {
		return err
	}
	s, err := r.up(ctx, v)
	if err == nil {
		err = r.step(ctx, s)
	}
	if err == nil {
		err = r.connectTo(ctx, s)
	}
	return err
}

// alone takes the tasks of other variants out of a target group that is shared.
func (r *Runner) alone(ctx context.Context, v scenarios.Variant) error {
	if !r.shared() {
		return nil
	}
	for index, other := range r.services {
		if index != v.Index && other.count > 0 {
			if err := r.resize(ctx, other, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// up makes the variant's service, or brings it back to as many tasks as it is to
// have. One that has seen too few tasks in all gets new ones, as long as the
// rounds last.
func (r *Runner) up(ctx context.Context, v scenarios.Variant) (*service, error) {
	s := r.services[v.Index]
	if s == nil {
		made, err := r.create(ctx, v)
		if err != nil {
			return nil, err
		}
		return made, r.rolledOut(ctx, made)
	}
	if err := r.mourn(ctx, s); err != nil {
		return nil, err
	}
	if s.count > 0 && s.started < leastTasks {
		if err := r.resize(ctx, s, 0); err != nil {
			return nil, err
		}
	}
	if s.count != r.tasks {
		return s, r.resize(ctx, s, r.tasks)
	}
	return s, r.rolledOut(ctx, s)
}

// mourn tells of tasks that died since the last block: requests to them failed.
func (r *Runner) mourn(ctx context.Context, s *service) error {
	dead, err := r.newlyFailed(ctx, s)
	for i, t := range dead {
		s.blamed[short(*t.TaskArn)] = true
		if i == 0 {
			r.warn(fmt.Sprintf("%s: tasks ended by themselves (%d): %s", r.scenario.Label(s.variant), len(dead), stopped(t)))
		}
	}
	return err
}

// Recycle stops the variant's oldest task and waits for the one that takes its
// place, which the next invocation goes to.
func (r *Runner) Recycle(ctx context.Context, v scenarios.Variant) error {
	s := r.services[v.Index]
	if r.shared() {
		return errors.New("no cold start can be forced behind a load balancer: it decides which task gets a request; remove cold_starts, or send to the tasks' addresses")
	}
	order := newest(s.tasks)
	oldest := order[len(order)-1]
	_, err := call(ctx, r.clock, actionStop, r.aws.ecs.StopTask, &ecs.StopTaskInput{
		Cluster: &r.want.Cluster, Task: &oldest.id, Reason: &stopReason,
	})
	if err == nil {
		s.stopping = oldest.id
		err = r.rolledOut(ctx, s)
	}
	if err == nil {
		err = r.connectTo(ctx, s)
	}
	if err == nil {
		r.lives[v.Index].pin(newest(s.tasks)[0].id)
	}
	return err
}

var stopReason = "a cold start was asked for by a run of sweetspot"

// Restore closes the connections and removes all that the journal says was made.
func (r *Runner) Restore(ctx context.Context) error {
	for _, l := range r.lives {
		l.close()
	}
	clear(r.lives)
	if r.journal == nil {
		return nil
	}
	for _, s := range r.services {
		r.launches = append(r.launches, s.keep(nil)...)
	}
	clear(r.services)
	return runners.PutBack(ctx, r, r.journal, r.target.Name, nil)
}
