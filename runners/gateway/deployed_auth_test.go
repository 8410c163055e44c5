package gateway

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/gateway"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

const (
	callersKey    = "AKIAIOSFODNN7EXAMPLE"
	callersSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	callersToken  = "let me in"
)

// guarded is a gateway that stands at a URL and lets nobody in without proof: a
// signature of callersKey, or callersToken for its authorizer.
func guarded(t *testing.T, api answers.API, auth string) (url string) {
	t.Helper()
	c := gateway.Config{API: api, Region: "us-east-1", Routes: []gateway.Route{{Method: "ANY", Path: "/{proxy+}", Function: "behind", Auth: auth}}}
	if api == answers.URL {
		c.Routes[0].Path = "$default"
	}
	if auth == gateway.AuthIAM {
		c.Credentials = map[string]string{callersKey: callersSecret}
	} else {
		c.Authorizers = map[string]gateway.Authorizer{auth: {Function: "judge", Kind: "request", Simple: api == answers.HTTP, Identity: []string{"header.Authorization"}}}
	}
	handler, err := gateway.New(c, gateway.InvokerFunc(func(_ context.Context, function string, event []byte, _ string) (*sandbox.Result, error) {
		if function == "judge" {
			return &sandbox.Result{Payload: decided(api, bytes.Contains(event, []byte(`"Bearer `+callersToken+`"`)))}, nil
		}
		return &sandbox.Result{Payload: []byte(`{"statusCode": 200, "body": "done"}`)}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// decided is what an authorizer answers.
func decided(api answers.API, allowed bool) []byte {
	if api == answers.HTTP {
		return fmt.Appendf(nil, `{"isAuthorized": %v}`, allowed)
	}
	effect := map[bool]string{true: "Allow", false: "Deny"}[allowed]
	return fmt.Appendf(nil, `{"principalId": "caller", "policyDocument": {"Version": "2012-10-17",
		"Statement": [{"Action": "execute-api:Invoke", "Effect": %q, "Resource": "*"}]}}`, effect)
}

// A standing gateway gets the proof that it asks for: each request signed with the
// caller's credentials, or the token. Others are refused, and that is seen.
func TestADeployedGatewayIsShownProof(t *testing.T) {
	for name, tt := range map[string]struct {
		api     answers.API
		auth    string // of the gateway
		shown   string // keys of the scenario's gateway
		secret  string
		session bool
		status  int
	}{
		"signature, REST":          {answers.REST, gateway.AuthIAM, "auth: iam", callersSecret, false, 200},
		"signature, HTTP":          {answers.HTTP, gateway.AuthIAM, "auth: iam", callersSecret, false, 200},
		"signature, URL":           {answers.URL, gateway.AuthIAM, "auth: iam", callersSecret, false, 200},
		"signature, of a session":  {answers.REST, gateway.AuthIAM, "auth: iam", callersSecret, true, 200},
		"another secret, REST":     {answers.REST, gateway.AuthIAM, "auth: iam", "another", false, 403},
		"another secret, HTTP":     {answers.HTTP, gateway.AuthIAM, "auth: iam", "another", false, 403},
		"another secret, URL":      {answers.URL, gateway.AuthIAM, "auth: iam", "another", false, 403},
		"no signature":             {answers.REST, gateway.AuthIAM, "auth: none", callersSecret, false, 403},
		"token, REST":              {answers.REST, "judge", `auth: bearer, token: "` + callersToken + `"`, "", false, 200},
		"token, HTTP":              {answers.HTTP, "judge", `auth: bearer, token: "` + callersToken + `"`, "", false, 200},
		"another token, REST":      {answers.REST, "judge", "auth: bearer, token: another", "", false, 403},
		"another token, HTTP":      {answers.HTTP, "judge", "auth: bearer, token: another", "", false, 403},
		"no token":                 {answers.HTTP, "judge", "auth: none", "", false, 401},
		"a token for a signature":  {answers.HTTP, gateway.AuthIAM, `auth: bearer, token: "` + callersToken + `"`, "", false, 403},
		"a signature for no token": {answers.REST, "judge", "auth: iam", callersSecret, false, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1") // nobody answers, and nobody is asked
			t.Setenv("AWS_ACCESS_KEY_ID", callersKey)
			t.Setenv("AWS_SECRET_ACCESS_KEY", tt.secret)
			if tt.session {
				t.Setenv("AWS_SESSION_TOKEN", "a session's token/+=")
			}
			s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target: {gateway: {api: %s, url: %q, %s}}
load: {burst: 1}
payloads: [{request: "POST /a%%20b?x=1&x=%%2F&y=", json: {deep: [1, 2]}}]
`, tt.api, guarded(t, tt.api, tt.auth), tt.shown))
			if err != nil {
				t.Fatal(err)
			}
			r, _, warned := newDeployed(t, s, false)
			variants := s.Plan().Variants
			if err := r.Check(t.Context(), variants); err != nil {
				t.Fatal(err)
			}
			if allowed := tt.status == 200; allowed != (len(*warned) == 0) {
				t.Errorf("the check warns of %q", *warned)
			}
			if err := r.Apply(t.Context(), variants[0]); err != nil {
				t.Fatal(err)
			}
			sample := r.Invoke(t.Context(), variants[0], s.Payloads[0])
			want := map[bool]measure.Outcome{true: measure.OutcomeOK, false: measure.OutcomeFunction}[tt.status == 200]
			if sample.Status != tt.status || sample.Outcome != want {
				t.Errorf("%s %q with status %d, want %s with %d", sample.Outcome, sample.Reason, sample.Status, want, tt.status)
			}
			for _, text := range append(*warned, sample.Reason) {
				for _, secret := range []string{callersSecret, callersToken} {
					if strings.Contains(text, secret) {
						t.Errorf("%q shows a secret", text)
					}
				}
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Without credentials nothing is sent, and it is said why.
func TestARequestThatCannotBeSignedIsNotSent(t *testing.T) {
	url := guarded(t, answers.HTTP, gateway.AuthIAM)
	empty := t.TempDir()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": empty + "/config", "AWS_SHARED_CREDENTIALS_FILE": empty + "/credentials",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "",
	} {
		t.Setenv(name, value)
	}
	s, err := scenarios.Parse("test.yaml", empty, fmt.Appendf(nil, "version: 1\nname: test\ntarget: {gateway: {api: http, url: %q, auth: iam}}\nload: {burst: 1}\n", url))
	if err != nil {
		t.Fatal(err)
	}
	r, _, _ := newDeployed(t, s, false)
	if err := r.Check(t.Context(), s.Plan().Variants); err == nil || !strings.Contains(err.Error(), "the requests cannot be signed") {
		t.Errorf("%v", err)
	}
}
