package event

import "encoding/json"

// RESTAuthorizer makes the event of a REST API's REQUEST authorizer.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
func RESTAuthorizer(r *Request, methodARN string) ([]byte, error) {
	e := r.rest()
	return json.Marshal(struct {
		Type      string `json:"type"`
		MethodARN string `json:"methodArn"`
		*v1
		Body   any `json:"body,omitempty"` // authorizers see no body
		Base64 any `json:"isBase64Encoded,omitempty"`
	}{Type: "REQUEST", MethodARN: methodARN, v1: e})
}

// HTTPAuthorizer makes the event of an HTTP API's authorizer, format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
func HTTPAuthorizer(r *Request, routeARN string, identity []string) ([]byte, error) {
	e := r.v2(r.Path)
	return json.Marshal(struct {
		Type     string   `json:"type"`
		RouteARN string   `json:"routeArn"`
		Identity []string `json:"identitySource"`
		*v2
		Body   any `json:"body,omitempty"`
		Base64 any `json:"isBase64Encoded,omitempty"`
	}{Type: "REQUEST", RouteARN: routeARN, Identity: identity, v2: e})
}
