// Package reply reads what the Lambda API answers to an invocation.
package reply

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/internal/lambdareport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Sample is the sample of an invocation that ran, and the report that its
// figures are from; Duration and all that belongs to it are zero where the tail
// of the log had none.
func Sample(out *lambda.InvokeOutput) (measure.Sample, lambdareport.Report) {
	log := Log(out)
	rep, _ := lambdareport.OfLog(log)
	sample := measure.Sample{
		Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Status: int(out.StatusCode),
		RequestID: rep.RequestID, Init: rep.Init + rep.Restore, Duration: rep.Duration, Billed: rep.Billed,
		MaxMemoryMB: rep.MaxMemoryMB, BytesIn: int64(len(out.Payload)), LogBytes: int64(len(log)),
	}
	if sample.RequestID == "" {
		sample.RequestID, _ = awsmiddleware.GetRequestIDMetadata(out.ResultMetadata)
	}
	if out.FunctionError != nil {
		sample.Outcome, sample.Reason = failure(out.Payload, rep)
	}
	switch init, again := lambdareport.InitOfLog(log); {
	case rep.Restore > 0:
		sample.Cold = measure.ColdRestored
	case rep.Init > 0:
		sample.Cold = measure.ColdWaited
	case again && init.Phase == "invoke": // its time is part of the duration
		sample.Cold, sample.Init = measure.ColdReinit, init.Init
	}
	return sample, rep
}

// Log is the tail of the invocation's log.
func Log(out *lambda.InvokeOutput) string {
	log, _ := base64.StdEncoding.DecodeString(aws.ToString(out.LogResult))
	return string(log)
}

// failure classifies a function error by the payload that Lambda answers with.
func failure(payload []byte, rep lambdareport.Report) (measure.Outcome, string) {
	body := readError(payload)
	reason := body.Type
	if reason == "" {
		reason = rep.ErrorType
	}
	switch {
	case rep.Status == "timeout" || body.Type == "Sandbox.Timedout" || strings.Contains(body.Message, "Task timed out after"):
		return measure.OutcomeTimeout, reason
	case body.Type == "Runtime.ExitError" && strings.Contains(body.Message, "signal: killed"):
		return measure.OutcomeOOM, reason
	}
	return measure.OutcomeFunction, reason
}

// errorBody is the payload of an invocation that failed.
type errorBody struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

// readError reads an errorBody; a payload of another shape has none, and is
// still a function error.
func readError(payload []byte) errorBody {
	var body errorBody
	if json.Unmarshal(payload, &body) != nil {
		return errorBody{}
	}
	return body
}

// Explain says in one line why an init failed: the error that the runtime
// reported, else the last line that the process printed.
func Explain(payload []byte, log string) string {
	if body := readError(payload); body.Message != "" && body.Type != "Runtime.ExitError" {
		return body.Type + ": " + body.Message
	}
	last := "the process ended without a word"
	for line := range strings.Lines(log) {
		if line = strings.TrimSpace(line); line != "" && !isPlatformLine(line) {
			last = line
		}
	}
	return last
}

// isPlatformLine reports whether the platform wrote a line of a log: it closes
// that of a crash with "RequestId: ID Error: ..." and the error's type.
func isPlatformLine(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	return slices.Contains([]string{"START", "END", "REPORT", "INIT_START", "INIT_REPORT", "RequestId:", "Runtime.ExitError"}, word)
}

// Refused is the sample of a call that failed: a throttle, or a call that got no
// usable answer.
func Refused(err error) measure.Sample {
	sample := measure.Sample{Outcome: measure.OutcomeTransport, Cold: measure.ColdNone}
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		sample.Status = response.HTTPStatusCode()
	}
	var throttle *types.TooManyRequestsException
	var api smithy.APIError
	var network net.Error
	switch {
	case errors.As(err, &throttle):
		sample.Outcome, sample.Reason = measure.OutcomeThrottle, string(throttle.Reason)
	case errors.As(err, &api):
		sample.Reason = api.ErrorCode()
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout():
		sample.Reason = "no answer in time"
	default:
		sample.Reason = "connection failed"
	}
	return sample
}

// Header is the header of the HTTP answer behind an SDK result.
func Header(out *lambda.InvokeOutput) http.Header {
	if raw, ok := awsmiddleware.GetRawResponse(out.ResultMetadata).(*smithyhttp.Response); ok {
		return raw.Header
	}
	return http.Header{}
}
