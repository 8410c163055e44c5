package scenarios

import (
	"errors"
	"path/filepath"
	"slices"
)

// BaseName is the name of the target that a run is compared with.
const BaseName = "base"

// elsewhere are the overrides that leave of a scenario what its target needs:
// the rest is the same for both, and its files need not exist elsewhere.
var elsewhere = []string{
	"payloads=null", "gates=null", "objective=null", "pricing=null", "cold_starts=null", "repeat=1", "load={concurrency: 1, invocations: 1}",
}

// BaseIn is the scenario's only target as its file describes it when it stands
// in another folder, as the base that the scenario's own is compared with: the
// same keys, with code and recordings of there. ref says where that is. The
// error is for the user; it names the line of the scenario where a file is
// missing.
func (s *Scenario) BaseIn(dir, ref string) (Target, error) {
	switch {
	case len(s.Targets) > 1:
		return Target{}, errors.New("the scenario has several targets, of which none is the one to compare: leave one")
	case s.Targets[0].HTTP != nil:
		return Target{}, errors.New("an HTTP server runs already, it is not built from a commit: compare two targets with their own URLs")
	case s.Targets[0].Function != nil && s.Targets[0].Function.Handler != "":
		return Target{}, errors.New(s.Targets[0].Function.Handler + " is part of sweetspot, so it is the same at every commit: it takes python, node or command")
	}
	if c := s.Targets[0].Container; c != nil && len(c.Command) == 0 {
		return Target{}, errors.New(c.shown() + " is not built from a commit: it takes command")
	}
	there, err := Parse(s.File, dir, s.Source, slices.Concat(s.Sets, elsewhere)...)
	if err != nil {
		return Target{}, err
	}
	t := s.BaseLike(ref)
	t.Dir, t.Function, t.Container, t.Replay = there.Dir, there.Targets[0].Function, there.Targets[0].Container, there.Targets[0].Replay
	return t, nil
}

// BaseLike is the base as far as it is known without its code.
func (s *Scenario) BaseLike(ref string) Target {
	t := s.Targets[0]
	t.Name, t.Base, t.Ref = BaseName, true, ref
	return t
}

// WithBase is the scenario with one more target.
func (s *Scenario) WithBase(base Target) *Scenario {
	c := *s
	c.Targets = append(slices.Clone(s.Targets), base)
	return &c
}

// Path is the file that holds the code or the recording of a target with a Dir,
// absolute; "" for a command that is found on the PATH.
func (t Target) Path() string {
	f := t.Function
	if t.Container != nil {
		f = &Function{Command: t.Container.Command}
	}
	switch {
	case t.Replay != nil && filepath.IsAbs(t.Replay.Name()):
		return filepath.Clean(t.Replay.Name())
	case t.Replay != nil:
		return filepath.Join(t.Dir, filepath.FromSlash(t.Replay.Name()))
	case f == nil:
		return ""
	case f.Python != "":
		return python.pattern.FindStringSubmatch(f.Python)[1]
	case f.Node != "":
		return nodeJS.pattern.FindStringSubmatch(f.Node)[1]
	case len(f.Command) > 0 && filepath.IsAbs(f.Command[0]):
		return f.Command[0]
	}
	return ""
}
