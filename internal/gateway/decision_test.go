package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// Numbers of an authorizer's context reach the function as they were said.
func TestContextKeepsItsNumbers(t *testing.T) {
	const policy = `{"principalId":"u","policyDocument":{"Statement":[]},"context":{"n":9007199254740993,"x":1.50}}`
	for api, want := range map[answers.API]string{answers.REST: `{"n":"9007199254740993","x":"1.50"}`, answers.HTTP: `{"n":9007199254740993,"x":1.50}`} {
		x := &exchange{g: newGateway(t, Config{API: api, Routes: []Route{{Path: "/x", Function: "fn"}}}, &functions{})}
		d, err := x.readDecision(&authorizer{}, []byte(policy))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(d.context); string(got) != want {
			t.Errorf("%s: %s, want %s", api, got, want)
		}
	}
}

// What is wrong with an authorizer's answer is said in the words of JSON.
func TestWrongAnswersAreSaidPlainly(t *testing.T) {
	x := &exchange{g: newGateway(t, Config{API: answers.REST, Routes: []Route{{Path: "/x", Function: "fn"}}}, &functions{})}
	for payload, want := range map[string]string{
		`"yes"`:             "it is a string and no object",
		`{"principalId":1}`: "principalId cannot be a number",
		`{"principalId":"u","policyDocument":{"Statement":"no"}}`: "cannot be a string",
		`{`: "no JSON",
	} {
		_, err := x.readDecision(&authorizer{}, []byte(payload))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: %v, want one with %q", payload, err, want)
		}
	}
}

// Go keeps the host out of a request's headers.
func TestTheHostIsAHeader(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": says(`{}`)}}
	g := newGateway(t, Config{API: answers.REST, Routes: []Route{{Path: "/x", Function: "fn", Mapping: map[string]string{"at": "header.Host"}}}}, f)
	ask(g, "GET", "http://pets.example/x")
	if got := f.last(t, "fn")["at"]; got != "pets.example" {
		t.Errorf("the function got %q", got)
	}
}
