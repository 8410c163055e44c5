package scenarios

import (
	"net/url"
	"regexp"
	"strings"
)

// redacted stands where a secret stood, and redactedPart within a URL, where
// brackets would not be one any more.
const (
	redacted     = "[redacted]"
	redactedPart = "redacted"
)

// secretName matches names of variables and headers whose values are not to be
// shown. A harmless KEY_SIZE that matches is the price of not missing a key.
var secretName = regexp.MustCompile(`(?i)(key|secret|token|passw|passphrase|pwd|credential|auth|private|cookie|session|signature|dsn|database_url|connection)`)

// IsSecretName reports whether the value of a variable or header of this name
// is kept out of everything that is written.
func IsSecretName(name string) bool { return secretName.MatchString(name) }

// secretField matches the names of a payload's fields whose values are not to be
// shown. It is narrower than secretName: the key of an object in a bucket is none.
var secretField = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential|authorization)`)

// secretQuery matches further names that carry secrets in the query of a URL:
// the signature of an Azure SAS, the code of a function, a JSON Web Token.
var secretQuery = regexp.MustCompile(`(?i)^(sig|code|jwt|pass)$`)

var (
	userInfo = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)@`)
	anyURL   = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)
)

// span is a part of a text, from one byte to before another.
type span struct{ from, to int }

// urlSecrets finds the secrets of a URL, in their order: what stands before
// the @, and values in its query whose names tell of one.
func urlSecrets(text string) []span {
	var spans []span
	if m := userInfo.FindStringSubmatchIndex(text); m != nil && m[2] < m[3] {
		spans = append(spans, span{m[2], m[3]})
	}
	head, query, _ := strings.Cut(text, "?")
	query, _, _ = strings.Cut(query, "#")
	at := len(head) + 1
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			plain = name
		}
		if value != "" && (IsSecretName(plain) || secretQuery.MatchString(plain)) {
			spans = append(spans, span{at + len(name) + 1, at + len(pair)})
		}
		at += len(pair) + 1
	}
	return spans
}

// redactURL is a URL without its secrets.
func redactURL(text string) string {
	spans := urlSecrets(text)
	for i := len(spans) - 1; i >= 0; i-- {
		text = text[:spans[i].from] + redactedPart + text[spans[i].to:]
	}
	return text
}

// redactURLs redacts every URL in a text.
func redactURLs(text string) string { return anyURL.ReplaceAllStringFunc(text, redactURL) }

// secretLine matches a key with the name of a secret in a line of YAML, up to
// its value.
var secretLine = regexp.MustCompile(`(?i)[A-Za-z0-9_-]*` + secretName.String()[len("(?i)"):] + `[A-Za-z0-9_-]*["']?\s*:\s*`)

// masked is a line of a scenario file with stars in place of what looks like a
// secret, as wide as before: mistakes are shown with their lines.
func masked(line string) string {
	line = anyURL.ReplaceAllStringFunc(line, func(u string) string {
		spans := urlSecrets(u)
		for i := len(spans) - 1; i >= 0; i-- {
			u = u[:spans[i].from] + stars(u[spans[i].from:spans[i].to]) + u[spans[i].to:]
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
		end := at[1] + valueEnd(line[at[1]:], flow)
		b.WriteString(line[:at[1]] + stars(line[at[1]:end]))
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
