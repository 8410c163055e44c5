package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// readDecision reads an authorizer's answer: a policy with who was let in, or
// of a simple one a Boolean; and the context that goes to the function.
func (x *exchange) readDecision(a *authorizer, payload []byte) (decision, error) {
	if a.Simple {
		var said struct {
			Authorized *bool          `json:"isAuthorized"`
			Context    map[string]any `json:"context"`
		}
		if err := decodeAnswer(payload, &said); err != nil {
			return decision{}, err
		}
		if said.Authorized == nil {
			return decision{}, errors.New("the authorizer's answer has no isAuthorized")
		}
		return decision{simple: said.Authorized, context: said.Context}, nil
	}
	var said struct {
		Principal string         `json:"principalId"`
		Policy    *policy        `json:"policyDocument"`
		Context   map[string]any `json:"context"`
	}
	if err := decodeAnswer(payload, &said); err != nil {
		return decision{}, err
	}
	if said.Policy == nil || said.Principal == "" && x.g.config.API == answers.REST {
		return decision{}, errors.New("the authorizer's answer lacks principalId or policyDocument")
	}
	d := decision{policy: *said.Policy, principal: said.Principal, context: said.Context}
	if x.g.config.API == answers.REST {
		return d, flatten(d.context)
	}
	return d, nil
}

// decodeAnswer reads JSON with its numbers as they stand: a float64 changes
// integers above 2^53.
func decodeAnswer(payload []byte, into any) error {
	if !json.Valid(payload) {
		return errors.New("the authorizer's answer is no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	err := d.Decode(into)
	switch kind, ok := errors.AsType[*json.UnmarshalTypeError](err); {
	case ok && kind.Field != "":
		return fmt.Errorf("the authorizer's answer cannot be read: %s cannot be a %s", kind.Field, kind.Value)
	case ok:
		return fmt.Errorf("the authorizer's answer cannot be read: it is a %s and no object", kind.Value)
	case err != nil:
		return fmt.Errorf("the authorizer's answer cannot be read: %w", err)
	}
	return nil
}

// flatten makes the context of a REST API's authorizer what it may be: "you
// cannot set a JSON object or array as a valid value of any key".
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
func flatten(context map[string]any) error {
	for name, value := range context {
		switch v := value.(type) {
		case string, nil:
		case bool, json.Number:
			context[name] = string(marshal(v))
		default:
			return fmt.Errorf("the authorizer's context %q is an object or an array", name)
		}
	}
	return nil
}

// obey applies a decision to this request.
func (x *exchange) obey(d decision) *refusal {
	verdict := allowed
	switch {
	case d.simple != nil && !*d.simple:
		verdict = denied
	case d.simple == nil:
		verdict = d.policy.judge("execute-api:Invoke", x.methodARN())
	}
	switch {
	case verdict == allowed:
		x.req.HasAuth, x.req.Principal, x.req.Context = true, d.principal, d.context
		return nil
	case verdict == unsaid && x.g.config.API == answers.REST:
		denial := x.g.refuse(answers.AccessDenied, nil).answer
		return x.g.refuse(answers.AuthorizerDenied, nil).saying(denial.Status, denial.ErrorType, denial.Body)
	}
	return x.g.refuse(answers.AuthorizerDenied, nil)
}

// methodARN names the request in a policy.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
func (x *exchange) methodARN() string {
	c := &x.g.config
	return "arn:aws:execute-api:" + c.Region + ":" + c.Account + ":" + c.ID + "/" + x.g.api.Stage + "/" + x.r.Method + x.req.Path
}
