package lambdaapi

import (
	"fmt"
	"strings"
)

// violations collects what is wrong with a request, so that one answer names
// it all, in AWS's words.
type violations []string

// check notes a violation unless ok. value is shown as it stands: quote a text.
func (v *violations) check(ok bool, value, at, constraint string) {
	if !ok {
		*v = append(*v, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s", value, at, constraint))
	}
}

// between notes a number outside lo..hi; nil is no number and passes.
func (v *violations) between(n *int, at string, lo, hi int) {
	if n == nil {
		return
	}
	v.check(*n >= lo, quoted(*n), at, fmt.Sprintf("Member must have value greater than or equal to %d", lo))
	v.check(*n <= hi, quoted(*n), at, fmt.Sprintf("Member must have value less than or equal to %d", hi))
}

func (v violations) err() error {
	switch len(v) {
	case 0:
		return nil
	case 1:
		return faultf(codeValidation, "1 validation error detected: %s", v[0])
	}
	return faultf(codeValidation, "%d validation errors detected: %s", len(v), strings.Join(v, "; "))
}

// invalid is a single violation by a text.
func invalid(value, at, constraint string) error {
	var v violations
	v.check(false, quoted(value), at, constraint)
	return v.err()
}

func quoted(value any) string { return fmt.Sprintf("'%v'", value) }

func matches(pattern string) string {
	return "Member must satisfy regular expression pattern: " + pattern
}

func maxLength(n int) string {
	return fmt.Sprintf("Member must have length less than or equal to %d", n)
}

func oneOf(values ...string) string {
	return "Member must satisfy enum value set: [" + strings.Join(values, ", ") + "]"
}
