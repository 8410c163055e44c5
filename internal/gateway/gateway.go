// Package gateway puts API Gateway's REST or HTTP API, a function URL or an
// Application Load Balancer in front of functions of a sandbox: their events
// and answers, routes, time-outs, payload limits, throttles, API keys, IAM
// signatures, Lambda authorizers, response cache and CORS. What it answers when
// something is wrong is AWS's own, from the table in package answers.
//
// Where it departs from AWS:
//   - Throttles and quotas are exact; AWS's are best effort.
//   - Mappings are package mapping's, not Velocity.
//   - Absent are WebSocket APIs, Cognito and JWT, resource policies, mutual
//     TLS, custom domains, canaries, request validation, custom gateway
//     responses, X-Ray, WAF; of a load balancer all but path rules.
//   - Whoever signs with one of the given credentials may call everything: IAM
//     policies are not evaluated, but those that a Lambda authorizer returns are.
//   - Headers are not remapped (X-Amzn-Remapped-…), and REST's TLS, HTTP/2 and
//     CloudFront headers are absent.
package gateway

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/mapping"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/sigv4"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/throttle"
)

// defaultStage is the stage of an HTTP API that no path names, and of a URL.
const defaultStage = "$default"

// Gateway is one API. It is an http.Handler, safe for concurrent use.
type Gateway struct {
	config      Config
	invoker     Invoker
	routes      []*route
	api         event.API
	authorizers map[string]*authorizer
	holders     map[string]*holder // by the value of their API key
	verifier    *sigv4.Verifier
	cache       *cache
	cors        *cors
	now         func() time.Time
}

// route is a Route at work.
type route struct {
	Route
	id        string
	segments  []segment
	pattern   string // of a load balancer
	timeout   time.Duration
	mapping   *mapping.Template
	responses *mapping.Responses
	bucket    *throttle.Bucket // nil without a throttle
}

// New returns a gateway. Its error names every route and setting that is
// wrong, and what would be right.
func New(c Config, i Invoker) (*Gateway, error) {
	if c.ID == "" {
		c.ID = "local"
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.Account == "" {
		c.Account = "000000000000"
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	g := &Gateway{config: c, invoker: i, now: c.Now, holders: holders(c.Plans), cors: newCORS(c.API, c.CORS)}
	if g.now == nil {
		g.now = time.Now
	}
	g.api = c.eventAPI()
	service := "execute-api"
	if c.API == answers.URL {
		service = "lambda"
	}
	g.verifier = sigv4.NewVerifier(c.Region, service, c.Credentials)
	if c.Cache != nil {
		g.cache = newCache(c.Cache)
	}
	return g, errors.Join(g.addRoutes(), g.addAuthorizers())
}

// eventAPI is the API as events describe it.
func (c *Config) eventAPI() event.API {
	a := event.API{ID: c.ID, AccountID: c.Account, Stage: c.Stage.Name, Variables: c.Stage.Variables, Binary: c.BinaryMediaTypes}
	switch c.API {
	case answers.URL:
		a.Domain, a.Stage = c.ID+".lambda-url."+c.Region+".on.aws", defaultStage
	case answers.ALB:
		a.TargetARN = "arn:aws:elasticloadbalancing:" + c.Region + ":" + c.Account + ":targetgroup/" + c.ID + "/0000000000000000"
	default:
		a.Domain = c.ID + ".execute-api." + c.Region + ".amazonaws.com"
	}
	switch {
	case a.Stage != "":
	case c.API == answers.REST:
		a.Stage = "prod"
	case c.API == answers.HTTP:
		a.Stage = defaultStage
	}
	return a
}

func (g *Gateway) addRoutes() error {
	for i := range g.config.Routes {
		r, err := g.newRoute(g.config.Routes[i])
		if err != nil {
			return err
		}
		g.routes = append(g.routes, r)
	}
	if g.config.API == answers.ALB {
		return nil // the first rule that fits takes a request
	}
	return checkTwice(g.routes)
}

func (g *Gateway) newRoute(from Route) (*route, error) {
	r := &route{Route: from, id: resourceID(from.Path), timeout: from.Timeout, pattern: wildcards(from.Path)}
	if r.timeout == 0 {
		r.timeout = timeoutOf(g.config.API)
	}
	if strings.HasPrefix(from.Path, "/") {
		r.segments, _ = split(from.Path) // checked before
	}
	limit := from.Throttle
	if limit == nil {
		limit = g.config.Stage.Throttle
	}
	if limit != nil {
		r.bucket = throttle.NewBucket(*limit)
	}
	if from.Mapping == nil {
		return r, nil
	}
	var err error
	if r.mapping, err = mapping.Parse(from.Mapping); err != nil {
		return nil, wrapRoute(&from, err)
	}
	if r.responses, err = mapping.ParseResponses(from.Responses); err != nil {
		return nil, wrapRoute(&from, err)
	}
	return r, nil
}

func (g *Gateway) addAuthorizers() error {
	g.authorizers = map[string]*authorizer{}
	var errs []error
	for name, a := range g.config.Authorizers {
		one := &authorizer{Authorizer: a, ttl: a.ttl(g.config.API), sources: a.identity(), kept: map[string]decision{}}
		if a.Validation != "" {
			var err error
			if one.validation, err = regexp.Compile("^(?:" + a.Validation + ")$"); err != nil {
				errs = append(errs, wrapAuthorizer(name, err))
			}
		}
		g.authorizers[name] = one
	}
	return errors.Join(errs...)
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{g: g, r: r, start: time.Now(), at: g.now(), id: g.requestID(), trace: traceOf(r)}
	response, refused := x.serve()
	if refused != nil {
		response = refused.response()
	}
	x.write(w, response, refused)
}
