package event

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// TestEveryFieldOfGo: each field that aws-lambda-go knows of an event is in one
// of ours, but for those that are left out on purpose.
func TestEveryFieldOfGo(t *testing.T) {
	for name, c := range map[string]struct {
		of     any
		made   [][]byte
		absent []string
	}{
		"REST": {events.APIGatewayProxyRequest{}, made(t, REST), []string{
			".requestContext.identity.clientCert",
			".requestContext.operationName", // of the API's definition, which there is none of
		}},
		"HTTP": {events.APIGatewayV2HTTPRequest{}, made(t, HTTP2), []string{
			".requestContext.authentication", // client certificates
			".requestContext.authorizer.jwt",
		}},
		"URL": {events.LambdaFunctionURLRequest{}, made(t, HTTP2), nil},
		"ALB": {events.ALBTargetGroupRequest{}, append(made(t, alb(true)), made(t, alb(false))...), nil},
		"REST authorizer": {events.APIGatewayCustomAuthorizerRequestTypeRequest{}, made(t, func(r *Request) ([]byte, error) { return RESTAuthorizer(r, "arn") }), []string{
			".requestContext.identity.clientCert",
		}},
		"HTTP authorizer": {events.APIGatewayV2CustomAuthorizerV2Request{}, made(t, func(r *Request) ([]byte, error) { return HTTPAuthorizer(r, "arn", []string{"x"}) }), []string{
			".requestContext.authentication", ".requestContext.authorizer.jwt",
		}},
	} {
		var got []string
		for _, path := range paths("", reflect.TypeOf(c.of)) {
			if !slices.ContainsFunc(c.made, func(raw []byte) bool { return has(t, raw, path) }) {
				got = append(got, path)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.absent) {
			t.Errorf("%s: absent are %q, want %q", name, got, c.absent)
		}
	}
}

// made are the events of every kind of request.
func made(t *testing.T, make func(*Request) ([]byte, error)) [][]byte {
	t.Helper()
	var list [][]byte
	for _, r := range []*Request{request(), signed(), authorized(), bare()} {
		raw, err := make(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, raw)
	}
	return list
}

// paths are the JSON names of a struct's fields; an absent object is named
// without its fields.
func paths(at string, s reflect.Type) []string {
	var list []string
	for i := range s.NumField() {
		tag, _, _ := strings.Cut(s.Field(i).Tag.Get("json"), ",")
		if tag == "" || tag == "-" {
			continue
		}
		field := s.Field(i).Type
		if field.Kind() == reflect.Pointer {
			field = field.Elem()
		}
		path := at + "." + tag
		if field.Kind() == reflect.Struct && !slices.Contains([]string{"authentication", "jwt", "clientCert", "cognitoIdentity"}, tag) {
			list = append(list, paths(path, field)...)
		} else {
			list = append(list, path)
		}
	}
	return list
}

// has reports whether an event has a path, null or not.
func has(t *testing.T, raw []byte, path string) bool {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "."), ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return false
		}
		if v, ok = object[name]; !ok {
			return false
		}
	}
	return true
}
