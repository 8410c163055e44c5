// Package events makes sample events of the services that invoke functions, to
// be payloads of a scenario. Their shapes are those that AWS documents for each
// service; values are examples unless they are set.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
package events

import (
	"embed"
	"encoding/base64"
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
type coding int

const (
	asIs   coding = iota
	asText        // what is no text becomes JSON in a text
	inBase64
)

// places are the names that each template knows, in words of its service.
var places = map[string]map[string]place{
	"s3-put": {
		"bucket": {"Records.0.s3.bucket.name", asIs}, "key": {"Records.0.s3.object.key", asIs}, "size": {"Records.0.s3.object.size", asIs},
	},
	"sqs": {"body": {"Records.0.body", asText}, "queue": {"Records.0.eventSourceARN", asIs}, "attributes": {"Records.0.messageAttributes", asIs}},
	"sns": {"message": {"Records.0.Sns.Message", asText}, "subject": {"Records.0.Sns.Subject", asIs}, "topic": {"Records.0.Sns.TopicArn", asIs}},
	"dynamodb": {
		"event": {"Records.0.eventName", asIs}, "keys": {"Records.0.dynamodb.Keys", asIs},
		"new": {"Records.0.dynamodb.NewImage", asIs}, "old": {"Records.0.dynamodb.OldImage", asIs},
	},
	"kinesis":     {"data": {"Records.0.kinesis.data", inBase64}, "partition_key": {"Records.0.kinesis.partitionKey", asIs}},
	"eventbridge": {"detail": {"detail", asIs}, "detail_type": {"detail-type", asIs}, "source": {"source", asIs}},
	"api-rest": {
		"method": {"httpMethod", asIs}, "path": {"path", asIs}, "resource": {"resource", asIs}, "body": {"body", asText},
		"headers": {"headers", asIs}, "query": {"queryStringParameters", asIs}, "parameters": {"pathParameters", asIs}, "stage_variables": {"stageVariables", asIs},
	},
	"api-http": {
		"method": {"requestContext.http.method", asIs}, "path": {"rawPath", asIs}, "route": {"routeKey", asIs}, "body": {"body", asText},
		"headers": {"headers", asIs}, "query": {"queryStringParameters", asIs}, "parameters": {"pathParameters", asIs}, "cookies": {"cookies", asIs},
	},
	"alb": {
		"method": {"httpMethod", asIs}, "path": {"path", asIs}, "body": {"body", asText}, "headers": {"headers", asIs}, "query": {"queryStringParameters", asIs},
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
			at.path = name
		}
		value, err := at.as.of(set[name])
		if err != nil {
			return nil, err
		}
		if err := put(event, strings.Split(at.path, "."), value, known); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
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

// of is a value as it stands in the event.
func (c coding) of(value json.RawMessage) (any, error) {
	var decoded any
	if err := json.Unmarshal(value, &decoded); err != nil {
		return nil, err
	}
	if c == asIs {
		return value, nil // numbers stay as they are written
	}
	text, isText := decoded.(string)
	if !isText {
		text = string(value)
	}
	if c == inBase64 {
		return base64.StdEncoding.EncodeToString([]byte(text)), nil
	}
	return text, nil
}

// put sets a value at a path of an event. What the path leads through must be
// there; its last key too, unless add.
func put(event any, path []string, value any, add bool) error {
	key, last := path[0], len(path) == 1
	switch v := event.(type) {
	case map[string]any:
		_, there := v[key]
		switch {
		case !there && (!add || !last):
			return fmt.Errorf("the event has no key %q there; it has %s", key, strings.Join(slices.Sorted(maps.Keys(v)), ", "))
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
