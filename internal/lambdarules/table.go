package lambdarules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const docs = "https://docs.aws.amazon.com/lambda/latest/dg/"

// Figures of the rules; where they are from stands with each.
const (
	MinMemoryMB         = 128
	MaxMemoryMB         = 10240
	MinEphemeralMB      = 512
	MaxEphemeralMB      = 10240
	MaxTimeout          = 900 * time.Second
	MaxEnvironmentBytes = 4 << 10
	// KeptUnreserved stays for functions without a reservation, or all there is in
	// an account that has less.
	KeptUnreserved = 100
	// NewConcurrency and NewMemoryMB are what new accounts start with.
	NewConcurrency     = 10
	NewMemoryMB        = 3008
	maxSnapEphemeralMB = 512
)

// noSnapStart are the commercial regions without SnapStart.
var noSnapStart = []string{"ap-southeast-6", "ap-east-2"}

var rules = []rule{
	{
		// "128 MB to 10,240 MB, in 1-MB increments."
		url: "gettingstarted-limits.html", fix: "choose another size",
		broken: func(c Config, _ Account) string {
			return between("the memory", c.MemoryMB, MinMemoryMB, MaxMemoryMB, "MB")
		},
	},
	{
		// "New AWS accounts have reduced concurrency and memory quotas." Lambda then
		// answers "Member must have value less than or equal to 3008".
		url: "troubleshooting-deployment.html#troubleshooting-deployment-quotas", fix: "leave the size out, or have AWS Support raise the account's limits",
		broken: func(c Config, a Account) string {
			if a.Concurrency == 0 || a.Concurrency > NewConcurrency || c.MemoryMB <= NewMemoryMB {
				return ""
			}
			return fmt.Sprintf("the memory is %d MB, and a new account, as this one of %d concurrent executions is, has at most %d", c.MemoryMB, a.Concurrency, NewMemoryMB)
		},
	},
	{
		// "900 seconds (15 minutes)"
		url: "gettingstarted-limits.html", fix: "choose a time-out from 1s to 15m",
		broken: func(c Config, _ Account) string {
			if c.Timeout == 0 || c.Timeout >= time.Second && c.Timeout <= MaxTimeout {
				return ""
			}
			return fmt.Sprintf("the time-out is %s, and Lambda has 1s to 15m", c.Timeout)
		},
	},
	{
		// "Between 512 MB and 10,240 MB, in 1-MB increments"
		url: "gettingstarted-limits.html", fix: "choose a size from 512 MB to 10240 MB",
		broken: func(c Config, _ Account) string {
			return between("the ephemeral storage", c.EphemeralMB, MinEphemeralMB, MaxEphemeralMB, "MB")
		},
	},
	{
		// "4 KB, for all environment variables associated with the function, in aggregate"
		url: "gettingstarted-limits.html", fix: "use fewer or shorter variables",
		broken: func(c Config, _ Account) string {
			if c.EnvironmentBytes <= MaxEnvironmentBytes {
				return ""
			}
			return fmt.Sprintf("the environment has %d bytes, and Lambda has room for %d", c.EnvironmentBytes, MaxEnvironmentBytes)
		},
	},
	{
		// Compiled code, and every image, is of one architecture.
		url: "foundation-arch.html#foundation-arch-considerations", fix: "add function.code with a package of that architecture, or same where the code is interpreted",
		broken: func(c Config, _ Account) string {
			if c.Own == "" || c.Architecture == "" || c.Architecture == c.Own || c.Package != "" {
				return ""
			}
			return "the function's package is for " + c.Own + ", and there is none for " + c.Architecture
		},
	},
	{
		// "The image that you build for your function must target only one of the
		// architectures."
		url: "images-create.html#images-reqs", fix: "name the image of that architecture in function.code",
		broken: func(c Config, _ Account) string {
			if !c.Image || c.Architecture == c.Own || c.Package != "same" {
				return ""
			}
			return "one image cannot serve both architectures"
		},
	},
	{
		// Java 11, Python 3.12 and .NET 8, and what is later. "Other managed runtimes,
		// OS-only runtimes, and container images are not supported."
		url: "snapstart.html#snapstart-runtimes", fix: "leave snap_start out",
		broken: func(c Config, _ Account) string {
			switch {
			case !c.SnapStart:
			case c.Image:
				return "SnapStart is not for container images"
			case c.Runtime != "" && !snapRuntime(c.Runtime):
				return "SnapStart is not for the runtime " + c.Runtime
			}
			return ""
		},
	},
	{
		// All commercial regions but Asia Pacific (New Zealand) and Asia Pacific (Taipei).
		url: "snapstart.html#snapstart-supported-regions", fix: "leave snap_start out, or choose another region",
		broken: func(c Config, _ Account) string {
			if !c.SnapStart || !slices.Contains(noSnapStart, c.Region) {
				return ""
			}
			return "SnapStart is not to be had in " + c.Region
		},
	},
	{
		// "SnapStart does not support provisioned concurrency, Amazon Elastic File
		// System (Amazon EFS), or ephemeral storage greater than 512 MB."
		url: "snapstart.html#snapstart-runtimes", fix: "choose one of the two",
		broken: func(c Config, _ Account) string {
			switch {
			case !c.SnapStart:
			case c.Provisioned > 0:
				return "SnapStart does not go with provisioned concurrency"
			case c.FileSystem:
				return "SnapStart does not go with a file system"
			case c.EphemeralMB > maxSnapEphemeralMB:
				return fmt.Sprintf("SnapStart does not go with %d MB of ephemeral storage: %d at most", c.EphemeralMB, maxSnapEphemeralMB)
			}
			return ""
		},
	},
	{
		// Versions and aliases have provisioned concurrency, and $LATEST has not.
		url: "provisioned-concurrency.html", fix: "use a published version",
		broken: func(c Config, _ Account) string {
			if c.Provisioned == 0 || !c.ProvisionedOnLatest {
				return ""
			}
			return "provisioned concurrency is not for $LATEST"
		},
	},
	{
		// What is provisioned comes out of what is reserved.
		url: "provisioned-concurrency.html", fix: "reserve at least as much, or provision less",
		broken: func(c Config, _ Account) string {
			if c.Reserved == nil || c.Provisioned <= *c.Reserved {
				return ""
			}
			return fmt.Sprintf("%d provisioned environments do not go into %d of reserved concurrency", c.Provisioned, *c.Reserved)
		},
	},
	{
		// "You can reserve up to the Unreserved account concurrency value that is shown,
		// minus 100 for functions that don't have reserved concurrency."
		url: "configuration-concurrency.html", fix: "reserve less, or have the account's limit raised",
		broken: func(c Config, a Account) string {
			if c.Reserved == nil {
				return ""
			}
			return a.beyond("reserved", *c.Reserved)
		},
	},
	{
		// Without a reservation it comes out of the unreserved part, with the same rest.
		url: "lambda-concurrency.html#reserved-and-provisioned", fix: "provision less, or have the account's limit raised",
		broken: func(c Config, a Account) string {
			if c.Reserved != nil {
				return ""
			}
			return a.beyond("provisioned", c.Provisioned)
		},
	},
}

// beyond is what n of concurrency is told that the account does not have.
func (a Account) beyond(what string, n int) string {
	if a.Concurrency == 0 || n == 0 {
		return ""
	}
	free := max(0, a.Unreserved-min(KeptUnreserved, a.Concurrency))
	if n <= free {
		return ""
	}
	return fmt.Sprintf("%d cannot be %s: of the account's %d concurrent executions %d are free for it", n, what, a.Concurrency, free)
}

var snapRuntimes = regexp.MustCompile(`^(java|python3\.|dotnet)([0-9]+)`)

// snapRuntime reports whether SnapStart is for a runtime.
func snapRuntime(name string) bool {
	m := snapRuntimes.FindStringSubmatch(name)
	if m == nil || strings.HasPrefix(name, "java8") {
		return false
	}
	least := map[string]int{"java": 11, "python3.": 12, "dotnet": 8}
	n, err := strconv.Atoi(m[2])
	return err == nil && n >= least[m[1]]
}
