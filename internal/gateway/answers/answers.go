// Package answers is one sourced table of what a caller sees when a request
// to a function behind API Gateway's REST or HTTP API, a function URL or an
// Application Load Balancer fails: status, body and identifying headers, by
// cause. The emulator in package gateway answers from it, and Classify reads
// it backwards, from an answer to its possible causes.
//
// It imports nothing of Sweetspot. WebSocket APIs are not in it.
package answers

// API is what stands in front of a function.
type API string

// The four APIs.
const (
	REST API = "rest" // API Gateway REST API, regional
	HTTP API = "http" // API Gateway HTTP API
	URL  API = "url"  // Lambda function URL
	ALB  API = "alb"  // Application Load Balancer with a Lambda target
)

// APIs are all of them, in the order of the table.
var APIs = []API{REST, HTTP, URL, ALB}

// Cause is why a request was not answered by the function's own response.
type Cause string

// The causes.
const (
	FunctionError      Cause = "function_error"      // the function failed or its process crashed
	FunctionTimeout    Cause = "function_timeout"    // the function's own time-out ended it
	FunctionThrottled  Cause = "function_throttled"  // Lambda refused the invocation for concurrency or rate
	IntegrationTimeout Cause = "integration_timeout" // the API stopped waiting; the function runs on
	IntegrationFailure Cause = "integration_failure" // no such function, or no permission to invoke it
	MalformedResponse  Cause = "malformed_response"  // the function's answer is not what the API wants
	ResponseSize       Cause = "response_size"       // the answer is larger than Lambda or the API takes
	RequestSize        Cause = "request_size"        // the request is larger than the API takes
	StageThrottle      Cause = "stage_throttle"      // rate and burst of the account, stage, route or usage plan
	Quota              Cause = "quota"               // a usage plan's requests per day, week or month
	AuthorizerDenied   Cause = "authorizer_denied"   // the Lambda authorizer's policy denies
	AuthorizerFailed   Cause = "authorizer_failed"   // the Lambda authorizer failed or its answer makes no sense
	MissingToken       Cause = "missing_token"       // the authorizer's identity source, or a signature, is missing
	MissingKey         Cause = "missing_key"         // no API key, or one that no usage plan knows
	BadSignature       Cause = "bad_signature"       // a SigV4 signature that does not verify
	AccessDenied       Cause = "access_denied"       // IAM says no to a signature that does
	NoRoute            Cause = "no_route"            // no method, route or rule takes the request
)

// Causes are all of them, in the order of the table.
var Causes = []Cause{
	FunctionError, FunctionTimeout, FunctionThrottled, IntegrationTimeout, IntegrationFailure,
	MalformedResponse, ResponseSize, RequestSize, StageThrottle, Quota, AuthorizerDenied,
	AuthorizerFailed, MissingToken, MissingKey, BadSignature, AccessDenied, NoRoute,
}

// Basis says what a row rests on.
type Basis string

// The bases, strongest first.
const (
	Documented Basis = "documented" // AWS's documentation states the status
	Observed   Basis = "observed"   // somebody published an answer of AWS's with its headers or body
	Assumed    Basis = "assumed"    // follows from a documented sentence that does not name the status
)

// Answer is one row: what a caller gets. A cause can have several rows where
// the sources do not agree; the first is what the emulator sends.
type Answer struct {
	API       API
	Cause     Cause
	Status    int
	Body      string // exact; "" means that the body is not known or is empty
	ErrorType string // header x-amzn-ErrorType, "" where the API sends none
	Basis     Basis
	Source    string // URL of the sentence or the observation
	Note      string
}

// ContentType is the type of the row's body.
func (a Answer) ContentType() string {
	switch {
	case a.API == ALB:
		return "text/html"
	case a.Body == urlFailed:
		return "text/plain"
	}
	return "application/json"
}

// Header holds what identifies the answer, beside its content type.
func (a Answer) Header() map[string]string {
	h := map[string]string{}
	if a.ErrorType != "" {
		h["x-amzn-ErrorType"] = a.ErrorType
	}
	if a.API == ALB {
		h["Server"] = "awselb/2.0"
	}
	return h
}

// Of finds what api answers to cause. It is false where the cause cannot
// happen: a load balancer knows no quota.
func Of(api API, cause Cause) (Answer, bool) {
	for _, a := range table {
		if a.API == api && a.Cause == cause {
			return a, true
		}
	}
	return Answer{}, false
}

// Table returns every row, by API and cause.
func Table() []Answer { return append([]Answer(nil), table...) }
