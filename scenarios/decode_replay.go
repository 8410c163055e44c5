package scenarios

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

// provider is who a target says runs it.
func provider(n *node) Provider {
	if p := n.get("provider"); p != nil {
		return Provider(p.text)
	}
	return ""
}

// oneRecording checks that a target that is replayed has a recording and
// nothing that would run.
func (d *decoder) oneRecording(n *node, what string, t *Target) {
	if p := provider(n); p != "" && p != ProviderReplay {
		d.fail(n.get("provider"), "write provider: replay, or remove the section replay", what+" is of provider "+string(p)+" and has a section replay")
	}
	for _, other := range []string{"function", "http"} {
		if n.get(other) != nil {
			d.fail(keyNode(n, other), "remove it", what+"."+other+" does not belong to a target that is replayed: nothing runs")
		}
	}
	if n.get("replay") == nil {
		d.missing(n, what+" does not say what to replay", "add replay: {file: samples.csv}")
	}
	t.Provider, t.Region = ProviderReplay, cmp.Or(t.Region, DefaultRegion)
}

// replayed reads what a target answers from, and the file of it.
func (d *decoder) replayed(s *draft, n *node, what string) *Replay {
	r := &Replay{}
	s.replays[r] = n
	mistakes := len(d.errs)
	ok := d.object(n, what,
		field{name: "file", read: func(n *node) { r.File, _ = d.str(n, what+".file") }},
		field{name: "profile", read: func(n *node) { r.Profile, _ = d.str(n, what+".profile") }},
		field{name: "columns", read: func(at *node) { r.Columns = d.columns(at, what+".columns", n.get("profile") != nil) }},
		field{name: "where", read: func(n *node) { r.Where = d.texts(n, what+".where", "{type: warm}") }},
		field{name: "noise_cv", read: func(n *node) { r.NoiseCV, _ = d.share(n, what+".noise_cv") }},
	)
	if !ok || len(n.entries) == 0 {
		return r
	}
	file, profile := n.get("file"), n.get("profile")
	switch {
	case file == nil && profile == nil:
		d.missing(n, what+" names no recording", "add file: samples.csv, or profile: profile.csv")
	case file != nil && profile != nil:
		d.fail(later(n, "file", "profile"), "keep file for one row an invocation, profile for one row a size", "file and profile cannot stand together")
	case file != nil && n.get("noise_cv") != nil:
		d.fail(keyNode(n, "noise_cv"), "remove it: what was recorded has the noise that it has", "noise_cv belongs to profile")
	}
	if len(d.errs) == mistakes {
		d.recording(n, r)
	}
	return r
}

// columns reads where in the file our columns are.
func (d *decoder) columns(n *node, what string, profile bool) map[string]string {
	ours := recordings.SampleColumns()
	if profile {
		ours = recordings.ProfileColumns()
	}
	columns := d.texts(n, what, "{duration_ms: time / 1000}")
	for _, e := range n.entries {
		if !slices.Contains(ours, e.key.text) {
			hint := "they are " + strings.Join(ours, ", ")
			if near, ok := check.Nearest(e.key.text, ours); ok {
				hint = "did you mean " + near + "?"
			}
			d.fail(e.key, hint, quote(e.key.text)+" is no column that a recording has: write our name, then the file's")
		}
	}
	return columns
}

// texts reads a mapping of names to single values, as they are written.
func (d *decoder) texts(n *node, what, example string) map[string]string {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write it as in "+example, what+" must be a mapping of names to text, not "+n.describe())
		return nil
	}
	texts := map[string]string{}
	for _, e := range n.entries {
		if _, twice := texts[e.key.text]; twice {
			d.fail(e.key, "remove one", "the key "+quote(e.key.text)+" stands twice")
		}
		texts[e.key.text], _ = d.scalarText(e.value, dotted(what, e.key.text), example)
	}
	return texts
}

// recording reads the file.
func (d *decoder) recording(n *node, r *Replay) {
	file, name := cmp.Or(n.get("file"), n.get("profile")), r.Name()
	read, err := recordings.ReadFile(d.path(name), name, recordings.Selection{Profile: r.Profile != "", Columns: r.Columns, Where: r.Where})
	mistake, inFile := errors.AsType[*recordings.Error](err)
	switch {
	case inFile && mistake.Columns != "":
		d.fail(n.get("columns").get(mistake.Columns), mistake.Hint, mistake.Error())
	case inFile && mistake.Where != "":
		d.fail(n.get("where").get(mistake.Where), mistake.Hint, mistake.Error())
	case inFile:
		d.fail(file, mistake.Hint, mistake.Error())
	case os.IsNotExist(err):
		d.fail(file, "paths start from the scenario file's folder", "there is no recording "+quote(name))
	case err != nil:
		d.fail(file, "", "the recording "+quote(name)+" cannot be read: "+reason(err))
	default:
		r.Recording, r.Digest, r.Rows, r.LeftOut = read, read.Digest, read.Count, read.LeftOut
	}
}
