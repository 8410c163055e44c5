package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/hostinfo"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// run is one sweep on its way, with what must be put away in the end.
type run struct {
	*app
	scenario *scenarios.Scenario
	live     *scenarios.Scenario // with its secrets, for the runners alone
	plan     *scenarios.Plan
	book     *pricing.Book
	baseline *reports.Summary // to be compared with; nil for nothing
	against  *against         // the same in this run
	resolved []byte           // the scenario as the file has it
	dir      rundir.Dir
	lock     *rundir.Lock
	manifest *rundir.Manifest
	journal  *rundir.Journal // nil until there is a directory
	local    *lambda.Local   // nil without a local function
	boxes    boxes
	runners  []runners.Runner
	samples  *rundir.Samples
	traffic  *runners.Traffic
	views    views
	fitted   *fitted          // nil without a budget
	from     *fromFlags       // the template that the scenario is made of; nil for a file
	series   *series          // that the run is part of; nil for a run alone
	summary  *reports.Summary // once it is made
}

// ready resolves the scenario and finds what its plan costs. The error is the
// input's fault.
func (r *run) ready() error {
	err := r.resolve()
	if err != nil {
		return err
	}
	r.plan = r.scenario.Plan()
	if r.book, err = priced(r.scenario, r.plan); err != nil {
		return err
	}
	return r.reveal()
}

// sweep runs a scenario that is ready, from its plan to the reports.
func (r *run) sweep(ctx context.Context, out string) error {
	return r.carryOut(ctx, func() error { return r.createDir(ctx, out) })
}

// vacant checks that a run may be written where --out names a place.
func vacant(out string) error {
	if out == "" {
		return nil
	}
	return rundir.Vacant(out)
}

// resolve keeps what the scenario's file says, and adds the base that the run is
// made against.
func (r *run) resolve() (err error) {
	r.resolved, err = json.Marshal(r.scenario.Redacted())
	if r.against != nil {
		r.scenario = r.scenario.WithBase(r.against.base)
	}
	return err
}

// carryOut prepares and runs the blocks that are not done, and reports. open
// makes the run directory ready once all else is.
func (r *run) carryOut(ctx context.Context, open func() error) error {
	defer func() { _ = r.lock.Release() }()
	defer r.close()
	defer r.closeViews(nil)
	err := r.openViews()
	if err == nil {
		err = r.prepare(ctx)
	}
	if err == nil {
		err = open()
	}
	if err != nil {
		if ctx.Err() != nil {
			return &exitError{Code: codeInterrupted, Err: errors.New("interrupted before anything was measured")}
		}
		if coded, ok := errors.AsType[*exitError](err); ok {
			return coded
		}
		return inputError(err)
	}
	runErr := r.drive(ctx)
	r.estimateOverheads(ctx)
	r.close()
	return r.finish(ctx, runErr)
}

// prepare does all that can fail before the first measurement, so that a
// failure here leaves nothing behind but a message.
func (r *run) prepare(ctx context.Context) error {
	if err := lambda.Build(ctx, r.scenario); err != nil {
		return err
	}
	if err := r.makeRunners(); err != nil {
		return err
	}
	if err := r.putBackFirst(ctx); err != nil {
		return err
	}
	r.announce()
	variants := r.variantsOf()
	for i, runner := range r.runners {
		if err := runner.Check(ctx, variants[i]); err != nil {
			return err
		}
	}
	return nil
}

// variantsOf are the plan's variants by their target.
func (r *run) variantsOf() map[int][]scenarios.Variant {
	variants := map[int][]scenarios.Variant{}
	for _, v := range r.plan.Variants {
		variants[v.Target] = append(variants[v.Target], v)
	}
	return variants
}

// createDir makes the run directory and writes the manifest's first state.
func (r *run) createDir(ctx context.Context, out string) error {
	started := time.Now()
	id := rundir.NewID(r.scenario.Name, started)
	if out == "" {
		out = filepath.Join(r.settings.Runs, id)
	}
	var err error
	if r.dir, err = rundir.Create(out); err != nil {
		return err
	}
	if r.lock, err = r.dir.Lock(); err != nil {
		return err
	}
	host := r.host()
	if !r.scenario.Replayed() {
		host.Speed = hostinfo.Speed(ctx)
	}
	r.manifest = &rundir.Manifest{
		Schema: rundir.ManifestSchema, ID: id, State: rundir.Running, Version: version(), StartedAt: started.UTC(),
		Scenario: rundir.Scenario{
			File: r.scenario.File, Dir: r.scenario.Dir, Digest: r.scenario.Digest(),
			Source: string(r.scenario.RedactedSource()), Sets: scenarios.RedactedSets(r.scenario.Sets), Resolved: r.resolved,
		},
		Process: rundir.Process{PID: os.Getpid(), StartedAt: started.UTC()},
		Seed:    r.scenario.Seed, Host: host, Blocks: runners.Pending(r.plan),
		Spend: rundir.Spend{Currency: "USD", Estimated: "0", Actual: "0"},
	}
	if err := r.estimate(); err != nil {
		return err
	}
	if r.against != nil {
		r.manifest.Against = r.against.Against
	}
	if r.from != nil {
		r.manifest.Scenario.From = r.from.kept()
	}
	r.noted()
	for _, v := range r.plan.Variants {
		r.manifest.Variants = append(r.manifest.Variants, rundir.Variant{
			Label: r.scenario.Label(v), Target: r.scenario.Targets[v.Target].Name,
			MemoryMB: v.MemoryMB, Architecture: v.Architecture,
		})
	}
	if err := errors.Join(r.keepPrices(), keepBaseline(r.dir, r.baseline), r.dir.WriteManifest(r.manifest)); err != nil {
		return err
	}
	if r.samples, err = r.dir.CreateSamples(r.manifest.Variants); err != nil {
		return err
	}
	return r.openJournal()
}

// keepPrices keeps the user's own price book with the run, so that the run can be
// priced again when the file is gone. Its comments are the user's own and stay
// behind.
func (r *run) keepPrices() error {
	if r.scenario.Pricing.Overlay == "" {
		return nil
	}
	name := r.scenario.Pricing.Overlay
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	shown, err := yamlfile.File{Kind: "price book", Name: name}.WithoutComments(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return r.dir.Write(rundir.PricesFile, shown)
}

// host is the machine as it is now, but for its speed; none where nothing runs
// on it.
func (r *run) host() rundir.Host {
	if r.scenario.Replayed() {
		return rundir.Host{}
	}
	h := hostinfo.Read()
	return rundir.Host{CPU: h.CPU, Cores: h.Cores, OS: h.OS, MemoryMB: h.MemoryMB, Limits: r.tier()}
}

// close puts everything back and ends the sandbox. It may be called twice.
func (r *run) close() {
	r.restore()
	if err := r.journal.Close(); err != nil {
		fmt.Fprintln(r.stderr, "sweetspot: warning:", err)
	}
	if r.local != nil {
		if err := r.local.Close(); err != nil {
			fmt.Fprintln(r.stderr, "sweetspot: warning:", err)
		}
	}
	r.local, r.runners = nil, nil
	for _, err := range r.boxes.close() {
		if err != nil {
			fmt.Fprintln(r.stderr, "sweetspot: warning:", err)
		}
	}
}

// restore puts everything back, whatever became of the run's context.
func (r *run) restore() {
	if len(r.runners) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), r.restoring())
	defer cancel()
	for _, runner := range r.runners {
		if err := runner.Restore(ctx); err != nil {
			fmt.Fprintln(r.stderr, "sweetspot: warning:", err)
		}
	}
}

// finish writes what was measured and the reports, prints the result, and
// settles the exit code.
func (r *run) finish(ctx context.Context, runErr error) error {
	r.manifest.State, r.manifest.FinishedAt = rundir.Complete, time.Now().UTC()
	switch {
	case ctx.Err() != nil:
		r.manifest.State, r.manifest.Error = rundir.Interrupted, "interrupted"
	case runErr != nil:
		r.manifest.State, r.manifest.Error = rundir.Failed, r.spoken(runErr.Error())
	}
	summary, err := summarize(r.scenario, r.plan, r.book, r.manifest, r.dir, r.manifest.FinishedAt)
	if summary != nil && r.billed() {
		r.manifest.Spend.Actual = summary.Run.Spend.Actual.String()
	}
	err = errors.Join(r.dir.WriteManifest(r.manifest), err)
	if r.summary = summary; summary != nil {
		samples, unread := evidence(r.dir, r.manifest.Blocks, summary)
		err = errors.Join(err, unread, writeReports(r.dir, summary, samples), r.present(summary))
		if r.series == nil { // which tells of all its runs at once
			r.tellGitHub(samples, summary)
		}
	}
	switch {
	case ctx.Err() != nil:
		return &exitError{Code: codeInterrupted, Err: errors.Join(fmt.Errorf("interrupted; what was measured is in %s", r.dir), r.leftBehind())}
	case runErr != nil || err != nil:
		return incomplete(fmt.Errorf("%w\nwhat was measured is in %s", errors.Join(runErr, err, r.leftBehind()), r.dir))
	case r.leftBehind() != nil:
		return incomplete(r.leftBehind())
	}
	r.doubt(summary)
	return settle(summary, r.settings.Inconclusive)
}

// summarize builds the summary of a run from its parts and its stored samples.
// The age of prices is judged against now.
func summarize(s *scenarios.Scenario, plan *scenarios.Plan, book *pricing.Book, m *rundir.Manifest, dir rundir.Dir, now time.Time) (*reports.Summary, error) {
	in := reports.Input{
		Spend:    estimated(m),
		Scenario: s, Plan: plan, Samples: dir.Samples(summaryFields(s)), Blocks: m.Blocks, Book: book,
		Command: again(m), Directory: string(dir),
		RunID: m.ID, Version: m.Version, StartedAt: m.StartedAt, FinishedAt: m.FinishedAt,
		Complete: m.State == rundir.Complete, Now: now, Stop: m.Stop, Launches: m.Launches, Scalings: m.Scalings,
		Host: reports.Host{CPU: m.Host.CPU, Cores: m.Host.Cores, OS: m.Host.OS, Speed: m.Host.Speed, Limits: m.Host.Limits},
	}
	for _, w := range m.Warnings {
		in.ExtraWarnings = append(in.ExtraWarnings, reports.Warning(w))
	}
	if m.Imported != nil {
		in.ImportedFrom, in.Load = m.Imported.Tool, m.Imported.Load
		in.Log = m.Imported.Log
	}
	var err error
	if in.Search, err = searchOf(m); err != nil {
		return nil, err
	}
	summary, err := reports.Build(in)
	if summary != nil {
		summary.Scenario.Digest = m.Scenario.Digest // of the text before its secrets were redacted
		baseline, unread := keptBaseline(dir)
		compare.Gates(summary, baseline)
		summary.MarkDoubled(m.Doubled, done(m.Blocks))
		err = errors.Join(err, unread)
	}
	return summary, err
}

// summaryFields are what a summary of the scenario's runs is made of: bytes
// only where something is priced.
func summaryFields(s *scenarios.Scenario) rundir.Fields {
	priced := func(t scenarios.Target) bool { return t.Priced() }
	if slices.ContainsFunc(s.Targets, priced) {
		return rundir.BytesFields
	}
	return rundir.SummaryFields
}

// again is the command line that measures or imports the same once more.
func again(m *rundir.Manifest) string {
	words := []string{"sweetspot", "run", m.Scenario.File}
	if from := m.Scenario.From; from != nil {
		words = append(words[:2], fromKept(from).words()...)
	}
	if m.Imported != nil {
		words = append([]string{"sweetspot", "import"}, m.Imported.Args...)
		if len(m.Imported.Args) == 0 {
			words = append(words, m.Imported.File)
		}
	}
	if m.Against != nil {
		words = append(words, "--against", m.Against.Ref)
	}
	if m.Tuned != nil {
		words = append([]string{"sweetspot", "tune", m.Scenario.File}, m.Tuned.Flags...)
	}
	for _, set := range slices.DeleteFunc(slices.Clone(m.Scenario.Sets), wasRead) {
		words = append(words, "--set", set)
	}
	return commandLine(words)
}

// commandLine quotes words for a shell where they need it.
func commandLine(words []string) string {
	for i, word := range words {
		if strings.ContainsAny(word, " \t\n'\"\\$`*?[]{}()<>|&;#~!") {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// command is how the user calls sweetspot here, for commands to copy.
func command() string {
	if path, err := os.Executable(); err == nil && strings.Contains(path, "go-build") {
		return "go run ./cmd/sweetspot"
	}
	return "sweetspot"
}
