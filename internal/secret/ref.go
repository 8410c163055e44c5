package secret

import (
	"regexp"
	"strings"
)

// RefKind says where a secret is kept.
type RefKind string

// Where secrets are kept.
const (
	FromEnv  RefKind = "env"  // a variable of sweetspot's own environment
	FromFile RefKind = "file" // a file
)

// Ref stands for a secret in a text. The grammar is
//
//	ref  ::= "${" ("env:" name | "file:" path) "}"
//	name ::= letter or "_", then letters, digits and "_"
//	path ::= any signs but "}"
type Ref struct {
	Span
	Kind RefKind
	Name string // of the variable, or the path as it is written
}

// ref matches what is a Ref, and looseRef what was meant to be one.
var (
	ref      = regexp.MustCompile(`\$\{(?:(env):([A-Za-z_][A-Za-z0-9_]*)|(file):([^}\n]+))\}`)
	looseRef = regexp.MustCompile(`\$\{\s*(?i:env|file)\s*:`)
)

// Refs finds what stands for secrets in a text.
func Refs(text string) []Ref {
	var found []Ref
	for _, m := range ref.FindAllStringSubmatchIndex(text, -1) {
		kind, name := m[2:4], m[4:6]
		if kind[0] < 0 {
			kind, name = m[6:8], m[8:10]
		}
		found = append(found, Ref{Span{m[0], m[1]}, RefKind(text[kind[0]:kind[1]]), text[name[0]:name[1]]})
	}
	return found
}

// Malformed finds the first place in a text that was meant to stand for a secret
// and does not; -1 without one.
func Malformed(text string) int {
	proper := map[int]bool{}
	for _, r := range Refs(text) {
		proper[r.From] = true
	}
	for _, m := range looseRef.FindAllStringIndex(text, -1) {
		if !proper[m[0]] {
			return m[0]
		}
	}
	return -1
}

// scheme is what stands before a credential in a header, by RFC 9110, 11.4.
var scheme = regexp.MustCompile(`(?i)^\s*(basic|bearer|token|apikey|api-key|key)?\s*$`)

// OnlyRefs reports whether a text has refs and no secret of its own beside them:
// "${env:TOKEN}", "Bearer ${env:TOKEN}", "${env:USER}:${env:PASSWORD}".
func OnlyRefs(text string) bool {
	if len(Refs(text)) == 0 {
		return false
	}
	rest := ref.ReplaceAllString(text, "")
	return scheme.MatchString(strings.Trim(rest, ":"))
}

// Fill replaces the refs of a text.
func Fill(text string, value func(Ref) string) string {
	var b strings.Builder
	from := 0
	for _, r := range Refs(text) {
		b.WriteString(text[from:r.From] + value(r))
		from = r.To
	}
	return b.String() + text[from:]
}
