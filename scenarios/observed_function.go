package scenarios

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// ObservedFunction is what a function's own logs tell of it.
type ObservedFunction struct {
	Name        string // of the scenario; made into one that is legal
	Description string

	Function     string // its name at the provider; made into one that is legal
	Region       string // "" or not legal: DefaultRegion
	Architecture string
	Timeout      time.Duration // 0: not known
	MemoryMB     []int         // the sizes that it had; not empty
	Current      int           // the one that it has now, in MB

	Invocations      int           // of all sizes
	Length           time.Duration // from the first to the last
	RequestsPerMonth int64         // 0: not known
}

// Scenario is the scenario that describes it; its load is the mean.
func (o ObservedFunction) Scenario() (*Scenario, error) {
	var b bytes.Buffer
	name := slugOr(o.Name, "function")
	fmt.Fprintf(&b, "# Written from a log, as far as it tells; the load is its mean.\nversion: %d\nname: %s\n", Version, jsonText(name))
	fmt.Fprintf(&b, "description: %s\n", jsonText(o.Description))
	fmt.Fprintf(&b, "target:\n  kind: function\n  provider: aws\n  region: %s\n  function: {name: %s%s}\n", o.region(), jsonText(o.function()), o.timeout())
	fmt.Fprintf(&b, "matrix: {memory_mb: %s, architecture: [%s]}\n", flowList(o.MemoryMB), o.architecture())
	if o.Current > 0 {
		fmt.Fprintf(&b, "current: {memory_mb: %d, architecture: %s%s}\n", o.Current, o.architecture(), o.timeout())
	}
	fmt.Fprintf(&b, "repeat: 1\nload: %s\n", o.load())
	if o.RequestsPerMonth > 0 {
		fmt.Fprintf(&b, "pricing: {traffic: {requests_per_month: %d}}\n", min(o.RequestsPerMonth, maxRequests))
	}
	return Parse(name+".yaml", ".", b.Bytes())
}

// load is the mean of the load, of no more than a day; where that is no rate,
// as many invocations one after the other.
func (o ObservedFunction) load() string {
	if o.Invocations < 2 || o.Length < time.Millisecond {
		return fmt.Sprintf("{concurrency: 1, invocations: %d}", min(max(o.Invocations, 1), maxInvocations))
	}
	return Observed{Sends: o.Invocations, Length: o.Length}.load()
}

func (o ObservedFunction) region() string {
	if regionPattern.MatchString(o.Region) {
		return o.Region
	}
	return DefaultRegion
}

var notInFunctionName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

func (o ObservedFunction) function() string {
	name := notInFunctionName.ReplaceAllString(o.Function, "-")
	return cmp.Or(name[:min(len(name), 140)], "unknown")
}

func (o ObservedFunction) architecture() string {
	if slices.Contains(Architectures(), o.Architecture) {
		return o.Architecture
	}
	return Architectures()[0]
}

// timeout is the key with its value; "" where it is not known.
func (o ObservedFunction) timeout() string {
	if t := o.Timeout.Truncate(time.Second); t >= time.Second && t <= maxTimeout {
		return ", timeout: " + check.FormatDuration(t)
	}
	return ""
}

// flowList is whole numbers as YAML.
func flowList(numbers []int) string {
	text := "["
	for i, n := range numbers {
		if i > 0 {
			text += ", "
		}
		text += itoa(n)
	}
	return text + "]"
}

// Architectures are the processors that functions run on, the default first.
func Architectures() []string { return []string{"x86_64", "arm64"} }

// IsRegion reports whether text is written as a region is.
func IsRegion(text string) bool { return regionPattern.MatchString(text) }
