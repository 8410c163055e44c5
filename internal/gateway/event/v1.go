package event

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// v1 is payload format 1.0, which REST APIs send and HTTP APIs can.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
type v1 struct {
	Version      string              `json:"version,omitempty"` // only HTTP APIs write it
	Resource     string              `json:"resource"`
	Path         string              `json:"path"`
	Method       string              `json:"httpMethod"`
	Headers      map[string]string   `json:"headers"`
	MultiHeaders map[string][]string `json:"multiValueHeaders"`
	Query        map[string]string   `json:"queryStringParameters"`
	MultiQuery   map[string][]string `json:"multiValueQueryStringParameters"`
	Params       map[string]string   `json:"pathParameters"`
	Variables    map[string]string   `json:"stageVariables"`
	Context      v1Context           `json:"requestContext"`
	Body         *string             `json:"body"`
	Base64       bool                `json:"isBase64Encoded"`
}

type v1Context struct {
	ResourceID   string         `json:"resourceId"`
	ResourcePath string         `json:"resourcePath"`
	Method       string         `json:"httpMethod"`
	ExtendedID   string         `json:"extendedRequestId"`
	Time         string         `json:"requestTime"`
	Path         string         `json:"path"`
	AccountID    string         `json:"accountId"`
	Protocol     string         `json:"protocol"`
	Stage        string         `json:"stage"`
	DomainPrefix string         `json:"domainPrefix"`
	TimeEpoch    int64          `json:"requestTimeEpoch"`
	ID           string         `json:"requestId"`
	Identity     v1Identity     `json:"identity"`
	Domain       string         `json:"domainName"`
	APIID        string         `json:"apiId"`
	Authorizer   map[string]any `json:"authorizer,omitempty"`
}

type v1Identity struct {
	CognitoPoolID     *string `json:"cognitoIdentityPoolId"`
	AccountID         *string `json:"accountId"`
	CognitoIdentityID *string `json:"cognitoIdentityId"`
	Caller            *string `json:"caller"`
	SourceIP          string  `json:"sourceIp"`
	PrincipalOrgID    *string `json:"principalOrgId"`
	AccessKey         *string `json:"accessKey"`
	CognitoType       *string `json:"cognitoAuthenticationType"`
	CognitoProvider   *string `json:"cognitoAuthenticationProvider"`
	UserARN           *string `json:"userArn"`
	UserAgent         string  `json:"userAgent"`
	User              *string `json:"user"`
	APIKey            *string `json:"apiKey,omitempty"`
	APIKeyID          *string `json:"apiKeyId,omitempty"`
}

// REST makes the event of a REST API's proxy integration.
//
// The path and its parameters stay encoded, and there is no Content-Length, as
// AWS's own test tool has observed and AWS's example shows.
// https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/src/Amazon.Lambda.TestTool/Extensions/HttpContextExtensions.cs
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-as-simple-proxy-for-lambda.html
func REST(r *Request) ([]byte, error) {
	e := r.rest()
	if len(r.Body) > 0 {
		body, base64 := encode(r.Body, !binaryFor(r.API.Binary, r.Header.Get("Content-Type")))
		e.Body, e.Base64 = &body, base64
	}
	return json.Marshal(e)
}

func (r *Request) rest() *v1 {
	e := r.v1()
	e.Params = orNil(r.Route.RawParams)
	delete(e.Headers, "Content-Length")
	delete(e.MultiHeaders, "Content-Length")
	return e
}

// HTTP1 makes the event of an HTTP API's integration in format 1.0. The path
// stays encoded, its parameters do not.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func HTTP1(r *Request) ([]byte, error) {
	e := r.v1()
	e.Version = "1.0"
	e.setLength(len(r.Body))
	if len(r.Body) > 0 {
		body, base64 := encode(r.Body, text(r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding")))
		e.Body, e.Base64 = &body, base64
	}
	return json.Marshal(e)
}

// setLength adds the length that HTTP APIs always send.
func (e *v1) setLength(n int) {
	e.Headers["Content-Length"] = strconv.Itoa(n)
	e.MultiHeaders["Content-Length"] = []string{strconv.Itoa(n)}
}

func (r *Request) v1() *v1 {
	h := r.headers(asIs)
	query := splitQuery(r.RawQuery, unescape)
	return &v1{
		Resource: r.Route.Resource, Path: r.RawPath, Method: r.Method,
		Headers: lastOf(h), MultiHeaders: h, Query: last(query), MultiQuery: many(query),
		Params: orNil(r.Route.Params), Variables: orNil(r.API.Variables), Context: r.v1Context(),
	}
}

func (r *Request) v1Context() v1Context {
	prefix, _, _ := strings.Cut(r.API.Domain, ".")
	c := v1Context{
		ResourceID: r.Route.ID, ResourcePath: r.Route.Resource, Method: r.Method, ExtendedID: r.ID,
		Time: r.Time.UTC().Format(requestTime), Path: r.API.prefixed(r.RawPath), AccountID: r.API.AccountID,
		Protocol: r.Protocol, Stage: r.API.Stage, DomainPrefix: prefix, TimeEpoch: r.Time.UnixMilli(), ID: r.ID,
		Domain: r.API.Domain, APIID: r.API.ID, Identity: r.v1Identity(),
	}
	if r.HasAuth {
		c.Authorizer = make(map[string]any, len(r.Context)+1)
		for k, v := range r.Context {
			c.Authorizer[k] = v
		}
		c.Authorizer["principalId"] = r.Principal
	}
	return c
}

func (r *Request) v1Identity() v1Identity {
	i := v1Identity{SourceIP: r.SourceIP, UserAgent: r.Header.Get("User-Agent")}
	if c := r.Caller; c != nil {
		i.AccountID, i.Caller, i.User = optional(c.AccountID), optional(c.ID), optional(c.ID)
		i.AccessKey, i.UserARN = optional(c.AccessKey), optional(c.ARN)
	}
	if k := r.Key; k != nil {
		i.APIKey, i.APIKeyID = optional(k.Value), optional(k.ID)
	}
	return i
}

// prefixed puts the stage before a path, as the caller of the default endpoint
// writes it; the $default stage has no name there.
func (a API) prefixed(path string) string {
	if a.Stage == "" || a.Stage == "$default" {
		return path
	}
	return "/" + a.Stage + path
}

// unescape decodes a part of a query; what cannot be decoded stays.
func unescape(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}
