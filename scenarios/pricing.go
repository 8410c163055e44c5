package scenarios

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// PriceAs says as what a target is priced: the function alone, or with what
// stands in front of it.
type PriceAs string

// What a function can be priced as.
const (
	PriceLambda PriceAs = "lambda" // invoked directly; the default of functions
	PriceURL    PriceAs = "url"    // behind its function URL
	PriceREST   PriceAs = "rest"   // behind a REST API of API Gateway
	PriceHTTP   PriceAs = "http"   // behind an HTTP API of API Gateway
	PriceALB    PriceAs = "alb"    // behind an application load balancer
)

// What a container can be priced as.
const (
	PriceFargate PriceAs = "fargate" // a task of AWS Fargate, which has certain sizes; the default of containers
	PriceEC2     PriceAs = "ec2"     // on instances
)

var (
	functionPrices  = []PriceAs{PriceLambda, PriceURL, PriceREST, PriceHTTP, PriceALB}
	containerPrices = []PriceAs{PriceFargate, PriceEC2}
)

// Pricing says under which prices the run is judged.
type Pricing struct {
	Book         string        `json:"book,omitempty"`
	Overlay      string        `json:"overlay,omitempty"` // absolute path of the user's own price book, laid over Book
	Date         time.Time     `json:"date,omitzero"`     // day whose prices and rules hold; zero: the book's present ones
	FreeTier     bool          `json:"free_tier"`
	Traffic      *Traffic      `json:"traffic,omitempty"`
	AccountUsage []Consumption `json:"account_usage,omitempty"` // of the rest of the account, in a month
	BreakEven    []Alternative `json:"break_even,omitempty"`    // what the targets are compared with
	AtLeast      int           `json:"at_least,omitempty"`      // of containers, how many always run; 0: two
	Utilisation  float64       `json:"utilisation,omitempty"`   // fraction of what a container bears that is planned with; 0: 0.6
}

// Traffic is the production traffic that monthly figures assume. What is not
// given is not priced, and said so.
type Traffic struct {
	RequestsPerMonth int64        `json:"requests_per_month,omitempty"` // 0 where RequestsByHour is set
	RequestsByHour   []check.Rate `json:"requests_by_hour,omitempty"`   // a rate for each of the 24 hours of a day
	ColdShare        *float64     `json:"cold_share,omitempty"`         // fraction; nil: what the load showed

	Reconnects       *float64      `json:"reconnects,omitempty"` // new ones a request, as a fraction
	ConnectedFor     time.Duration `json:"connected_for_ns,omitempty"`
	CacheHits        *float64      `json:"cache_hits,omitempty"`         // fraction of the calls that a REST API's cache answers
	CacheSize        string        `json:"cache_size,omitempty"`         // of that cache, in GB as AWS names its sizes: "0.5"
	LogShare         *float64      `json:"log_share,omitempty"`          // fraction of the invocations whose log is kept
	LogRetentionDays int           `json:"log_retention_days,omitempty"` // 0: not known
	TraceShare       *float64      `json:"trace_share,omitempty"`        // fraction of the invocations that X-Ray records
	Egress           *float64      `json:"egress,omitempty"`             // fraction of the answers' bytes that go to the internet
}

// Consumption is how much of a component of a price book is used.
type Consumption struct {
	Service   string `json:"service"`
	Component string `json:"component"`
	Quantity  int64  `json:"quantity"` // in the book's unit
}

// Alternative is a container or an instance that would do the function's work.
type Alternative struct {
	Name         string     `json:"name"`
	VCPU         string     `json:"vcpu,omitempty"`         // Fargate: "0.25" to "16"
	MemoryMB     int        `json:"memory_mb,omitempty"`    // Fargate
	Architecture string     `json:"architecture,omitempty"` // Fargate
	Instance     string     `json:"instance,omitempty"`     // EC2: its type, such as "c7g.large"
	Capacity     check.Rate `json:"capacity_per_s"`         // requests a second that one sustains, measured by the user
	AtLeast      int        `json:"at_least"`               // how many always run
	Utilisation  float64    `json:"utilisation"`            // fraction of Capacity that is planned with
}
