package event

import (
	"encoding/json"
	"strings"
)

// albRequest is what a load balancer sends.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#receive-event-from-load-balancer
type albRequest struct {
	Context      albContext           `json:"requestContext"`
	Method       string               `json:"httpMethod"`
	Path         string               `json:"path"`
	Query        *map[string]string   `json:"queryStringParameters,omitempty"` // an empty object without parameters
	MultiQuery   *map[string][]string `json:"multiValueQueryStringParameters,omitempty"`
	Headers      map[string]string    `json:"headers,omitempty"`
	MultiHeaders map[string][]string  `json:"multiValueHeaders,omitempty"`
	Body         string               `json:"body"`
	Base64       bool                 `json:"isBase64Encoded"`
}

type albContext struct {
	ELB struct {
		TargetGroupARN string `json:"targetGroupArn"`
	} `json:"elb"`
}

// ALB makes the event of a load balancer. With multi-value headers every value
// is in it, without them the last one. Paths and queries are not decoded.
func ALB(r *Request, multiValue bool) ([]byte, error) {
	h := r.headers(strings.ToLower)
	query := splitQuery(r.RawQuery, asIs)
	e := &albRequest{Method: r.Method, Path: r.RawPath}
	e.Context.ELB.TargetGroupARN = r.API.TargetARN
	if multiValue {
		all := many(query)
		if all == nil {
			all = map[string][]string{}
		}
		e.MultiHeaders, e.MultiQuery = h, &all
	} else {
		one := last(query)
		if one == nil {
			one = map[string]string{}
		}
		e.Headers, e.Query = lastOf(h), &one
	}
	if len(r.Body) > 0 {
		e.Body, e.Base64 = encode(r.Body, text(r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding")))
	}
	return json.Marshal(e)
}
