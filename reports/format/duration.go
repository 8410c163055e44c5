package format

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration writes milliseconds: "0.420 ms", "60.9 ms", "804 ms", "1.24 s".
func Duration(ms float64) string {
	if !finite(ms) {
		return None
	}
	if inSeconds(ms) {
		return significant(ms/1000) + " s"
	}
	return significant(ms) + " ms"
}

// MaybeDuration is Duration, or None without a value.
func MaybeDuration(ms *float64) string { return maybe(ms, Duration) }

// Millis is the number of milliseconds alone, for columns whose header names
// the unit: "0.420", "60.9", "804", "1240".
func Millis(ms float64) string { return significant(ms) }

// MaybeMillis is Millis, or None without a value.
func MaybeMillis(ms *float64) string { return maybe(ms, Millis) }

// DurationRange is an interval of milliseconds with its unit once where both
// ends share it: "58.9–59.5 ms", "980 ms–1.02 s".
func DurationRange(low, high float64) string {
	switch {
	case !finite(low) || !finite(high):
		return None
	case inSeconds(low) != inSeconds(high):
		return Duration(low) + "–" + Duration(high)
	case inSeconds(low):
		return significant(low/1000) + "–" + Duration(high)
	default:
		return significant(low) + "–" + Duration(high)
	}
}

// DurationChange is a difference with its sign: "+42.1 ms", "-42.1 ms".
func DurationChange(ms float64) string {
	if ms > 0 && finite(ms) {
		return "+" + Duration(ms)
	}
	return Duration(ms)
}

// DurationTick is a duration as an axis shows it, without digits that say
// nothing: "0.5 ms", "200 ms", "2 s".
func DurationTick(ms float64) string {
	unit := " ms"
	if math.Abs(ms) >= 1000 {
		ms, unit = ms/1000, " s"
	}
	return grouped(strconv.FormatFloat(ms, 'f', -1, 64)) + unit
}

// Moment is a time since a start as an axis shows it, of s seconds: "200 ms",
// "90 s", "2m 30s", "3h".
func Moment(s float64) string {
	switch {
	case !finite(s):
		return None
	case math.Abs(s) < 1 && s != 0:
		return Number(s*1000) + " ms"
	case s < 120:
		return Number(s) + " s"
	}
	text := Elapsed(time.Duration(s * float64(time.Second)))
	return strings.TrimSuffix(strings.TrimSuffix(text, " 0s"), " 0m")
}

// inSeconds reports whether a duration is shown in seconds; what would be
// rounded to 1000 ms is.
func inSeconds(ms float64) bool { return math.Abs(ms) >= 999.5 }

// significant prints a number with three significant digits; whole digits are
// never dropped.
func significant(x float64) string {
	if !finite(x) {
		return None
	}
	if x == 0 {
		return "0"
	}
	return grouped(strconv.FormatFloat(x, 'f', decimals(math.Abs(x)), 64))
}

// decimals is how many of them give three significant digits after rounding.
func decimals(a float64) int {
	d := 2 - int(math.Floor(math.Log10(a)))
	// Rounding may carry into a new digit: 9.999 is "10.0", not "10.00".
	if rounded := math.Pow(10, float64(3-d)); d > 0 && a+0.5*math.Pow(10, -float64(d)) >= rounded {
		d--
	}
	return min(max(d, 0), 12)
}
