package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Ran is what was run, where and with what.
func (v *View) Ran() []Fact {
	s, r := v.Summary.Scenario, v.Summary.Run
	out := []Fact{{Name: "Scenario", Text: format.Clean(s.Name), Note: format.Clean(s.Digest)}}
	for _, t := range s.Targets {
		text := strings.Join(strings.Fields(t.Kind+" "+t.Handler), " ")
		target := Fact{Name: "Target", Text: format.Clean(text)}
		if t.Provider != "" {
			target.Note = format.Clean(strings.TrimSpace("provider " + t.Provider + ", region " + t.Region))
		} else if len(s.Targets) > 1 {
			target.Note = format.Clean(t.Name)
		}
		if t.Base {
			target.Name = "Base"
		}
		if t.Ref != "" {
			target.Note = format.Clean("at " + t.Ref + ", " + target.Note)
		}
		out = append(out, target)
	}
	host := fmt.Sprintf("%s, %s cores, %s", format.Clean(r.Host.CPU), format.Count(r.Host.Cores), format.Clean(r.Host.OS))
	switch {
	case v.Summary.Log != nil:
		host = "AWS Lambda; the callers are not known"
	case r.ImportedFrom != "":
		host = v.host()
	}
	speed := ""
	if r.Host.Speed > 0 {
		speed = "reference kernel " + format.Number(r.Host.Speed) + " runs/s"
	}
	if v.Replayed {
		host, speed = "none: nothing was measured here", ""
	}
	out = append(out,
		Fact{Name: "Load", Text: v.load()},
		Fact{Name: "Run", Text: format.Clean(r.ID), Note: format.Instant(r.StartedAt) + ", took " + format.Elapsed(r.FinishedAt.Sub(r.StartedAt))},
		Fact{Name: "Host", Text: host, Note: speed},
		Fact{Name: "Sweetspot", Text: format.Clean(r.Version)},
		Fact{Name: "Seed", Text: fmt.Sprint(r.Seed)},
	)
	if stop := v.Summary.Stop; stop != nil {
		out = slices.Insert(out, len(out)-4, Fact{Name: "Added rounds", Text: format.Clean(stop.Sentence)})
	}
	if !v.Summary.Recommendation.MeasuredOnly {
		out = append(out, Fact{Name: "Objective", Text: format.Clean(v.Summary.Recommendation.Objective)})
	}
	if !v.Servers && v.Summary.Log == nil {
		out = append(out, v.spendFact())
	}
	if g := v.generator(); g.Text != "" {
		out = append(out, g)
	}
	return out
}

// generator says what the load generator took at most, over all trials; without
// text where it is not known.
func (v *View) generator() Fact {
	var most reports.Generator
	for _, t := range v.Trials {
		if g := t.Generator; g != nil {
			most.Workers, most.MaxWorkers = max(most.Workers, g.Workers), max(most.MaxWorkers, g.MaxWorkers)
			most.Busy = max(most.Busy, g.Busy)
		}
	}
	if most.Workers == 0 {
		return Fact{}
	}
	f := Fact{Name: "Load generator", Text: plural(most.Workers, "worker"), Note: format.Share(most.Busy) + " of its CPU used"}
	if most.MaxWorkers > 0 {
		f.Text += " of at most " + format.Count(most.MaxWorkers)
	}
	return f
}

func (v *View) spendFact() Fact {
	spend := v.Summary.Run.Spend
	if spend.Actual.IsZero() && spend.Estimated.IsZero() {
		return Fact{Name: "Cost of the test", Text: "nothing at the provider"}
	}
	return Fact{
		Name: "Cost of the test", Text: format.Money(spend.Actual, spend.Currency),
		Note: "estimated before: " + format.Money(spend.Estimated, spend.Currency),
	}
}

// Command is a command line with what it does.
type Command struct{ Text, Does string }

// Commands are how to run and report the same again.
func (v *View) Commands() []Command {
	var commands []Command
	if again := v.Summary.Run.Command; again != "" {
		does := "measure again (the scenario as it ran is in run.json, with its digest)"
		switch {
		case v.Summary.Run.ImportedFrom != "":
			does = "import again"
		case strings.HasPrefix(again, "sweetspot price "):
			does = "price the run so again, without load"
		case v.Replayed:
			does = "replay again, to the same samples"
		}
		commands = append(commands, Command{format.Clean(again), does})
	}
	if dir := v.Summary.Run.Directory; dir != "" {
		commands = append(commands, Command{"sweetspot report " + Shell(format.Clean(dir)), "these reports again, without load"})
	}
	return commands
}

// Shell quotes a word for a POSIX shell where it needs that.
func Shell(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 && !strings.HasPrefix(word, "-") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
