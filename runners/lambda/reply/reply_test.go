package reply

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// The payloads are Lambda's own, as its documentation and its service answer.
func TestFailureClassifiesLambdasErrors(t *testing.T) {
	for _, tc := range []struct {
		name, payload string
		rep           lambdareport.Report
		outcome       measure.Outcome
		reason        string
	}{
		{"raised by the handler", `{"errorMessage":"boom","errorType":"ValueError","stackTrace":[]}`, lambdareport.Report{}, measure.OutcomeFunction, "ValueError"},
		{"time-out", `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 8f5 Error: Task timed out after 3.00 seconds"}`, lambdareport.Report{}, measure.OutcomeTimeout, "Sandbox.Timedout"},
		{"older time-out", `{"errorMessage":"2020-01-01T00:00:00.000Z 8f5 Task timed out after 3.00 seconds"}`, lambdareport.Report{}, measure.OutcomeTimeout, ""},
		{"out of memory", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 8f5 Error: Runtime exited with error: signal: killed"}`, lambdareport.Report{}, measure.OutcomeOOM, "Runtime.ExitError"},
		{"crash", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 8f5 Error: Runtime exited with error: exit status 1"}`, lambdareport.Report{}, measure.OutcomeFunction, "Runtime.ExitError"},
		{"not an object", `"boom"`, lambdareport.Report{ErrorType: "Runtime.Unknown"}, measure.OutcomeFunction, "Runtime.Unknown"},
		{"not JSON", `<html>`, lambdareport.Report{}, measure.OutcomeFunction, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			outcome, reason := failure([]byte(tc.payload), tc.rep)
			if outcome != tc.outcome || reason != tc.reason {
				t.Errorf("%s %q, want %s %q", outcome, reason, tc.outcome, tc.reason)
			}
		})
	}
}

func TestRefusalTellsThrottlesFromLostCalls(t *testing.T) {
	for _, tc := range []struct {
		name    string
		err     error
		outcome measure.Outcome
		reason  string
		status  int
	}{
		{"throttle", answered(429, &types.TooManyRequestsException{Reason: types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded}),
			measure.OutcomeThrottle, "ReservedFunctionConcurrentInvocationLimitExceeded", 429},
		{"service failure", answered(500, &smithy.GenericAPIError{Code: "ServiceException"}), measure.OutcomeTransport, "ServiceException", 500},
		{"no answer in time", context.DeadlineExceeded, measure.OutcomeTransport, "no answer in time", 0},
		{"refused", errors.New("connection refused"), measure.OutcomeTransport, "connection failed", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := Refused(tc.err)
			if s.Outcome != tc.outcome || s.Reason != tc.reason || s.Status != tc.status {
				t.Errorf("%s %q %d, want %s %q %d", s.Outcome, s.Reason, s.Status, tc.outcome, tc.reason, tc.status)
			}
		})
	}
}

func answered(status int, err error) error {
	return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err}
}

func TestExplainNamesTheCauseOfAFailedInit(t *testing.T) {
	for _, tc := range []struct{ name, payload, log, want string }{
		{"reported by the runtime", `{"errorType":"Runtime.ImportModuleError","errorMessage":"No module named 'PIL'"}`, "", "Runtime.ImportModuleError: No module named 'PIL'"},
		{"printed before the exit", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 1"}`,
			"START RequestId: 1 Version: $LATEST\nno config\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 1.00 ms\n", "no config"},
		{"what the platform closes a crash with", `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 3"}`,
			"START RequestId: 1\nboom: missing DB_URL\nRequestId: 1 Error: Runtime exited with error: exit status 3\nRuntime.ExitError\nEND RequestId: 1\n", "boom: missing DB_URL"},
		{"nothing to go by", `{"errorType":"Runtime.ExitError","errorMessage":"x"}`, "START RequestId: 1\n", "the process ended without a word"},
	} {
		if got := Explain([]byte(tc.payload), tc.log); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
