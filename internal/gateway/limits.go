package gateway

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Limits of the APIs.
const (
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
	// "Integration timeout: 50 milliseconds - 29 seconds"; regional and private
	// APIs can have more for a lower rate.
	RESTTimeout    = 29 * time.Second
	MinTimeout     = 50 * time.Millisecond
	MaxRESTTimeout = 900 * time.Second // of a function: no integration lasts longer

	// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
	HTTPTimeout = 30 * time.Second // the maximum, and the default
	// "Timeout for Lambda authorizer response: 10000 ms"
	AuthorizerTimeout = 10 * time.Second

	// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: "Payload size: 10 MB"
	maxAPIBody = 10 << 20
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html: 1 MB for
	// the request body and for the response JSON
	maxALB = 1 << 20
	// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB for the event and for
	// the answer, whatever stands in front
	maxLambda = sandbox.MaxPayloadBytes

	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
	DefaultCacheTTL = 300 * time.Second
	MaxCacheTTL     = 3600 * time.Second
	maxCachedBytes  = 1048576
	maxCacheBytes   = 512 << 20 // the smallest cache that API Gateway sells, 0.5 GB

	// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
	DefaultAuthorizerTTL = 300 * time.Second // of REST
	MaxAuthorizerTTL     = 3600 * time.Second
)

// maxBody is the largest body of a request.
func maxBody(api answers.API) int64 {
	switch api {
	case answers.ALB:
		return maxALB
	case answers.URL:
		return maxLambda
	}
	return maxAPIBody
}

// maxAnswer is the largest payload that an API takes from a function.
func maxAnswer(api answers.API) int {
	if api == answers.ALB {
		return maxALB
	}
	return maxLambda
}

// timeoutOf is the default time-out of an integration; 0 means that the API
// waits as long as the function may run.
func timeoutOf(api answers.API) time.Duration {
	switch api {
	case answers.REST:
		return RESTTimeout
	case answers.HTTP:
		return HTTPTimeout
	}
	return 0
}
