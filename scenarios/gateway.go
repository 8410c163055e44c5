package scenarios

import (
	"time"
)

// Gateway is what stands in front of a function: an API of API Gateway, a
// function URL, or a load balancer. A local one is made as the section says; of
// one at AWS the section says how it is reached.
type Gateway struct {
	API PriceAs `json:"api"` // PriceREST, PriceHTTP, PriceURL or PriceALB

	// One that stands at AWS, or anywhere else, and is reached by its URL, or by
	// the ID of its API, the stage and the target's region.
	URL   string `json:"url,omitempty"`
	APIID string `json:"api_id,omitempty"`

	Stage          string            `json:"stage,omitempty"` // "" is the API's default
	StageVariables map[string]string `json:"stage_variables,omitempty"`
	PayloadFormat  string            `json:"payload_format,omitempty"` // of an HTTP API: "1.0" or "2.0"; "" is its default
	Timeout        time.Duration     `json:"timeout_ns,omitempty"`     // of the integration; 0 is the API's default
	Throttle       *Throttle         `json:"throttle,omitempty"`       // of the stage
	Routes         []Route           `json:"routes,omitempty"`         // none: everything goes to the function
	Auth           GatewayAuth       `json:"auth"`
	Key            string            `json:"key,omitempty"`   // API key that requests carry
	Token          string            `json:"token,omitempty"` // bearer token that requests carry
	Plan           *UsagePlan        `json:"plan,omitempty"`  // of the key
	Authorizer     *Authorizer       `json:"authorizer,omitempty"`
	Cache          *GatewayCache     `json:"cache,omitempty"`
	CORS           *CORS             `json:"cors,omitempty"`
	Binary         []string          `json:"binary,omitempty"` // media types that reach the function as base64
	MultiValue     bool              `json:"multi_value_headers,omitempty"`

	Headers map[string]string `json:"headers,omitempty"` // of every request, by canonical name
	Expect  []string          `json:"expect,omitempty"`  // statuses of success, as of HTTP.Expect
}

// GatewayAuth says how a request proves that it may come in.
type GatewayAuth string

// The ways.
const (
	AuthNone   GatewayAuth = "none"
	AuthIAM    GatewayAuth = "iam"    // it is signed (Signature Version 4)
	AuthKey    GatewayAuth = "key"    // it carries an API key
	AuthBearer GatewayAuth = "bearer" // it carries a token, which an authorizer judges
)

// Throttle is a token bucket: Burst requests at once, refilled at Rate.
type Throttle struct {
	Rate  float64 `json:"rate_per_s"`
	Burst int     `json:"burst"`
}

// Route leads requests to the function.
type Route struct {
	Method        string            `json:"method"` // "ANY" for all of them
	Path          string            `json:"path"`   // "/pets/{type}", "/{proxy+}"; "$default" for what no other takes
	Map           map[string]string `json:"map,omitempty"`
	Errors        []ErrorStatus     `json:"errors,omitempty"`
	PayloadFormat string            `json:"payload_format,omitempty"`
	Timeout       time.Duration     `json:"timeout_ns,omitempty"`
	Throttle      *Throttle         `json:"throttle,omitempty"`
	Open          bool              `json:"open,omitempty"` // it asks for no proof, whatever the gateway asks for
	CacheKeys     []string          `json:"cache_keys,omitempty"`
}

// ErrorStatus says with which status a REST API answers function errors whose
// message matches, where the route maps what the function gets and says.
type ErrorStatus struct {
	Pattern string `json:"pattern"` // a regular expression
	Status  int    `json:"status"`
}

// UsagePlan is what an API key may do.
type UsagePlan struct {
	Throttle *Throttle `json:"throttle,omitempty"`
	Quota    int       `json:"quota,omitempty"` // requests a Period; 0: no end
	Period   string    `json:"period,omitempty"`
}

// Authorizer is a function that says who may come in.
type Authorizer struct {
	Function   *Function     `json:"function"`
	Kind       string        `json:"kind"`               // "token" or "request"
	Identity   []string      `json:"identity,omitempty"` // what it judges and is remembered by: "header.Authorization"
	Validation string        `json:"validation,omitempty"`
	TTL        time.Duration `json:"ttl_ns"` // how long its answer holds
	Simple     bool          `json:"simple"` // it answers isAuthorized in place of a policy
}

// GatewayCache is the cache of a REST API.
type GatewayCache struct {
	TTL  time.Duration `json:"ttl_ns"`
	Size string        `json:"size"` // in GB as AWS names its sizes: "0.5"
}

// CORS says which pages of other origins may use the API.
type CORS struct {
	Origins     []string      `json:"origins"`
	Methods     []string      `json:"methods,omitempty"`
	Headers     []string      `json:"headers,omitempty"`
	Expose      []string      `json:"expose,omitempty"`
	Credentials bool          `json:"credentials,omitempty"`
	MaxAge      time.Duration `json:"max_age_ns,omitempty"`
}

// Deployed reports whether the gateway stands already.
func (g *Gateway) Deployed() bool { return g.URL != "" || g.APIID != "" }

// Loopback reports whether the gateway is on this very machine, by its URL.
func (g *Gateway) Loopback() bool { return g.URL != "" && (&HTTP{URL: g.URL}).Loopback() }

// CacheOff is the value of SettingCache without a cache.
const CacheOff = "off"

// CacheOf is the cache of a variant, nil without one.
func (t Target) CacheOf(v Variant) *GatewayCache {
	if t.Gateway == nil {
		return nil
	}
	switch size := v.Setting(SettingCache); size {
	case "":
		return t.Gateway.Cache
	case CacheOff:
		return nil
	default:
		c := GatewayCache{TTL: defaultCacheTTL}
		if t.Gateway.Cache != nil {
			c = *t.Gateway.Cache
		}
		c.Size = size[:len(size)-len(" GB")]
		return &c
	}
}

// gatewayNames are what people call the APIs.
var gatewayNames = map[PriceAs]string{PriceREST: "REST API", PriceHTTP: "HTTP API", PriceURL: "function URL", PriceALB: "load balancer"}

// Named is what people call the gateway: "REST API".
func (g *Gateway) Named() string { return gatewayNames[g.API] }

// Succeeds reports whether an answer of this status is a success.
func (g *Gateway) Succeeds(status int) bool {
	return (&HTTP{Expect: g.Expect}).Succeeds(status)
}
