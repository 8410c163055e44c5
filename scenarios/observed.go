package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Observed is what the results of another load tester tell of the load that
// they stem from.
type Observed struct {
	Name        string // of the scenario; made into one that is legal
	Description string
	Targets     []ObservedTarget
	Sends       int           // to a target
	Length      time.Duration // from the first of them to the last
}

// ObservedTarget is one target that was driven. What it lacks or what is not
// legal is replaced.
type ObservedTarget struct{ Name, Method, URL string }

// Scenario is the scenario that describes it. Queries and passwords of URLs,
// which may hold secrets, are left out.
func (o Observed) Scenario() (*Scenario, error) {
	var b bytes.Buffer
	names := map[string]bool{}
	name := slugOr(o.Name, "imported")
	fmt.Fprintf(&b, "# Written from results, as far as they tell; the load is their mean.\nversion: %d\nname: %s\n", Version, jsonText(name))
	fmt.Fprintf(&b, "description: %s\ntargets:\n", jsonText(o.Description))
	for _, t := range o.Targets {
		fmt.Fprintf(&b, "  - {name: %s, kind: http, http: {method: %s, url: %s}}\n",
			jsonText(uniqueName(slugOr(t.Name, name), names)), legalMethod(t.Method), jsonText(publicURL(t.URL)))
	}
	fmt.Fprintf(&b, "repeat: 1\nload: %s\nobjective: fastest\n", o.load())
	return Parse(name+".yaml", ".", b.Bytes())
}

// load is the profile in the words of a scenario, within its bounds: the mean
// rate, for as long as so many sends take at it.
func (o Observed) load() string {
	if o.Sends < 2 || o.Length < time.Millisecond {
		return fmt.Sprintf("{burst: %d}", min(max(o.Sends, 1), maxConcurrency))
	}
	const leastRate = 2 / float64(maxLength/time.Second) // which is two sends
	rate := min(max(float64(o.Sends-1)/o.Length.Seconds(), leastRate), float64(maxRate))
	length := maxLength
	if seconds := float64(o.Sends) / rate; seconds < maxLength.Seconds() {
		length = time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
	}
	return fmt.Sprintf("{stages: [{rate: %s/s, for: %s}]}", strconv.FormatFloat(rate, 'f', decimals(rate), 64), check.FormatDuration(length))
}

// decimals leaves about four significant digits.
func decimals(rate float64) int {
	switch {
	case rate >= 100:
		return 0
	case rate >= 1:
		return 2
	}
	return 6
}

// jsonText is the printable part of a string as JSON, which YAML reads as well.
func jsonText(s string) string {
	text, _ := json.Marshal(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)) // a string always has one
	return string(text)
}

// slugOr is the nearest name to text, or another where nothing is left of it.
func slugOr(text, other string) string {
	if slug := slugOf(text); slug != "" {
		return slug
	}
	return other
}

// uniqueName gives a name a number where it is taken.
func uniqueName(name string, taken map[string]bool) string {
	unique := name
	for n := 2; taken[unique]; n++ {
		tail := "-" + strconv.Itoa(n)
		unique = name[:min(len(name), maxName-len(tail))] + tail
	}
	taken[unique] = true
	return unique
}

func legalMethod(method string) string {
	if slices.Contains(Methods(), method) {
		return method
	}
	return "GET"
}

// unknownURL stands where the results name no address; .invalid is reserved
// for what does not exist (RFC 2606).
const unknownURL = "http://unknown.invalid/"

func publicURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || !validPort(u) || u.Scheme != "http" && u.Scheme != "https" {
		return unknownURL
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if shown.Path == "" {
		shown.Path = "/"
	}
	return shown.String()
}
