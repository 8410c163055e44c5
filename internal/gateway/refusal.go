package gateway

import (
	"fmt"
	"net/http"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/gateway/event"
)

// refusal is an answer that the gateway gives itself.
type refusal struct {
	cause  answers.Cause
	answer answers.Answer
	detail error // what a log of AWS's would say
}

// refuse answers as the table says. A cause that the API does not know is an
// error of its integration.
func (g *Gateway) refuse(cause answers.Cause, detail error) *refusal {
	answer, known := answers.Of(g.config.API, cause)
	if !known {
		answer, _ = answers.Of(g.config.API, answers.FunctionError)
	}
	return &refusal{cause, answer, detail}
}

// saying is a refusal with another status, type and sentence than its row's.
func (f *refusal) saying(status int, kind, body string) *refusal {
	f.answer.Status, f.answer.ErrorType, f.answer.Body = status, kind, body
	return f
}

func (f *refusal) response() *event.Response {
	h := http.Header{}
	for name, value := range f.answer.Header() {
		h.Set(name, value)
	}
	if f.answer.Body != "" {
		h.Set("Content-Type", f.answer.ContentType())
	}
	return &event.Response{Status: f.answer.Status, Header: h, Body: []byte(f.answer.Body)}
}

func wrapRoute(r *Route, err error) error { return fmt.Errorf("route %s: %w", r.key(), err) }

func wrapAuthorizer(name string, err error) error {
	return fmt.Errorf("authorizer %s: its validation is no regular expression: %w", name, err)
}
