package gateway

import (
	"encoding/json"
	"strings"
)

// policy is an IAM policy as an authorizer returns it. Conditions and
// NotAction and NotResource are not evaluated: a statement with any of them
// denies, so that nobody passes by what was not looked at.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
type policy struct {
	Statement statements
}

type statement struct {
	Effect      string
	Action      texts
	Resource    texts
	NotAction   texts
	NotResource texts
	Condition   map[string]any
}

// texts and statements are one or many.
type texts []string

// UnmarshalJSON takes a string or a list of them.
func (t *texts) UnmarshalJSON(b []byte) error { return oneOrMany(b, (*[]string)(t)) }

type statements []statement

// UnmarshalJSON takes a statement or a list of them.
func (s *statements) UnmarshalJSON(b []byte) error { return oneOrMany(b, (*[]statement)(s)) }

func oneOrMany[T any](b []byte, list *[]T) error {
	var one T
	if json.Unmarshal(b, &one) == nil {
		*list = []T{one}
		return nil
	}
	return json.Unmarshal(b, list)
}

// verdict is what a policy says of a request.
type verdict int

const (
	unsaid  verdict = iota // no statement fits, which denies too
	allowed                // one allows and none denies
	denied                 // one denies
)

func (p policy) judge(action, resource string) verdict {
	v := unsaid
	for _, s := range p.Statement {
		switch {
		case s.unread():
			return denied
		case !s.Action.match(strings.ToLower(action), strings.ToLower) || !s.Resource.match(resource, same):
		case s.Effect == "Deny":
			return denied
		case s.Effect == "Allow":
			v = allowed
		}
	}
	return v
}

func (s statement) unread() bool {
	return len(s.Condition) > 0 || len(s.NotAction) > 0 || len(s.NotResource) > 0
}

// match compares with patterns of * and ?; actions know no case.
func (t texts) match(text string, fold func(string) string) bool {
	for _, pattern := range t {
		if fits(fold(pattern), text) {
			return true
		}
	}
	return false
}

func same(s string) string { return s }
