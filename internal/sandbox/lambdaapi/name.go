package lambdaapi

import "strings"

// latest is the qualifier of the version that updates change.
const latest = "$LATEST"

// Patterns as AWS's validation sentences quote them.
const (
	namePattern        = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`
	createNamePattern  = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`
	qualifierPattern   = `\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`
	aliasNamePattern   = `(?!^[0-9]+$)([a-zA-Z0-9-_]+)`
	aliasRefPattern    = `((?!^\d+$)^[0-9a-zA-Z-_]+$)`
	maxNameLength      = 64
	maxReferenceLength = 170
	maxQualifierLength = 128
)

// reference is a function as a caller names it: by name, by partial ARN
// (123456789012:function:name) or by full ARN, each with or without a
// qualifier.
type reference struct {
	name      string
	qualifier string // "" when none was given
	region    string // "" unless it stood in the ARN
	account   string // likewise
}

// parseReference reads a function reference; ok is false when it has no such
// form.
func parseReference(raw string) (ref reference, ok bool) {
	if isName(raw) {
		return reference{name: raw}, true
	}
	parts := strings.Split(raw, ":")
	if parts[0] == "arn" {
		if len(parts) < 4 || !strings.HasPrefix(parts[1], "aws") && parts[1] != "" || parts[2] != "lambda" {
			return reference{}, false
		}
		parts = parts[3:]
	}
	if len(parts) > 1 && isRegion(parts[0]) {
		ref.region, parts = parts[0], parts[1:]
	}
	if len(parts) > 1 && isAccount(parts[0]) {
		ref.account, parts = parts[0], parts[1:]
	}
	if len(parts) > 1 && parts[0] == "function" {
		parts = parts[1:]
	}
	ref.name = parts[0]
	switch len(parts) {
	case 1:
		return ref, isName(ref.name)
	case 2:
		ref.qualifier = parts[1]
		return ref, isName(ref.name) && (ref.qualifier == latest || isName(ref.qualifier))
	}
	return reference{}, false
}

// resolveName reads the function of a request and its Qualifier parameter, and
// refuses what is not of this region and account.
func (s *Server) resolveName(raw, qualifier string) (reference, error) {
	ref, ok := parseReference(raw)
	if !ok {
		return ref, invalid(raw, "functionName", matches(namePattern))
	}
	if len(raw) > maxReferenceLength {
		return ref, invalid(raw, "functionName", maxLength(maxReferenceLength))
	}
	if qualifier != "" {
		if err := checkQualifier(qualifier); err != nil {
			return ref, err
		}
		if ref.qualifier != "" && ref.qualifier != qualifier {
			return ref, faultf(codeInvalidParameter, "The derived qualifier from the function name does not match the specified qualifier.")
		}
		ref.qualifier = qualifier
	}
	return ref, s.checkScope(raw, ref)
}

func (s *Server) checkScope(raw string, ref reference) error {
	if ref.region != "" && ref.region != s.opts.Region {
		return faultf(codeNotFound, "Functions from '%s' are not reachable in this region ('%s')", ref.region, s.opts.Region)
	}
	if ref.account != "" && ref.account != s.opts.AccountID {
		return faultf(codeNotFound, "Function not found: %s (this sandbox is account %s)", raw, s.opts.AccountID)
	}
	return nil
}

func checkQualifier(qualifier string) error {
	var v violations
	v.check(len(qualifier) <= maxQualifierLength, quoted(qualifier), "qualifier", maxLength(maxQualifierLength))
	v.check(qualifier == latest || isQualifier(qualifier), quoted(qualifier), "qualifier", matches(qualifierPattern))
	return v.err()
}

// isName reports whether text is made of what names of functions, versions and
// aliases are made of.
func isName(text string) bool {
	for i := range len(text) {
		if c := text[i]; !isAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return text != ""
}

func isQualifier(text string) bool { return isName(strings.ReplaceAll(text, "$", "_")) }

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func isAccount(text string) bool { return len(text) == 12 && isDigits(text) }

// isRegion reports whether text has a region's form: us-east-1, us-gov-west-1.
func isRegion(text string) bool {
	parts := strings.Split(text, "-")
	if len(parts) < 3 || len(parts[len(parts)-1]) != 1 || !isDigits(parts[len(parts)-1]) {
		return false
	}
	for _, p := range parts[:len(parts)-1] {
		if p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return true
}
