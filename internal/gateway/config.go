package gateway

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/mapping"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/throttle"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Config is one deployed API: one stage of a REST or HTTP API, one function
// URL, or one listener of a load balancer.
type Config struct {
	API     answers.API
	ID      string // of the API, in ARNs and events; "local" when ""
	Region  string // "us-east-1" when ""
	Account string // 12 digits; "000000000000" when ""
	Stage   Stage
	Routes  []Route

	Authorizers map[string]Authorizer // by the name that Route.Auth gives
	Plans       []Plan                // REST
	Cache       *Cache                // REST
	CORS        *CORS                 // HTTP API and function URL

	BinaryMediaTypes  []string          // REST
	MultiValueHeaders bool              // ALB
	Credentials       map[string]string // secret access keys by access key: who may sign

	// Figures adds to each answer what the platform and the gateway measured,
	// in X-Sweetspot-… headers; see figures.go.
	Figures bool
	// Late is told what became of a function that the gateway stopped waiting for,
	// by the id of the request as the answer's header has it. It may be nil, and
	// is called from any goroutine, at most once a request.
	Late func(requestID string, r *sandbox.Result)
	// Now is the clock of throttles, quotas, caches and signatures; nil means
	// time.Now.
	Now func() time.Time
}

// Stage is a stage of a REST or HTTP API.
type Stage struct {
	Name      string // "prod" for REST and "$default" for HTTP APIs when ""
	Variables map[string]string
	// Throttle is the default of every route: each has a bucket of its own, as
	// on AWS, where "each method in this stage will respect these rate and burst
	// settings".
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
	Throttle *Throttle
}

// Route is a method of a resource, a route, or a rule.
type Route struct {
	Method string // "GET" …, "ANY"; ANY when ""
	// Path is "/pets/{type}", "/{proxy+}", or "$default" for whatever no other
	// route of an HTTP API takes. A load balancer goes by the order of its
	// routes, in which "*" stands for any text. A function URL looks at neither.
	Path     string
	Function string // as the Invoker knows it

	Payload string // of an HTTP API: "1.0" or "2.0", which "" means

	// Mapping makes a non-proxy integration of a REST API; see package mapping
	// for its values. Nil means a proxy integration.
	Mapping   map[string]string
	Responses []Response // of a non-proxy integration

	Timeout time.Duration // of the integration; the API's default when 0

	Auth     string    // "" for nobody, "iam", or the name of an authorizer
	APIKey   bool      // REST: a key of a usage plan is needed
	Throttle *Throttle // instead of the stage's

	Cached    bool     // REST, GET: answers are kept for Config.Cache
	CacheKeys []string // "path.type", "query.page", "header.Accept": what tells answers apart beside the route
}

// AuthIAM is the Route.Auth of signed requests.
const AuthIAM = "iam"

// Response is an integration response of a non-proxy integration.
type Response = mapping.Response

// Throttle is a rate and a burst.
type Throttle = throttle.Limit

// Quota is a number of requests a day, week or month.
type Quota = throttle.Quota

// Authorizer is a function that says who may pass.
type Authorizer struct {
	Function string
	Kind     string // "token" (REST) or "request", which "" means
	Simple   bool   // HTTP API: the answer is {"isAuthorized": …} rather than a policy
	// Identity are the sources that a request must have and that answers are
	// cached by: "header.Authorization", "query.token", "stage.name". A token
	// authorizer has one header, Authorization when empty.
	Identity   []string
	TTL        *time.Duration // of cached answers; nil means the API's default: 300 s for REST, none for HTTP
	Validation string         // token: a regular expression that the whole token must match
}

// Plan is a usage plan: what the holders of its keys may do, each for itself.
type Plan struct {
	Name     string
	Keys     map[string]string // values by id
	Throttle *Throttle
	Quota    *Quota
}

// Cache is the cache of a REST API's stage.
type Cache struct {
	TTL time.Duration // DefaultCacheTTL when 0, at most MaxCacheTTL
	// RequireAuthorization refuses to renew an entry for Cache-Control:
	// max-age=0 of an unsigned request.
	RequireAuthorization bool
}

// CORS is the configuration of an HTTP API or a function URL.
type CORS struct {
	AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string // "*" is everything
	AllowCredentials                                        bool
	MaxAge                                                  time.Duration
}
