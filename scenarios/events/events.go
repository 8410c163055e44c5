// Package events makes sample events of the services that invoke functions, to
// be payloads of a scenario. Their shapes are those that AWS documents for each
// service; values are examples unless they are set.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
package events

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

//go:embed data/*.json
var data embed.FS

// place is where a name of set stands in an event.
type place struct {
	path string // keys and indexes with dots
	as   coding
}

// coding is how a value is put there.
type coding func(json.RawMessage) (any, error)

// places are the names that each template knows, in words of its service, with
// all the places that follow the name, so that no event contradicts itself.
var places = map[string]map[string][]place{
	"s3-put": {
		"bucket": {{"Records.0.s3.bucket.name", asIs}, {"Records.0.s3.bucket.arn", bucketARN}},
		"key":    {{"Records.0.s3.object.key", objectKey}}, "size": {{"Records.0.s3.object.size", asIs}},
	},
	"sqs": {"body": {{"Records.0.body", asText}}, "queue": {{"Records.0.eventSourceARN", asIs}}, "attributes": {{"Records.0.messageAttributes", asIs}}},
	"sns": {"message": {{"Records.0.Sns.Message", asText}}, "subject": {{"Records.0.Sns.Subject", asIs}}, "topic": {{"Records.0.Sns.TopicArn", asIs}}},
	"dynamodb": {
		"event": {{"Records.0.eventName", asIs}}, "keys": {{"Records.0.dynamodb.Keys", asIs}},
		"new": {{"Records.0.dynamodb.NewImage", asIs}}, "old": {{"Records.0.dynamodb.OldImage", asIs}},
	},
	"kinesis":     {"data": {{"Records.0.kinesis.data", inBase64}}, "partition_key": {{"Records.0.kinesis.partitionKey", asIs}}},
	"eventbridge": {"detail": {{"detail", asIs}}, "detail_type": {{"detail-type", asIs}}, "source": {{"source", asIs}}},
	"api-rest": {
		"method": {{"httpMethod", asIs}, {"requestContext.httpMethod", asIs}}, "path": {{"path", asIs}, {"requestContext.path", inStage}},
		"resource": {{"resource", asIs}, {"requestContext.resourcePath", asIs}}, "body": {{"body", asText}},
		"headers":    {{"headers", asIs}, {"multiValueHeaders", lists}},
		"query":      {{"queryStringParameters", asIs}, {"multiValueQueryStringParameters", lists}},
		"parameters": {{"pathParameters", asIs}}, "stage_variables": {{"stageVariables", asIs}},
	},
	"api-http": {
		"method": {{"requestContext.http.method", asIs}}, "path": {{"rawPath", asIs}, {"requestContext.http.path", asIs}},
		"route": {{"routeKey", asIs}, {"requestContext.routeKey", asIs}}, "body": {{"body", asText}}, "headers": {{"headers", asIs}},
		"query": {{"queryStringParameters", asIs}, {"rawQueryString", rawQuery}}, "parameters": {{"pathParameters", asIs}}, "cookies": {{"cookies", asIs}},
	},
	"alb": {
		"method": {{"httpMethod", asIs}}, "path": {{"path", asIs}}, "body": {{"body", asText}},
		"headers": {{"headers", asIs}}, "query": {{"queryStringParameters", asIs}},
	},
}

// Names are the templates that there are.
func Names() []string { return slices.Sorted(maps.Keys(places)) }

// Settable are the names that a template knows for its values.
func Settable(template string) []string { return slices.Sorted(maps.Keys(places[template])) }

// Event is a template filled in, as JSON. set maps names to JSON; a name is one
// of Settable, or a path of keys and indexes such as "Records.0.awsRegion". The
// error names what does not fit.
func Event(template string, set map[string]json.RawMessage) ([]byte, error) {
	text, err := data.ReadFile("data/" + template + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no template %q", template)
	}
	var event any
	if err := json.Unmarshal(text, &event); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		at, known := places[template][name]
		if !known && !strings.Contains(name, ".") {
			return nil, &UnknownError{Template: template, Name: name}
		}
		if !known {
			at = []place{{name, asIs}}
		}
		for _, p := range at {
			value, err := p.as(set[name])
			if err == nil {
				err = put(event, strings.Split(p.path, "."), value, known)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return json.Marshal(event)
}

// UnknownError says that a template does not know a name.
type UnknownError struct{ Template, Name string }

// Error implements error.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("the template %s knows no %s, but %s, or a path with dots", e.Template, e.Name, strings.Join(Settable(e.Template), ", "))
}

// put sets a value at a path of an event. What the path leads through must be
// there; its last key too, unless add.
func put(event any, path []string, value any, add bool) error {
	key, last := path[0], len(path) == 1
	switch v := event.(type) {
	case map[string]any:
		was, there := v[key]
		switch {
		case !there && (!add || !last):
			return fmt.Errorf("the event has no key %q there; it has %s", key, strings.Join(slices.Sorted(maps.Keys(v)), ", "))
		case last && there && kindOf(was) != kindOf(value) && kindOf(was) != kindOf(nil):
			return fmt.Errorf("the event has %s there, not %s", kindOf(was), kindOf(value))
		case last:
			v[key] = value
			return nil
		}
		return put(v[key], path[1:], value, add)
	case []any:
		i, err := strconv.Atoi(key)
		switch {
		case err != nil || i < 0 || i >= len(v):
			return fmt.Errorf("%q is no place in a list of %d", key, len(v))
		case last:
			v[i] = value
			return nil
		}
		return put(v[i], path[1:], value, add)
	}
	return fmt.Errorf("there is nothing below %q", key)
}
