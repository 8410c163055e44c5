package doctor_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/doctor"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// answering opens AWS at a server that answers every call by its action, with a
// clock that is so much behind.
func answering(t *testing.T, behind time.Duration, answers func(action string, in url.Values) (int, string)) aws.Config {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		in, _ := url.ParseQuery(string(body))
		status, text := answers(in.Get("Action"), in)
		w.Header().Set("Content-Type", "text/xml")
		w.Header().Set("Date", time.Now().Add(-behind).UTC().Format(http.TimeFormat))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	c, err := cloud.Open(t.Context(), cloud.Access{Region: "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const caller = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

func refused(code, message string) string {
	return fmt.Sprintf(`<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>`, code, message)
}

// said are findings in one line each.
func said(found []runners.Finding) string {
	var lines []string
	for _, f := range found {
		lines = append(lines, fmt.Sprintf("%s %s: %s", f.Level, f.What, f.Text))
	}
	return strings.Join(lines, "\n")
}

func TestAccount(t *testing.T) {
	for name, test := range map[string]struct {
		behind time.Duration
		status int
		text   string
		arn    string
		want   []string
	}{
		"known":   {0, 200, caller, "arn:aws:iam::123456789012:user/ada", []string{"ok credentials: arn:aws:iam::123456789012:user/ada in eu-central-1", "ok clock: within 30s"}},
		"ahead":   {2 * time.Minute, 200, caller, "arn:aws:iam::123456789012:user/ada", []string{"warning clock: ", "ahead of AWS's"}},
		"off":     {-10 * time.Minute, 200, caller, "arn:aws:iam::123456789012:user/ada", []string{"error clock: ", "behind AWS's"}},
		"expired": {0, 403, refused("ExpiredToken", "The security token included in the request is expired"), "", []string{"error credentials: ExpiredToken: The security token", "ok clock"}},
		"skewed":  {time.Hour, 403, refused("SignatureDoesNotMatch", "Signature expired"), "", []string{"error credentials: SignatureDoesNotMatch", "error clock: 1h0m"}},
	} {
		c := answering(t, test.behind, func(string, url.Values) (int, string) { return test.status, test.text })
		arn, found := doctor.Account(t.Context(), c)
		if arn != test.arn {
			t.Errorf("%s: the caller is %q", name, arn)
		}
		for _, want := range test.want {
			if !strings.Contains(said(found), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, said(found))
			}
		}
	}
}

func TestAccountOutOfReach(t *testing.T) {
	c := answering(t, 0, nil)
	c.BaseEndpoint = aws.String("http://127.0.0.1:1")
	if _, found := doctor.Account(t.Context(), c); !strings.HasPrefix(said(found), "error reachability: ") {
		t.Error(said(found))
	}
}

var needed = []runners.Permission{
	{Action: "lambda:InvokeFunction", Resources: []string{"arn:aws:lambda:eu-central-1:123456789012:function:sweetspot-*"}},
	{Action: "iam:PassRole", Resources: []string{"arn:aws:iam::123456789012:role/app"}},
}

func TestPermitted(t *testing.T) {
	decide := func(decision string) func(string, url.Values) (int, string) {
		return func(_ string, in url.Values) (int, string) {
			action := in.Get("ActionNames.member.1")
			if action == "lambda:InvokeFunction" {
				decision := "allowed"
				return 200, simulated(action, in.Get("ResourceArns.member.1"), decision)
			}
			return 200, simulated(action, in.Get("ResourceArns.member.1"), decision)
		}
	}
	forbidden := func(string, url.Values) (int, string) {
		return 403, refused("AccessDenied", "not authorized to perform: iam:SimulatePrincipalPolicy")
	}
	for name, test := range map[string]struct {
		caller  string
		answers func(string, url.Values) (int, string)
		want    string
	}{
		"allowed":   {"arn:aws:iam::123456789012:user/ada", decide("allowed"), "ok permissions: IAM allows all 2 actions; what an organisation's policies say it does not tell"},
		"denied":    {"arn:aws:iam::123456789012:user/ada", decide("implicitDeny"), "error permissions: iam:PassRole on arn:aws:iam::123456789012:role/app is not allowed (implicitDeny)"},
		"forbidden": {"arn:aws:iam::123456789012:user/ada", forbidden, "warning permissions: whether they suffice is not known: AccessDenied: not authorized to perform: iam:SimulatePrincipalPolicy"},
		"root":      {"arn:aws:iam::123456789012:root", forbidden, "warning permissions: whether they suffice is not known: IAM does not simulate arn:aws:iam::123456789012:root"},
		"nobody":    {"", forbidden, ""},
	} {
		c := answering(t, 0, test.answers)
		if got := said(doctor.Permitted(t.Context(), c, test.caller, needed)); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func simulated(action, resource, decision string) string {
	return fmt.Sprintf(`<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>%s</EvalActionName><EvalResourceName>%s</EvalResourceName><EvalDecision>%s</EvalDecision></member></EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`, action, resource, decision)
}

// An assumed role is simulated as the role.
func TestPermittedToARole(t *testing.T) {
	asked := ""
	c := answering(t, 0, func(_ string, in url.Values) (int, string) {
		asked = in.Get("PolicySourceArn")
		return 200, simulated("a:B", "*", "allowed")
	})
	doctor.Permitted(t.Context(), c, "arn:aws-cn:sts::123456789012:assumed-role/ci/session", needed)
	if asked != "arn:aws-cn:iam::123456789012:role/ci" {
		t.Error(asked)
	}
}

func TestPolicy(t *testing.T) {
	got := string(doctor.Policy([]runners.Permission{
		{Action: "lambda:InvokeFunction", Resources: []string{"b", "a"}},
		{Action: "lambda:GetFunction", Resources: []string{"a", "b", "a"}},
		{Action: "lambda:GetAccountSettings", Resources: []string{"*"}},
		{Action: "lambda:InvokeFunction", Resources: []string{"a", "b"}},
	}))
	const want = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "lambda:GetFunction",
        "lambda:InvokeFunction"
      ],
      "Resource": [
        "a",
        "b"
      ]
    },
    {
      "Effect": "Allow",
      "Action": [
        "lambda:GetAccountSettings"
      ],
      "Resource": [
        "*"
      ]
    }
  ]
}
`
	if got != want {
		t.Error(got)
	}
}

// Whatever this machine is, each thing is looked at, and a folder that cannot be
// made is an error.
func TestMachine(t *testing.T) {
	found := said(doctor.Machine(t.Context(), t.TempDir()))
	for _, what := range []string{" machine: ", " limits: ", " python3: ", " node: ", " container engine: ", " disk: "} {
		if !strings.Contains(found, what) {
			t.Errorf("%q is not in\n%s", what, found)
		}
	}
	if found := said(doctor.Machine(t.Context(), "/proc/sweetspot")); !strings.Contains(found, "error disk: ") {
		t.Skip("there is no folder that nobody can write: " + found)
	}
}
