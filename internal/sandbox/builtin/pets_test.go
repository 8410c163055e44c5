package builtin

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// ask sends an event to pets as lambda.Start would, and returns the answer's JSON.
func ask(t *testing.T, event string) (string, error) {
	t.Helper()
	var r petsRequest
	if err := json.Unmarshal([]byte(event), &r); err != nil {
		t.Fatal(err)
	}
	answer, err := pets(r)
	text, marshalErr := json.Marshal(answer)
	if marshalErr != nil {
		t.Fatal(marshalErr)
	}
	return string(text), err
}

const exotic = `[{"id":8,"type":"Exotic","name":"Axolotl","price":59.99},` +
	`{"id":9,"type":"Exotic","name":"Bearded Dragon","price":89.99},` +
	`{"id":10,"type":"Exotic","name":"Chameleon","price":149.99}]`

func TestPetsPlain(t *testing.T) {
	for _, event := range []string{`{"type":"Exotic"}`, `{"type":"exotic","requestContext":null}`} {
		if got, err := ask(t, event); err != nil || got != exotic {
			t.Errorf("%s: %s, %v\nwant %s", event, got, err, exotic)
		}
	}
	if got, err := ask(t, `{}`); err != nil || strings.Count(got, `"id"`) != len(petStore) {
		t.Errorf("no type: %s, %v; want the whole store", got, err)
	}
	var unknown UnknownPetType
	if _, err := ask(t, `{"type":"Dragon"}`); !errors.As(err, &unknown) {
		t.Errorf("unknown type: %v, want an UnknownPetType", err)
	}
}

func TestUnknownPetTypeListsTheStore(t *testing.T) {
	message := UnknownPetType("x").Error()
	for _, p := range petStore {
		if !strings.Contains(message, p.Type) {
			t.Errorf("%q does not name %s", message, p.Type)
		}
	}
}

func TestPetsProxy(t *testing.T) {
	tests := []struct {
		event  string
		status int
		body   string // its beginning
	}{
		{`{"resource":"/pets/{type}","httpMethod":"GET","pathParameters":{"type":"Exotic"},"requestContext":{"stage":"v1"}}`, 200, exotic},
		{`{"version":"2.0","pathParameters":{"type":"EXOTIC"},"requestContext":{"stage":"v1"}}`, 200, exotic},
		{`{"httpMethod":"GET","pathParameters":null,"requestContext":{"stage":"v1"}}`, 200, `[{"id":1,`},
		{`{"httpMethod":"GET","pathParameters":{"type":"Dragon"},"requestContext":{}}`, 404, `{"message":"no pets of type Dragon`},
	}
	for _, tt := range tests {
		got, err := ask(t, tt.event)
		var answer proxyResponse
		if err == nil {
			err = json.Unmarshal([]byte(got), &answer)
		}
		if err != nil || answer.StatusCode != tt.status || !strings.HasPrefix(answer.Body, tt.body) {
			t.Errorf("%s:\n%s, %v\nwant %d and %s", tt.event, got, err, tt.status, tt.body)
		}
		if answer.Headers["Content-Type"] != "application/json" || !json.Valid([]byte(answer.Body)) {
			t.Errorf("%s: headers %v, body %s", tt.event, answer.Headers, answer.Body)
		}
	}
}

// FuzzPets holds that whatever a gateway sends, a proxy event is answered with
// a status and a JSON body.
func FuzzPets(f *testing.F) {
	f.Add(`{"type":"Exotic"}`)
	f.Add(`{"pathParameters":{"type":"Dog"},"requestContext":{}}`)
	f.Add(`{"pathParameters":{"type":"\u0000\ud800"},"requestContext":1}`)
	f.Fuzz(func(t *testing.T, event string) {
		var r petsRequest
		if json.Unmarshal([]byte(event), &r) != nil {
			return
		}
		got, err := pets(r)
		answer, proxied := got.(proxyResponse)
		if proxied && (err != nil || answer.StatusCode < 200 || !json.Valid([]byte(answer.Body))) {
			t.Errorf("%s: %+v, %v", event, answer, err)
		}
	})
}
