package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
)

// The kinds of Lambda authorizers.
const (
	kindToken   = "token"
	kindRequest = "request"
)

// maxDecisions bounds what an authorizer's cache holds.
const maxDecisions = 10_000

// authorizer is an Authorizer at work.
type authorizer struct {
	Authorizer
	ttl        time.Duration
	sources    []string
	validation *regexp.Regexp

	mu   sync.Mutex
	kept map[string]decision // by identity
}

// decision is an authorizer's answer: a policy that is asked anew for each
// method, or a plain yes or no.
type decision struct {
	until     time.Time
	simple    *bool
	policy    policy
	principal string
	context   map[string]any
}

// ttl is how long answers are kept.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html#apigw-Type-Authorizer-authorizerResultTtlInSeconds
func (a Authorizer) ttl(api answers.API) time.Duration {
	switch {
	case a.TTL != nil:
		return *a.TTL
	case api == answers.REST:
		return DefaultAuthorizerTTL
	}
	return 0
}

// identity are the sources of the identity.
func (a Authorizer) identity() []string {
	if len(a.Identity) == 0 && a.Kind == kindToken {
		return []string{"header.Authorization"}
	}
	return a.Identity
}

// ask lets the authorizer decide on the request.
func (x *exchange) ask(a *authorizer) *refusal {
	values, complete := x.values(a.sources)
	if !complete || a.validation != nil && !a.validation.MatchString(values[0]) {
		return x.g.refuse(answers.MissingToken, errors.New("the authorizer's identity source is missing or not valid"))
	}
	identity := strings.Join(values, "\x00")
	d, kept := a.remembered(identity, x.at)
	if !kept {
		var refused *refusal
		if d, refused = x.invokeAuthorizer(a, values); refused != nil {
			return refused
		}
		a.remember(identity, d, x.at)
	}
	return x.obey(d)
}

// values reads identity sources; all must be there. Of an authorizer without
// any the request is enough.
func (x *exchange) values(sources []string) ([]string, bool) {
	list := make([]string, len(sources))
	for i, s := range sources {
		if list[i] = x.value(s); list[i] == "" {
			return nil, false
		}
	}
	return list, true
}

// value reads "path.x", "query.x", "header.x" or "stage.x" of the request.
func (x *exchange) value(source string) string {
	kind, name, _ := strings.Cut(source, ".")
	switch kind {
	case "path":
		return x.req.Route.Params[name]
	case "query":
		return strings.Join(x.r.URL.Query()[name], ",")
	case "header":
		return strings.Join(x.headers(name), ",")
	}
	return x.g.api.Variables[name]
}

// headers are the values of a header. Go keeps the host elsewhere.
func (x *exchange) headers(name string) []string {
	if strings.EqualFold(name, "Host") {
		return []string{x.r.Host}
	}
	return x.r.Header.Values(name)
}

func (a *authorizer) remembered(identity string, now time.Time) (decision, bool) {
	if a.ttl == 0 {
		return decision{}, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.kept[identity]
	return d, ok && now.Before(d.until)
}

func (a *authorizer) remember(identity string, d decision, now time.Time) {
	if a.ttl == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.kept) >= maxDecisions {
		clear(a.kept)
	}
	d.until = now.Add(a.ttl)
	a.kept[identity] = d
}

// invokeAuthorizer calls the authorizer's function.
func (x *exchange) invokeAuthorizer(a *authorizer, values []string) (decision, *refusal) {
	payload, err := x.authorizerEvent(a, values)
	if err != nil {
		return decision{}, x.g.refuse(answers.AuthorizerFailed, err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.r.Context()), AuthorizerTimeout)
	defer cancel()
	result, err := x.g.invoker.Invoke(ctx, a.Function, payload, x.trace)
	if err != nil {
		return decision{}, x.g.refuse(answers.AuthorizerFailed, fmt.Errorf("authorizer %s: %w", a.Function, err))
	}
	if result.FunctionError != "" {
		return decision{}, x.authorizerError(result.Payload)
	}
	d, err := x.readDecision(a, result.Payload)
	if err != nil {
		return d, x.g.refuse(answers.AuthorizerFailed, err)
	}
	return d, nil
}

// authorizerError answers an authorizer that failed. One that fails with
// "Unauthorized" means a 401.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
func (x *exchange) authorizerError(payload []byte) *refusal {
	var said struct {
		Message string `json:"errorMessage"`
	}
	_ = json.Unmarshal(payload, &said) // an error without a message is one all the same
	if said.Message != "Unauthorized" {
		return x.g.refuse(answers.AuthorizerFailed, errors.New("the authorizer failed: "+said.Message))
	}
	unauthorized := x.g.refuse(answers.MissingToken, nil).answer
	f := x.g.refuse(answers.AuthorizerDenied, errors.New("the authorizer said Unauthorized"))
	return f.saying(unauthorized.Status, unauthorized.ErrorType, unauthorized.Body)
}

// authorizerEvent is what an authorizer gets.
func (x *exchange) authorizerEvent(a *authorizer, values []string) ([]byte, error) {
	switch {
	case a.Kind == kindToken:
		return json.Marshal(map[string]string{"type": "TOKEN", "authorizationToken": values[0], "methodArn": x.methodARN()})
	case x.g.config.API == answers.REST:
		return event.RESTAuthorizer(&x.req, x.methodARN())
	}
	return event.HTTPAuthorizer(&x.req, x.methodARN(), values)
}

// message is {"message": text}.
func message(text string) []byte { return marshal(map[string]string{"message": text}) }

// marshal encodes what cannot fail to.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(`{"message":"` + http.StatusText(http.StatusInternalServerError) + `"}`)
	}
	return b
}
