package events_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	awsevents "github.com/aws/aws-lambda-go/events"

	"github.com/sweetspot-bench/sweetspot/scenarios/events"
)

// Every template is an event as handlers written for real ones read it: it has
// no key that the service's type does not know, and its values have the types.
func TestTemplatesAreRealEvents(t *testing.T) {
	into := map[string]any{
		"s3-put": &awsevents.S3Event{}, "sqs": &awsevents.SQSEvent{}, "sns": &awsevents.SNSEvent{}, "dynamodb": &awsevents.DynamoDBEvent{},
		"kinesis": &awsevents.KinesisEvent{}, "eventbridge": &awsevents.EventBridgeEvent{}, "api-rest": &awsevents.APIGatewayProxyRequest{},
		"api-http": &awsevents.APIGatewayV2HTTPRequest{}, "alb": &awsevents.ALBTargetGroupRequest{},
	}
	for _, name := range events.Names() {
		event, err := events.Event(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(event))
		decoder.DisallowUnknownFields()
		if into[name] == nil {
			t.Fatalf("no type for %s", name)
		}
		if err := decoder.Decode(into[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, key := range events.Settable(name) {
			fits := 0
			for _, value := range []string{`"x"`, `7`, `{"a": "b"}`, `["a"]`} {
				if _, err := events.Event(name, map[string]json.RawMessage{key: json.RawMessage(value)}); err == nil {
					fits++
				}
			}
			if fits == 0 {
				t.Errorf("%s: nothing can be set as %s", name, key)
			}
		}
	}
}

func TestEventSetsValues(t *testing.T) {
	for _, tc := range []struct{ template, name, value, want string }{
		{"s3-put", "key", `"HappyFace.jpg"`, `"key":"HappyFace.jpg"`},
		{"s3-put", "size", `12345678901234567890`, `"size":12345678901234567890`},
		{"s3-put", "Records.0.awsRegion", `"eu-west-1"`, `"awsRegion":"eu-west-1"`},
		{"sqs", "body", `{"id": 7}`, `"body":"{\"id\": 7}"`},
		{"sqs", "body", `"plain"`, `"body":"plain"`},
		{"kinesis", "data", `{"id":7}`, `"data":"eyJpZCI6N30="`},
		{"dynamodb", "old", `{"Id": {"N": "1"}}`, `"OldImage":{"Id":{"N":"1"}}`},
		{"api-http", "query", `{"page": "2"}`, `"queryStringParameters":{"page":"2"},"rawPath":"/path/to/resource","rawQueryString":"page=2"`},
		{"api-http", "path", `"/pets"`, `"path":"/pets"`},
		{"api-rest", "headers", `{"X-A": "1"}`, `"multiValueHeaders":{"X-A":["1"]}`},
		{"api-rest", "method", `"GET"`, `"httpMethod":"GET","identity"`},
		{"s3-put", "key", `"my photos/red flower.jpg"`, `"key":"my+photos/red+flower.jpg"`},
		{"s3-put", "bucket", `"b"`, `"arn":"arn:aws:s3:::b"`},
	} {
		event, err := events.Event(tc.template, map[string]json.RawMessage{tc.name: json.RawMessage(tc.value)})
		if err != nil || !strings.Contains(string(event), tc.want) {
			t.Errorf("%s %s: %s, %v\nwant %s", tc.template, tc.name, event, err, tc.want)
		}
	}
}

func TestEventRefusesWhatIsNotThere(t *testing.T) {
	_, err := events.Event("s3-put", map[string]json.RawMessage{"kee": json.RawMessage("1")})
	if unknown, ok := errors.AsType[*events.UnknownError](err); !ok || unknown.Name != "kee" || !strings.Contains(err.Error(), "bucket, key, size") {
		t.Errorf("%v", err)
	}
	for name, want := range map[string]string{
		"Records.1.awsRegion":   `"1" is no place in a list of 1`,
		"Records.0.region":      `no key "region" there; it has awsRegion`,
		"Records.0.s3.x.y":      `no key "x" there`,
		"Records.0.eventName.x": `nothing below "x"`,
		"size":                  "the event has a number there, not a text",
	} {
		if _, err := events.Event("s3-put", map[string]json.RawMessage{name: json.RawMessage(`"1"`)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := events.Event("s4", nil); err == nil {
		t.Error("s4 is a template")
	}
}

func FuzzEvent(f *testing.F) {
	f.Add("s3-put", "Records.0.s3", `{"a": 1}`)
	f.Add("alb", "body", `"x"`)
	f.Fuzz(func(t *testing.T, template, name, value string) {
		event, err := events.Event(template, map[string]json.RawMessage{name: json.RawMessage(value)})
		if err == nil && !json.Valid(event) {
			t.Errorf("%s", event)
		}
	})
}
