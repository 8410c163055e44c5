// Package lambdarules is the table of what AWS Lambda lets a function be: which
// memory, time-out, architecture, snapshots and concurrency go together. It
// judges what is known and passes over what is not, so that the same table
// serves a scenario file, which knows little, and a function that was read from
// AWS with the limits of its account.
package lambdarules

import (
	"fmt"
	"time"
)

// Config is what a variant of a function would be; zero values and nil are not
// known.
type Config struct {
	MemoryMB     int
	Timeout      time.Duration
	EphemeralMB  int
	Architecture string // "x86_64", "arm64"
	Own          string // architecture that the function's own package is for
	Package      string // for Architecture, where it is not Own: a path, an image, "same"; "" for none
	Image        bool   // the function is a container image
	Runtime      string // "python3.13" …
	Region       string
	FileSystem   bool // the function mounts EFS or S3 Files

	SnapStart           bool
	Reserved            *int // reserved concurrency
	Provisioned         int  // provisioned concurrency
	EnvironmentBytes    int  // of all variables together
	ProvisionedOnLatest bool // of what is no published version
}

// Account is what an account may have in a region; zero is not known.
type Account struct {
	Concurrency int // concurrent executions of all functions
	Unreserved  int // those that no function has reserved
}

// Broken is a rule that a configuration breaks.
type Broken struct {
	Says string // what is wrong, in a sentence
	Fix  string // what to do
	URL  string // where AWS says so
}

// String is the rule with where AWS says so.
func (b Broken) String() string { return b.Says + " (" + b.URL + ")" }

// rule is one line of the table. broken says what is wrong, "" for nothing.
type rule struct {
	url, fix string
	broken   func(c Config, a Account) string
}

// Check finds the rules that a configuration breaks.
func Check(c Config, a Account) (all []Broken) {
	for _, r := range rules {
		if says := r.broken(c, a); says != "" {
			all = append(all, Broken{Says: says, Fix: r.fix, URL: docs + r.url})
		}
	}
	return all
}

// between is what a number outside of lo to hi is told; 0 is not known.
func between(what string, n, lo, hi int, unit string) string {
	if n == 0 || n >= lo && n <= hi {
		return ""
	}
	return fmt.Sprintf("%s is %d %s, and Lambda has %d to %d", what, n, unit, lo, hi)
}
