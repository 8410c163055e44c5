package traces

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unit is how a timestamp is written.
type unit int

const (
	unknown unit = iota
	seconds
	rfc3339
)

const timestampHint = "write RFC 3339, such as 2026-01-31T08:00:00.250Z, or seconds, such as 12.75"

// readTimestamps reads the first column. Lines need not be in order. Words in
// the first line are a header.
func readTimestamps(l *lines) []time.Duration {
	var times []time.Duration
	var is unit
	for header := true; l.next(); header = false {
		field := firstField(l.text)
		at, as := timestamp(string(field[:min(len(field), 64)]))
		switch {
		case as == unknown && header && isWord(field):
			continue
		case as == unknown:
			l.fail(timestampHint, "%s is not a timestamp", quote(field))
		case is != unknown && as != is:
			l.fail("write all lines in the same way", "%s mixes seconds and RFC 3339 in one file", quote(field))
		case at == outOfRange:
			l.fail("numbers are seconds: divide milliseconds by 1,000", "%s seconds is out of range", quote(field))
		case len(times) == MaxArrivals:
			l.fail("cut the file down to the part that is to be replayed", "there are more than 10 million arrivals")
		}
		times, is = append(times, at), as
	}
	if len(times) == 0 {
		l.empty()
		return nil
	}
	slices.Sort(times)
	start := times[0]
	for i := range times {
		times[i] -= start
	}
	return slices.Clip(times)
}

// timestamp reads a time as the nanoseconds since 1970, or since whenever the
// numbers count from.
func timestamp(s string) (time.Duration, unit) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole != "" && digits(whole) && digits(fraction) {
		return decimal(whole, fraction), seconds
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || at.Year() < 1970 || at.Year() > 2200 {
		return 0, unknown
	}
	return time.Duration(at.UnixNano()), rfc3339
}

// outOfRange stands for seconds that a time.Duration cannot hold.
const outOfRange time.Duration = math.MaxInt64

// decimal is a number of seconds. It is read in decimal, for a double is too
// coarse for nanoseconds since 1970.
func decimal(whole, fraction string) time.Duration {
	at, err := strconv.ParseInt(whole+(fraction + "000000000")[:9], 10, 64)
	if err != nil {
		return outOfRange
	}
	return time.Duration(at)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
