package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/mapping"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// tooLarge is Lambda's type of the error of an answer above its limit.
const tooLarge = "Function.ResponseSizeTooLarge"

// call is what became of the call of a function.
type call struct {
	result *sandbox.Result // nil when it did not end
	took   time.Duration   // what API Gateway calls IntegrationLatency
}

// read takes the body, up to the API's limit.
func (x *exchange) read() *refusal {
	limit := maxBody(x.g.config.API)
	if x.r.ContentLength > limit {
		return x.g.refuse(answers.RequestSize, nil)
	}
	if x.r.ContentLength == 0 {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(x.r.Body, limit+1))
	switch {
	case err != nil:
		return &refusal{cause: "", answer: answers.Answer{API: x.g.config.API, Status: http.StatusBadRequest, Body: `{"message":"Bad Request"}`}, detail: err}
	case int64(len(body)) > limit:
		return x.g.refuse(answers.RequestSize, nil)
	}
	x.req.Body = body
	return nil
}

// integrate calls the function and makes a response of its answer.
func (x *exchange) integrate() (*event.Response, *refusal) {
	payload, err := x.event()
	if err != nil {
		return nil, x.g.refuse(answers.IntegrationFailure, err)
	}
	if len(payload) > maxLambda {
		return nil, x.g.refuse(answers.RequestSize, errors.New("the event is larger than Lambda takes"))
	}
	start := time.Now()
	result, err := x.invoke(payload)
	x.call = &call{result, time.Since(start)}
	if err != nil {
		return nil, x.g.refuse(x.causeOf(err))
	}
	return x.respond(result)
}

// invoke calls the function and waits, at most as long as the integration may
// take. Somebody who wants to know is told what became of it after that.
func (x *exchange) invoke(payload []byte) (*sandbox.Result, error) {
	ctx := context.WithoutCancel(x.r.Context()) // a caller who leaves does not end the call, as on AWS
	call := func(ctx context.Context) (*sandbox.Result, error) {
		return x.g.invoker.Invoke(ctx, x.route.Function, payload, x.trace)
	}
	late := x.g.config.Late
	switch {
	case x.route.timeout == 0:
		return call(ctx)
	case late == nil:
		ctx, cancel := context.WithTimeout(ctx, x.route.timeout)
		defer cancel()
		return call(ctx)
	}
	return inTime(x.route.timeout, func() (*sandbox.Result, error) { return call(ctx) }, func(r *sandbox.Result) { late(x.id, r) })
}

// inTime returns what a call does within a time, and hands over the result of
// one that takes longer.
func inTime(d time.Duration, call func() (*sandbox.Result, error), late func(*sandbox.Result)) (*sandbox.Result, error) {
	type end struct {
		result *sandbox.Result
		err    error
	}
	ended := make(chan end, 1)
	go func() {
		r, err := call()
		ended <- end{r, err}
	}()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case e := <-ended:
		return e.result, e.err
	case <-timer.C:
	}
	go func() {
		if e := <-ended; e.err == nil {
			late(e.result)
		}
	}()
	return nil, context.DeadlineExceeded
}

// event makes what the function gets.
func (x *exchange) event() ([]byte, error) {
	switch {
	case x.route.mapping != nil:
		return x.route.mapping.Event(x.mappingInput()), nil
	case x.g.config.API == answers.REST:
		return event.REST(&x.req)
	case x.g.config.API == answers.ALB:
		return event.ALB(&x.req, x.g.config.MultiValueHeaders)
	case x.g.config.API == answers.URL:
		return event.URL(&x.req)
	case x.route.Payload == "1.0":
		return event.HTTP1(&x.req)
	}
	return event.HTTP2(&x.req)
}

func (x *exchange) mappingInput() *mapping.Input {
	query := map[string]string{}
	for name, values := range x.r.URL.Query() {
		query[name] = values[len(values)-1]
	}
	return &mapping.Input{
		Path: x.req.Route.Params, Query: query, Stage: x.g.api.Variables, Header: func(name string) string { return cmp.Or(x.headers(name)...) }, Body: x.req.Body,
	}
}

// causeOf is the cause of a call that failed, and what a log would say of it.
func (x *exchange) causeOf(err error) (answers.Cause, error) {
	var throttled *sandbox.ThrottleError
	switch {
	case errors.As(err, &throttled):
		return answers.FunctionThrottled, err
	case errors.Is(err, context.DeadlineExceeded):
		return answers.IntegrationTimeout, fmt.Errorf("the function did not answer within %v", x.route.timeout)
	}
	return answers.IntegrationFailure, err
}

// respond makes a response of a function's answer or error.
func (x *exchange) respond(result *sandbox.Result) (*event.Response, *refusal) {
	if x.route.mapping != nil {
		return x.mapped(result), nil
	}
	if result.FunctionError != "" {
		return nil, x.g.refuse(failure(result), nil)
	}
	if len(result.Payload) > maxAnswer(x.g.config.API) {
		return nil, x.g.refuse(answers.ResponseSize, nil)
	}
	response, err := x.parse(result.Payload)
	if err != nil {
		return nil, x.g.refuse(answers.MalformedResponse, err)
	}
	return response, nil
}

func (x *exchange) parse(payload []byte) (*event.Response, error) {
	switch {
	case x.g.config.API == answers.REST:
		return event.FromREST(payload, x.g.config.BinaryMediaTypes, x.r.Header.Get("Accept"))
	case x.g.config.API == answers.ALB:
		return event.FromALB(payload, x.g.config.MultiValueHeaders)
	case x.g.config.API == answers.URL:
		return event.FromURL(payload)
	case x.route.Payload == "1.0":
		return event.FromHTTP1(payload)
	}
	return event.FromHTTP2(payload)
}

// mapped is the answer of a non-proxy integration: an error is whatever its
// integration responses make of it.
func (x *exchange) mapped(result *sandbox.Result) *event.Response {
	chosen, body := x.route.responses.Choose(result.Payload, result.FunctionError != "")
	h := http.Header{"Content-Type": {"application/json"}}
	for name, value := range chosen.Headers {
		h.Set(name, value)
	}
	return &event.Response{Status: chosen.Status, Header: h, Body: body}
}

// failure is the cause that a function error is.
func failure(r *sandbox.Result) answers.Cause {
	switch {
	case r.Outcome == measure.OutcomeTimeout:
		return answers.FunctionTimeout
	case r.Report.ErrorType == tooLarge:
		return answers.ResponseSize
	}
	return answers.FunctionError
}
