package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
)

// Invoker calls functions.
type Invoker interface {
	// Invoke runs a function synchronously and waits for its end, at most until
	// ctx ends; the function may run on. The error is a *sandbox.ThrottleError,
	// ctx's error, or says why the function could not be called; a function that
	// fails is a Result.
	Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error)
}

// InvokerFunc is a function as an Invoker, such as (*lambdaapi.Server).Call.
type InvokerFunc func(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error)

// Invoke calls f.
func (f InvokerFunc) Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error) {
	return f(ctx, function, event, traceID)
}

var (
	_ Invoker = InvokerFunc(nil)
	_ Invoker = overHTTP{}
)

// maxAnswerBytes bounds what is read of an answer to Invoke; Lambda's own
// limit is below it, and says what it has to say there.
const maxAnswerBytes = 2 * sandbox.MaxPayloadBytes

type overHTTP struct {
	endpoint string
	client   *http.Client
}

// OverHTTP calls functions by the Lambda API at an endpoint such as
// "http://127.0.0.1:9001"; a sandbox's answers bring its figures. Requests are
// not signed, which a sandbox does not look at.
func OverHTTP(endpoint string, client *http.Client) Invoker {
	return overHTTP{strings.TrimSuffix(endpoint, "/"), client}
}

func (o overHTTP) Invoke(ctx context.Context, function string, event []byte, traceID string) (*sandbox.Result, error) {
	address := o.endpoint + "/2015-03-31/functions/" + url.PathEscape(function) + "/invocations"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Amzn-Trace-Id", traceID)
	resp, err := o.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	payload, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, invokeError(resp, payload)
	}
	res := lambdaapi.Figures(resp.Header)
	res.Payload, res.FunctionError = payload, resp.Header.Get("X-Amz-Function-Error")
	return res, nil
}

// invokeError reads an error of the Lambda API.
func invokeError(resp *http.Response, body []byte) error {
	var said struct {
		Reason       string
		Message      string `json:"Message"`
		LowerMessage string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // without it the status must do
	text := said.Message + said.LowerMessage
	if resp.StatusCode == http.StatusTooManyRequests {
		return &sandbox.ThrottleError{Reason: said.Reason, Message: text}
	}
	return fmt.Errorf("lambda answered %s: %s", resp.Status, text)
}
