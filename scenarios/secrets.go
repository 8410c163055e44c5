package scenarios

import (
	"regexp"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// redacted stands where a secret stood; within a URL it is secret.Redacted.
const redacted = "[redacted]"

// IsSecretName reports whether the value of a variable or header of this name
// is kept out of everything that is written.
func IsSecretName(name string) bool { return secret.Name.MatchString(name) }

// secretField matches the names of a payload's fields whose values are not to be
// shown. It is narrower than secret.Name: the key of an object in a bucket is none.
var secretField = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential|authorization)`)

// secretLine matches a key with the name of a secret in a line of YAML, up to
// its value.
var secretLine = regexp.MustCompile(`(?i)[A-Za-z0-9_-]*` + secret.Name.String()[len("(?i)"):] + `[A-Za-z0-9_-]*["']?\s*:\s*`)

// plainKey matches keys of the scenario's own whose values are no secrets,
// whatever their names sound like.
var plainKey = regexp.MustCompile(`^(auth|authorizer|cache_keys)["']?\s*:`)

// masked is a line of a scenario file with stars in place of what looks like a
// secret, as wide as before: mistakes are shown with their lines.
func masked(line string) string {
	line = secret.AnyURL.ReplaceAllStringFunc(line, func(u string) string {
		spans := secret.InURL(u)
		for i := len(spans) - 1; i >= 0; i-- {
			u = u[:spans[i].From] + stars(u[spans[i].From:spans[i].To]) + u[spans[i].To:]
		}
		return u
	})
	flow := strings.Contains(line, "{")
	var b strings.Builder
	for {
		at := secretLine.FindStringIndex(line)
		if at == nil {
			return b.String() + line
		}
		end := at[1]
		if !plainKey.MatchString(line[at[0]:at[1]]) {
			end += valueEnd(line[at[1]:], flow)
		}
		value := line[at[1]:end]
		if !secret.OnlyRefs(strings.Trim(value, `"' `)) {
			value = stars(value)
		}
		b.WriteString(line[:at[1]] + value)
		line = line[end:]
	}
}

// valueEnd is where a value at the start of a text ends: at its quotation mark,
// and in a flow mapping where the next key begins.
func valueEnd(text string, flow bool) int {
	if text != "" && strings.ContainsRune(`"'`, rune(text[0])) {
		if end := strings.IndexByte(text[1:], text[0]); end >= 0 {
			return end + 2
		}
	}
	if end := strings.IndexAny(text, ",}"); flow && end >= 0 {
		return end
	}
	return len(text)
}

// stars are as many as a text has runes.
func stars(text string) string { return strings.Repeat("*", len([]rune(text))) }
