package pricing

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
)

var (
	// plainNumber keeps exponents out: 1e999999999 is a short way to write a
	// number that no machine can add to.
	plainNumber  = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,18})?$`)
	plainWord    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	plainLine    = regexp.MustCompile(`^[^\pC]{1,120}$`)
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	confidences  = []Confidence{High, Medium, Low}
)

// units are what quantities are counted in.
var units = []string{
	"request", "execution", "invocation", "message", "notification", "event", "transition", "trace", "unit",
	"GB", "GB-second", "GB-hour", "GiB-hour", "GB-month", "IOPS-month", "MBps-month",
	"hour", "vCPU-hour", "LCU-hour", "NLCU-hour", "shard-hour", "consumer-shard-hour",
	"RRU", "WRU", "RCU-hour", "WCU-hour",
	"metric-month", "alarm-month", "dashboard-month",
}

// scalar is a plain value as it is written, with its place. Numbers stay text:
// a price must never pass through a float.
type scalar struct {
	text string
	tok  *token.Token // nil when the key is not there or has no value
}

// UnmarshalYAML takes the value's text and place.
func (s *scalar) UnmarshalYAML(node ast.Node) (err error) {
	s.text, s.tok, err = yamlfile.Text(node)
	return err
}

// field is a scalar with the key it stands under. Its methods check the value
// and hand it on; a missing one is a fault at the start of its row.
type field struct {
	scalar
	key   string
	start *token.Token
}

// in names the key of a scalar in the row that begins at start.
func (s scalar) in(start *token.Token, key string) field { return field{s, key, start} }

// present is the fault of a missing value.
func (f field) present() error {
	if f.tok == nil {
		return fault(f.start, "%s is missing", f.key)
	}
	return nil
}

// word checks an identifier.
func (f field) word(dst *string) error {
	return f.pattern(dst, plainWord, "a word of letters, digits, ., - and _")
}

// currency checks an ISO 4217 code.
func (f field) currency(dst *string) error {
	return f.pattern(dst, currencyCode, "a currency code such as USD")
}

func (f field) pattern(dst *string, re *regexp.Regexp, want string) error {
	if err := f.present(); err != nil {
		return err
	}
	if !re.MatchString(f.text) {
		return fault(f.tok, "%s must be %s, not %q", f.key, want, f.text)
	}
	*dst = f.text
	return nil
}

// unit checks that the unit is one that quantities are counted in.
func (f field) unit(dst *string) error {
	if err := f.present(); err != nil {
		return err
	}
	if !slices.Contains(units, f.text) {
		return fault(f.tok, "unit %q is not known; use one of %s", f.text, strings.Join(units, ", "))
	}
	*dst = f.text
	return nil
}

func (f field) confidence(dst *Confidence) error {
	if err := f.present(); err != nil {
		return err
	}
	if !slices.Contains(confidences, Confidence(f.text)) {
		return fault(f.tok, "confidence %q is not known; use high, medium or low", f.text)
	}
	*dst = Confidence(f.text)
	return nil
}

// line checks a text of one line.
func (f field) line(dst *string) error { return f.pattern(dst, plainLine, "a line of text") }

// percent checks a number from 0 to 100.
func (f field) percent(dst *decimal.Decimal) error {
	if err := f.amount(dst); err != nil {
		return err
	}
	if dst.GreaterThan(hundred) {
		return fault(f.tok, "%s must be from 0 to 100, not %s", f.key, f.text)
	}
	return nil
}

// date checks a day, YYYY-MM-DD.
func (f field) date(dst *time.Time) error {
	if err := f.present(); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, f.text)
	if err != nil {
		return fault(f.tok, "%s must be a date such as 2026-09-01, not %q", f.key, f.text)
	}
	*dst = day
	return nil
}

// dateIfAny is date for a key that may be absent.
func (f field) dateIfAny(dst *time.Time) error {
	if f.tok == nil {
		return nil
	}
	return f.date(dst)
}

// yesIfAny checks true or false, for a key that may be absent.
func (f field) yesIfAny(dst *bool) error {
	if f.tok == nil {
		return nil
	}
	if f.text != "true" && f.text != "false" {
		return fault(f.tok, "%s must be true or false, not %.40q", f.key, f.text)
	}
	*dst = f.text == "true"
	return nil
}

// address checks a web address, and that it holds no secret: sources stand in
// every report.
func (f field) address(dst *string) error {
	if err := f.present(); err != nil {
		return err
	}
	u, err := url.Parse(f.text)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fault(f.tok, "%s must be a web address, not %q", f.key, secret.RedactURLs(f.text))
	}
	if len(secret.InURL(f.text)) > 0 {
		return fault(f.tok, "%s is shown in reports; leave user, password and token out: %s", f.key, secret.RedactURL(f.text))
	}
	*dst = f.text
	return nil
}

// amount checks a number that is not negative, written out without exponent.
func (f field) amount(dst *decimal.Decimal) error {
	if err := f.present(); err != nil {
		return err
	}
	if !plainNumber.MatchString(f.text) {
		return fault(f.tok, "%s must be a plain decimal number such as 0.0000002, not %q", f.key, f.text)
	}
	d, err := decimal.NewFromString(f.text)
	if err != nil {
		return fault(f.tok, "%s: %v", f.key, err)
	}
	if d.IsNegative() {
		return fault(f.tok, "%s must not be negative: %s", f.key, f.text)
	}
	*dst = d
	return nil
}
