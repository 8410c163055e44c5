package scenarios

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// Of a payload that is kept as a digest, no value is in what a run keeps, and the
// text still reads as a scenario.
func TestDigestedPayload(t *testing.T) {
	s := parse(t, `version: 1
name: alice
target: {function: {handler: "builtin:hello"}}
load: {burst: 1}
payloads:
- {name: a, digest: true, json: {patient: alice, born: 1970, ids: [ab12345, {deep: true}], note: "first\nsecond"}}
- {name: b, json: {kept: whole}}
`)
	shown := s.Redacted()
	const body = `{"patient":"alice","born":1970,"ids":["ab12345",{"deep":true}],"note":"first\nsecond"}`
	want := fmt.Sprintf(`{"sha256":"%x","bytes":%d}`, sha256.Sum256([]byte(body)), len(body))
	if got := string(shown.Payloads[0].Body); got != want || string(s.Payloads[0].Body) != body {
		t.Errorf("%s is kept as %s", s.Payloads[0].Body, got)
	}
	if string(shown.Payloads[1].Body) != `{"kept":"whole"}` {
		t.Errorf("the other became %s", shown.Payloads[1].Body)
	}
	source := string(s.RedactedSource())
	for _, value := range []string{"patient: alice", "1970", "ab12345", "true}", "second"} {
		if strings.Contains(source, value) {
			t.Errorf("%q is in\n%s", value, source)
		}
	}
	if !strings.Contains(source, "name: alice") || !strings.Contains(source, "kept: whole") {
		t.Errorf("more than the payload is gone:\n%s", source)
	}
	if _, err := Parse("again.yaml", ".", []byte(source)); err != nil {
		t.Error(err)
	}
	if again := string(s.Redacted().Payloads[0].Body); again != string(shown.Payloads[0].Body) {
		t.Error("equal bodies have different digests")
	}
}
