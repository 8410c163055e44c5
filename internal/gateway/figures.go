package gateway

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
)

// The headers that Config.Figures adds to those of lambdaapi.SetFigures, which
// are there when a function was called and ended.
const (
	HeaderCause       = answers.CauseHeader               // why the gateway answered itself; absent otherwise
	HeaderDetail      = "X-Sweetspot-Detail"              // what a log would say of it
	HeaderLatency     = "X-Sweetspot-Latency-Us"          // from the request's head to the answer's, µs: API Gateway's Latency
	HeaderIntegration = "X-Sweetspot-Integration-Us"      // of it in the function's call, µs: IntegrationLatency; absent without a call
	HeaderCache       = "X-Sweetspot-Cache"               // "hit" or "miss"; absent without a cache
	HeaderFunctionID  = "X-Sweetspot-Function-Request-Id" // of the function's invocation
)

// write sends a response.
func (x *exchange) write(w http.ResponseWriter, response *event.Response, refused *refusal) {
	h := w.Header()
	for name, values := range response.Header {
		h[name] = slices.Clip(values) // a cached response is shared
	}
	x.identify(h)
	if x.g.cors != nil {
		x.g.cors.decorate(h, x.r)
	}
	if x.g.config.Figures {
		x.figures(h, refused)
	}
	h.Set("Content-Length", strconv.Itoa(len(response.Body)))
	w.WriteHeader(response.Status)
	if x.r.Method != http.MethodHead {
		_, _ = w.Write(response.Body) // a caller that has gone is not an error of the gateway
	}
}

// identify adds the headers by which each API names a request.
func (x *exchange) identify(h http.Header) {
	switch x.g.config.API {
	case answers.REST:
		h["X-Amzn-Requestid"], h["X-Amz-Apigw-Id"], h["X-Amzn-Trace-Id"] = []string{x.id}, []string{short()}, []string{x.trace}
	case answers.HTTP:
		h["Apigw-Requestid"] = []string{x.id}
	case answers.URL:
		h["X-Amzn-Requestid"], h["X-Amzn-Trace-Id"] = []string{x.id}, []string{x.trace}
	}
}

// figures adds what was measured; a function's own headers of that name go.
func (x *exchange) figures(h http.Header, refused *refusal) {
	for name := range h {
		if strings.HasPrefix(name, "X-Sweetspot-") {
			delete(h, name)
		}
	}
	if x.call != nil {
		h[HeaderIntegration] = []string{micros(x.call.took)}
		if r := x.call.result; r != nil {
			lambdaapi.SetFigures(h, r)
			h.Set(HeaderFunctionID, r.Report.RequestID)
		}
	}
	if refused != nil {
		h.Set(HeaderCause, string(refused.cause))
		if refused.detail != nil {
			h.Set(HeaderDetail, headerText(refused.detail.Error()))
		}
	}
	if x.cached != "" {
		h.Set(HeaderCache, x.cached)
	}
	h[HeaderLatency] = []string{micros(time.Since(x.start))}
}

// headerText makes text fit for one header line.
func headerText(s string) string {
	b := []byte(s[:min(len(s), 500)])
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = ' '
		}
	}
	return string(b)
}

func micros(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

// requestID makes the id of a request in the API's form: a UUID, or what HTTP
// APIs have, 11 bytes of base64.
func (g *Gateway) requestID() string {
	if g.config.API == answers.HTTP {
		return short()
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

func short() string {
	var b [11]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.URLEncoding.EncodeToString(b[:])
}

// traceOf is the caller's trace, or a new one.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
func traceOf(r *http.Request) string {
	if t := r.Header.Get("X-Amzn-Trace-Id"); t != "" {
		return t
	}
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return "Root=1-" + strconv.FormatInt(time.Now().Unix(), 16) + "-" + hex.EncodeToString(b[:])
}

// resourceID is the id of a REST resource, the same in every run.
func resourceID(path string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(path))
	return strconv.FormatUint(sum.Sum64()%2176782336, 36) // six characters at most
}
