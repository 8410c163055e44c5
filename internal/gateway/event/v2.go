package event

import (
	"encoding/json"
	"strconv"
	"strings"
)

// v2 is payload format 2.0, of HTTP APIs and function URLs.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
type v2 struct {
	Version   string            `json:"version"`
	RouteKey  string            `json:"routeKey"`
	RawPath   string            `json:"rawPath"`
	RawQuery  string            `json:"rawQueryString"`
	Cookies   []string          `json:"cookies,omitempty"`
	Headers   map[string]string `json:"headers"`
	Query     map[string]string `json:"queryStringParameters,omitempty"`
	Context   v2Context         `json:"requestContext"`
	Params    map[string]string `json:"pathParameters,omitempty"`
	Variables map[string]string `json:"stageVariables,omitempty"`
	Body      string            `json:"body,omitempty"`
	Base64    bool              `json:"isBase64Encoded"`
}

type v2Context struct {
	AccountID    string         `json:"accountId"`
	APIID        string         `json:"apiId"`
	Authorizer   map[string]any `json:"authorizer,omitempty"`
	Domain       string         `json:"domainName"`
	DomainPrefix string         `json:"domainPrefix"`
	HTTP         v2HTTP         `json:"http"`
	ID           string         `json:"requestId"`
	RouteKey     string         `json:"routeKey"`
	Stage        string         `json:"stage"`
	Time         string         `json:"time"`
	TimeEpoch    int64          `json:"timeEpoch"`
}

type v2HTTP struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// HTTP2 makes the event of an HTTP API's integration in format 2.0, whose path
// is decoded; see REST for the source.
func HTTP2(r *Request) ([]byte, error) { return r.encoded(r.Path) }

// URL makes the event of a function URL: the route and the stage are
// "$default", and the path stays encoded, as live captures show that
// https://github.com/middleapi/standard-server/pull/93 refers to.
func URL(r *Request) ([]byte, error) { return r.encoded(r.RawPath) }

func (r *Request) encoded(path string) ([]byte, error) {
	e := r.v2(path)
	if len(r.Body) > 0 {
		e.Body, e.Base64 = encode(r.Body, text(r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding")))
	}
	return json.Marshal(e)
}

// v2 is the event without its body.
func (r *Request) v2(path string) *v2 {
	h := r.headers(strings.ToLower)
	h["content-length"] = []string{strconv.Itoa(len(r.Body))}
	return &v2{
		Version: "2.0", RouteKey: r.Route.Key, RawPath: r.API.prefixed(path), RawQuery: r.RawQuery,
		Cookies: cookies(h), Headers: joinedOf(h), Query: joined(splitQuery(r.RawQuery, unescape)),
		Context: r.v2Context(path), Params: r.Route.Params, Variables: r.API.Variables,
	}
}

func (r *Request) v2Context(path string) v2Context {
	prefix, _, _ := strings.Cut(r.API.Domain, ".")
	return v2Context{
		AccountID: r.API.AccountID, APIID: r.API.ID, Authorizer: r.v2Authorizer(), Domain: r.API.Domain, DomainPrefix: prefix,
		HTTP: v2HTTP{Method: r.Method, Path: r.API.prefixed(path), Protocol: r.Protocol, SourceIP: r.SourceIP, UserAgent: r.Header.Get("User-Agent")},
		ID:   r.ID, RouteKey: r.Route.Key, Stage: r.API.Stage, Time: r.Time.UTC().Format(requestTime), TimeEpoch: r.Time.UnixMilli(),
	}
}

func (r *Request) v2Authorizer() map[string]any {
	switch {
	case r.HasAuth:
		return map[string]any{"lambda": r.Context}
	case r.Caller != nil:
		c := r.Caller
		return map[string]any{"iam": map[string]any{
			"accessKey": c.AccessKey, "accountId": c.AccountID, "callerId": c.ID, "cognitoIdentity": nil,
			"principalOrgId": nil, "userArn": c.ARN, "userId": c.ID,
		}}
	}
	return nil
}
