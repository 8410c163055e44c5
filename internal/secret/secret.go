// Package secret finds what is not to be shown: by the names that values stand
// under, and in URLs.
package secret

import (
	"net/url"
	"regexp"
	"strings"
)

// Redacted stands where a secret stood within a URL, where brackets would make
// it none any more.
const Redacted = "redacted"

// Name matches names of variables and headers whose values are not to be shown.
// A harmless KEY_SIZE that matches is the price of not missing a key.
var Name = regexp.MustCompile(`(?i)(key|secret|token|passw|passphrase|pwd|credential|auth|private|cookie|session|signature|dsn|database_url|connection)`)

// query matches further names that carry secrets in the query of a URL: the
// signature of an Azure SAS, the code of a function, a JSON Web Token.
var query = regexp.MustCompile(`(?i)^(sig|code|jwt|pass)$`)

var userInfo = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)@`)

// AnyURL matches a URL within a text.
var AnyURL = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)

// Span is a part of a text, from one byte to before another.
type Span struct{ From, To int }

// InURL finds the secrets of a URL, in their order: what stands before the @,
// and values in its query whose names tell of one. What only stands for a secret
// is none.
func InURL(text string) []Span {
	var spans []Span
	if m := userInfo.FindStringSubmatchIndex(text); m != nil && m[2] < m[3] && !namedOnly(text[m[2]:m[3]]) {
		spans = append(spans, Span{m[2], m[3]})
	}
	head, rest, _ := strings.Cut(text, "?")
	rest, _, _ = strings.Cut(rest, "#")
	at := len(head) + 1
	for pair := range strings.SplitSeq(rest, "&") {
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			plain = name
		}
		if value != "" && !OnlyRefs(value) && (Name.MatchString(plain) || query.MatchString(plain)) {
			spans = append(spans, Span{at + len(name) + 1, at + len(pair)})
		}
		at += len(pair) + 1
	}
	return spans
}

// namedOnly reports whether what stands before the @ of a URL holds no secret:
// refs alone, or the name of a user and refs for the password.
func namedOnly(user string) bool {
	_, password, _ := strings.Cut(user, ":")
	return OnlyRefs(user) || len(Refs(password)) > 0 && ref.ReplaceAllString(password, "") == ""
}

// RedactURL is a URL without its secrets.
func RedactURL(text string) string {
	spans := InURL(text)
	for i := len(spans) - 1; i >= 0; i-- {
		text = text[:spans[i].From] + Redacted + text[spans[i].To:]
	}
	return text
}

// RedactURLs redacts every URL in a text.
func RedactURLs(text string) string { return AnyURL.ReplaceAllStringFunc(text, RedactURL) }
