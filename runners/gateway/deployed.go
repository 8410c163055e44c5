package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Options configure a Deployed.
type Options struct {
	Scenario  *scenarios.Scenario
	Target    int  // index into Scenario.Targets
	Confirmed bool // the function behind the gateway may be changed in place
	Warn      func(text string)
	Pace      Pace // zero: as AWS needs it
}

// Pace is how often something is asked for, and how long at most.
type Pace struct {
	Poll    time.Duration // between two looks at what is on its way
	Ready   time.Duration // until a cache or a function is as asked for
	Logs    time.Duration // until an access log has what was answered
	Metrics time.Duration // until CloudWatch has the minutes of the load
	Pause   time.Duration // before the first repetition of a throttled call; it doubles
	Retries int           // of a throttled call
}

// DefaultPace is for AWS: "It takes up to 4 minutes to create a cache for a
// stage", and half an hour has been seen for large ones. Metrics come each minute.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
var DefaultPace = Pace{
	Poll: 2 * time.Second, Ready: 30 * time.Minute, Logs: 30 * time.Second, Metrics: 3 * time.Minute,
	Pause: time.Second, Retries: 5,
}

// Deployed sweeps a gateway that stands already, by its URL or by the ID of its
// API. By the ID it reads the integration time-out and the access log, and can
// have the cache and the memory of the function behind it as variants: both are
// changed in place, journalled, and put back. By the URL alone it calls nothing of
// AWS's but the gateway itself.
type Deployed struct {
	options   Options
	target    scenarios.Target
	config    aws.Config
	rest      *apigateway.Client
	http      *apigatewayv2.Client
	functions *lambda.Client
	logs      *cloudwatchlogs.Client
	metrics   *cloudwatch.Client
	journal   runners.Journal

	facts   *facts // of the API, once it was read; nil by URL alone
	door    *door
	noted   map[string]bool // resources whose former state is in the journal
	current int             // MB of the function behind, 0 before it was set
	cache   string          // size of the cache, as of SettingCache; "" before it was set
}

var (
	_ runners.Changer   = (*Deployed)(nil)
	_ runners.Completer = (*Deployed)(nil)
	_ runners.Fronted   = (*Deployed)(nil)
)

// NewDeployed opens AWS as the target says. It makes no call.
func NewDeployed(ctx context.Context, o Options) (*Deployed, error) {
	t := o.Scenario.Targets[o.Target]
	config, err := cloud.Open(ctx, cloud.Access{Region: t.Region, Profile: t.Profile, Role: t.Role})
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.Name, err)
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	if o.Pace == (Pace{}) {
		o.Pace = DefaultPace
	}
	return &Deployed{
		options: o, target: t, config: config, noted: map[string]bool{},
		rest: apigateway.NewFromConfig(config), http: apigatewayv2.NewFromConfig(config), functions: lambda.NewFromConfig(config),
		logs: cloudwatchlogs.NewFromConfig(config), metrics: cloudwatch.NewFromConfig(config),
	}, nil
}

// UseJournal says where changes are kept.
func (r *Deployed) UseJournal(j runners.Journal) { r.journal = j }

// Check reads the API, and sends the request of each payload once. It changes
// nothing.
func (r *Deployed) Check(ctx context.Context, variants []scenarios.Variant) error {
	if err := r.read(ctx); err != nil {
		return fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	if err := r.mayChange(variants); err != nil {
		return fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	d, err := r.opened(ctx)
	if err != nil {
		return fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	if err := d.client.Open(ctx, d.first.Request, 1); err != nil {
		return fmt.Errorf("cannot reach %s: %w", r.target.HandlerText(), err)
	}
	told := map[string]bool{}
	for _, p := range r.options.Scenario.Payloads {
		s := d.invoke(ctx, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !s.OK() && !told[s.Reason] {
			told[s.Reason] = true
			r.options.Warn(fmt.Sprintf("%s: a first request failed with status %d: %s", r.target.Name, s.Status, s.Reason))
		}
	}
	return nil
}

// mayChange checks that what the variants change may be changed.
func (r *Deployed) mayChange(variants []scenarios.Variant) error {
	var architectures, caches []string
	for _, v := range variants {
		if size := v.Setting(scenarios.SettingCache); size != "" && !slices.Contains(caches, size) {
			caches = append(caches, size)
		}
		if !slices.Contains(architectures, v.Architecture) {
			architectures = append(architectures, v.Architecture)
		}
	}
	if len(caches) > 1 && r.options.Scenario.Order != scenarios.Sequential {
		r.options.Warn(r.target.Name + ": each switch of the cache takes minutes; order: sequential does it once a variant")
	}
	switch {
	case r.target.Function == nil:
		return nil
	case len(architectures) > 1:
		return errors.New("the architecture of the function behind a gateway cannot be varied: its code is of one")
	case !r.options.Confirmed:
		return fmt.Errorf("the memory of %s is changed in place, for everybody who calls it, and put back in the end; say --yes, or confirm: true, if that may be",
			r.target.Function.Name)
	}
	return r.facts.invokes(r.target.Function.Name)
}

// opened is the door, which the first call makes.
func (r *Deployed) opened(ctx context.Context) (*door, error) {
	if r.door != nil {
		return r.door, nil
	}
	if r.target.Gateway.Auth == scenarios.AuthIAM {
		if _, err := r.config.Credentials.Retrieve(ctx); err != nil {
			return nil, fmt.Errorf("the requests cannot be signed: %w", cloud.Plain(err))
		}
	}
	base := r.target.Gateway.URL
	if base == "" {
		base = r.facts.url
	}
	var err error
	proof := proofOf(r.target.Gateway, r.target.Gateway.Key)
	r.door, err = newDoor(r.options.Scenario, r.target, base, r.patience(), proof, newSigner(r.target, r.config.Credentials))
	return r.door, err
}

// patience is how long a request is waited for: longer than the integration that
// waits longest. By a URL alone it goes by limits.gateway, or else by what an API
// may wait at most, which for URLs and balancers is what a function may run.
func (r *Deployed) patience() time.Duration {
	s := r.options.Scenario
	switch {
	case r.facts != nil && r.facts.longest > 0:
		return r.facts.longest + beyond
	case s.Limits != nil && s.Limits.Gateway > 0:
		return s.Limits.Gateway + beyond
	case r.target.Gateway.API == scenarios.PriceHTTP:
		return gateway.HTTPTimeout + beyond
	}
	return gateway.MaxRESTTimeout + beyond
}

// Apply makes the memory of the function behind and the cache as the variant
// has them, and opens the connections that the load begins with.
func (r *Deployed) Apply(ctx context.Context, v scenarios.Variant) error {
	if err := r.read(ctx); err != nil {
		return err
	}
	if err := r.setMemory(ctx, v.MemoryMB); err != nil {
		return err
	}
	if err := r.setCache(ctx, v.Setting(scenarios.SettingCache)); err != nil {
		return err
	}
	d, err := r.opened(ctx)
	if err != nil {
		return err
	}
	_ = d.client.Open(ctx, d.first.Request, connections(r.options.Scenario.Load)) // what cannot be opened now, the load meets
	return ctx.Err()
}

// Invoke sends one request.
func (r *Deployed) Invoke(ctx context.Context, _ scenarios.Variant, p scenarios.Payload) measure.Sample {
	return r.door.invoke(ctx, p)
}

// Recycle is not possible: what runs behind a gateway does not tell its cold
// starts.
func (r *Deployed) Recycle(context.Context, scenarios.Variant) error {
	return errors.New("no cold start can be forced behind a gateway on AWS: it would not tell of it")
}

// Restore puts back what was changed, and closes the connections.
func (r *Deployed) Restore(ctx context.Context) error {
	if r.door != nil {
		r.door.client.Close()
		r.door = nil
	}
	if r.journal == nil {
		return nil
	}
	return runners.PutBack(ctx, r, r.journal, r.target.Name, nil)
}
