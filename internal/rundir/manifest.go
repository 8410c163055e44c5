package rundir

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// ManifestSchema is the value of Manifest.Schema.
const ManifestSchema = "sweetspot.run/v1"

// State says how a run ended.
type State string

// The states of a run.
const (
	Running     State = "running"
	Complete    State = "complete"
	Interrupted State = "interrupted"
	Failed      State = "failed"
)

// Manifest is run.json: what was run, where, and how far it came. Secrets in
// the scenario are redacted before it gets here.
type Manifest struct {
	Schema     string            `json:"schema"`
	ID         string            `json:"id"`
	State      State             `json:"state"`
	Error      string            `json:"error,omitempty"`
	Version    string            `json:"version"`
	StartedAt  time.Time         `json:"started_at"`
	FinishedAt time.Time         `json:"finished_at,omitzero"`
	Process    Process           `json:"process,omitzero"` // that writes the run, or did
	Scenario   Scenario          `json:"scenario"`
	Seed       uint64            `json:"seed"`
	Host       Host              `json:"host"`
	Variants   []Variant         `json:"variants"`
	Blocks     []measure.Block   `json:"blocks"`
	Spend      Spend             `json:"spend"`
	Warnings   []Warning         `json:"warnings"` // of the run itself, before any statistics
	Imported   *Imported         `json:"imported,omitempty"`
	Stop       *measure.Stop     `json:"stop,omitempty"`
	Doubled    *measure.Doubling `json:"doubled,omitempty"`
	Tuned      *Tuned            `json:"tuned,omitempty"`
	Against    *Against          `json:"against,omitempty"`  // of a run that also measured its function at another commit
	Budget     *Budget           `json:"budget,omitempty"`   // of a run that had to fit into a time
	Launches   []measure.Launch  `json:"launches,omitempty"` // of containers' tasks elsewhere
	Scalings   []measure.Scaling `json:"scalings,omitempty"` // steps in their number
}

// Budget is the time on the clock that a run had to fit into, that of several
// scenarios together, and what became of its sampling for that.
type Budget struct {
	Limit  time.Duration `json:"limit_ns"`
	Asked  Sampling      `json:"asked"`
	Given  Sampling      `json:"given"`
	Capped bool          `json:"capped"` // the run ended because it was spent
}

// Sampling is how much is measured of each variant.
type Sampling struct {
	Rounds      int           `json:"rounds"`
	Invocations int           `json:"invocations"` // 0 where that is not known beforehand
	Load        string        `json:"load"`        // in words
	Takes       time.Duration `json:"takes_ns"`    // of all variants, about; see package budget
}

// Against is the commit that the base of a run was built of.
type Against struct {
	Ref    string `json:"ref"` // as it was asked for
	Commit string `json:"commit"`
}

// String names the commit for people: "main (1a2b3c4d)".
func (a Against) String() string {
	short := a.Commit[:min(8, len(a.Commit))]
	if short == a.Ref {
		return short
	}
	return a.Ref + " (" + short + ")"
}

// Tuned says what `sweetspot tune` measured in place of the scenario's own
// matrix.
type Tuned struct {
	Sizes       []int           `json:"sizes_mb"`             // in the order in which they came up
	Invocations int             `json:"invocations_per_step"` // the last step may have fewer
	Flags       []string        `json:"flags"`                // of the command line, but for --set
	Search      json.RawMessage `json:"search,omitempty"`     // as in the summary
}

// Scenario is the file as it was read, with what --set changed.
type Scenario struct {
	File   string   `json:"file"`
	Dir    string   `json:"dir"`
	Digest string   `json:"digest"`
	Source string   `json:"source"`
	Sets   []string `json:"sets,omitempty"`
	// From is the template that the source was made of; nil for a file.
	From *From `json:"from,omitempty"`
	// Resolved is the scenario with its defaults filled in, units in its keys.
	Resolved json.RawMessage `json:"resolved"`
}

// From says which function of a template a scenario was made of: the flags of
// the command line.
type From struct {
	Template string `json:"template"`
	Resource string `json:"resource,omitempty"`
	Provider string `json:"provider,omitempty"`
	Stack    string `json:"stack,omitempty"`
	Region   string `json:"region,omitempty"`
	Profile  string `json:"profile,omitempty"`
}

// Host is the machine that drove the load.
type Host struct {
	CPU      string  `json:"cpu"`
	Cores    int     `json:"cores"`
	OS       string  `json:"os"`
	MemoryMB int     `json:"memory_mb"`
	Speed    float64 `json:"speed"`
	Limits   string  `json:"limits"`
}

// Variant names a variant in the manifest and in each row of the samples.
type Variant struct {
	Label        string `json:"label"`
	Target       string `json:"target"`
	MemoryMB     int    `json:"memory_mb"`
	Architecture string `json:"architecture"`
}

// Spend is what the run was to cost at the provider, and what it did; decimal
// strings.
type Spend struct {
	Currency  string `json:"currency"`
	Estimated string `json:"estimated"`
	Actual    string `json:"actual"`
}

// Warning is a doubt that arose while running.
type Warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// WriteManifest replaces run.json.
func (d Dir) WriteManifest(m *Manifest) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return d.Write(ManifestFile, append(data, '\n'))
}

// ReadManifest reads run.json.
func (d Dir) ReadManifest() (*Manifest, error) {
	data, err := os.ReadFile(d.Path(ManifestFile))
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Path(ManifestFile), err)
	}
	if m.Schema != ManifestSchema {
		return nil, fmt.Errorf("%s: schema %q is not %q: made by another version of sweetspot", d.Path(ManifestFile), m.Schema, ManifestSchema)
	}
	return &m, nil
}
