// Package onaws runs functions that are deployed on AWS Lambda, through the AWS
// SDK. Each variant is a published version, invoked by its number: of a twin
// that is made for the run and deleted after it (mode copy), or of the function
// itself (mode versions), which is put back.
//
// It never retries an invocation. Calls that change something are journalled
// before they are made; those that AWS throttles are made again, a bounded time.
package onaws

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Options configure a Runner.
type Options struct {
	Scenario *scenarios.Scenario
	Target   int // index into Scenario.Targets
	// Confirmed says that mode versions may change the function that is in use.
	Confirmed bool
	Warn      func(text string) // tells of a doubt; nil: nobody listens
	Pace      Pace              // how often and how long is waited; zero: as AWS needs it
}

// Pace is how often something is asked for, and how long at most.
type Pace struct {
	Poll       time.Duration // between two looks at what is on its way
	Ready      time.Duration // until a function, a version or provisioned concurrency is there
	FirstRetry time.Duration // before the first repetition of a throttled call; it doubles
	Retries    int           // of a throttled call at most
	Logs       time.Duration // until CloudWatch Logs has what was reported
	Metrics    time.Duration // until CloudWatch has figures, where the logs have none
	Idle       time.Duration // until an idle environment is gone
}

// DefaultPace is for AWS. A function in a network may be Pending for minutes, and
// a snapshot is made while a version is Pending. Lambda states no time after
// which idle environments end; 5 to 7 minutes have been observed.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
// https://mikhail.io/serverless/coldstarts/aws/intervals/
var DefaultPace = Pace{
	Poll: 500 * time.Millisecond, Ready: 15 * time.Minute, FirstRetry: 500 * time.Millisecond, Retries: 6,
	Logs: 30 * time.Second, Metrics: 3 * time.Minute, Idle: 12 * time.Minute,
}

// Runner sweeps one function. It is a runners.Changer.
type Runner struct {
	api     *lambda.Client
	logs    *cloudwatchlogs.Client
	metrics *cloudwatch.Client
	fetch   *http.Client // downloads packages

	scenario  *scenarios.Scenario
	target    scenarios.Target
	name      scenarios.FunctionName
	run       string
	confirmed bool
	warn      func(string)
	pace      Pace

	journal runners.Journal
	own     *original         // the target's function as it was, once it was read
	was     former            // where a function in use is kept as it was
	left    string            // content of a function in use after our last change
	code    map[string]string // SHA-256 of the code measured, by architecture
	set     *concurrency      // our last change of reserved concurrency, nil before it
	host    string            // function whose versions are invoked, "" before it is there
	serial  int               // publications made
	logged  bool              // the log group can be read
	mu      sync.Mutex
	live    map[int]version         // by variant
	begun   map[int]int             // by variant: versions that its blocks began with
	served  map[int]map[string]bool // by variant: environments that served its load
	refused error                   // that no further invocation is let through
}

var _ runners.Changer = (*Runner)(nil)

// New opens AWS as the target says. It makes no call.
func New(ctx context.Context, o Options) (*Runner, error) {
	t := o.Scenario.Targets[o.Target]
	name, ok := scenarios.ParseFunctionName(t.Function.Name)
	if !ok {
		return nil, fmt.Errorf("target %s: %q is no function", t.Name, t.Function.Name)
	}
	config, err := cloud.Open(ctx, cloud.Access{Region: t.Region, Profile: t.Profile, Role: t.Role})
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.Name, err)
	}
	config.HTTPClient = client()
	r := &Runner{
		api: lambda.NewFromConfig(config), logs: cloudwatchlogs.NewFromConfig(config), metrics: cloudwatch.NewFromConfig(config),
		fetch:    &http.Client{Timeout: packageTimeout},
		scenario: o.Scenario, target: t, name: name, confirmed: o.Confirmed,
		warn: o.Warn, pace: o.Pace, journal: &unkept{}, live: map[int]version{}, begun: map[int]int{}, served: map[int]map[string]bool{},
		code: map[string]string{}, logged: true,
	}
	if r.warn == nil {
		r.warn = func(string) {}
	}
	if r.pace == (Pace{}) {
		r.pace = DefaultPace
	}
	return r, nil
}

// client awaits answers longer than any invocation may take, on as many
// connections as there are callers.
func client() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTimeout(longestTimeout + time.Minute).WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1<<16
	})
}

// longestTimeout is the longest time-out that a function may have.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const longestTimeout = 900 * time.Second

// UseJournal says where changes are kept, and under which run's name.
func (r *Runner) UseJournal(j runners.Journal) { r.journal, r.run = j, j.Run() }

// Restore puts back what the journal has as outstanding of this target.
func (r *Runner) Restore(ctx context.Context) error {
	err := runners.PutBack(ctx, r, r.journal, r.target.Name, nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.host, r.refused, r.set = "", nil, nil
	clear(r.live)
	clear(r.begun)
	clear(r.served)
	clear(r.code)
	return err
}

// unkept is a journal in memory, for a run that is given none.
type unkept struct{ changes []runners.Change }

// Run implements runners.Journal; such a run has no name.
func (u *unkept) Run() string { return "" }

func (u *unkept) Before(c runners.Change) (runners.Change, error) {
	c.ID = len(u.changes) + 1
	u.changes = append(u.changes, c)
	return c, nil
}

func (u *unkept) Undone(c runners.Change) error {
	for i := range u.changes {
		if u.changes[i].ID == c.ID {
			u.changes[i].Action = ""
		}
	}
	return nil
}

func (u *unkept) Outstanding() (all []runners.Change) {
	for i := len(u.changes) - 1; i >= 0; i-- {
		if u.changes[i].Action != "" {
			all = append(all, u.changes[i])
		}
	}
	return all
}
