package advice

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// MS shows milliseconds as people read them: "0.42 ms", "3.4 ms", "61 ms",
// "1.24 s".
func MS(ms float64) string {
	switch a := math.Abs(ms); {
	case a >= 9999.5:
		return trim(ms/1000, 1) + " s"
	case a >= 999.5:
		return trim(ms/1000, 2) + " s"
	case a >= 9.95:
		return trim(ms, 0) + " ms"
	case a >= 0.995:
		return trim(ms, 1) + " ms"
	default:
		return trim(ms, 2) + " ms"
	}
}

// MSRange shows an interval of milliseconds with as many digits as tell its ends
// apart: "22 ms to 24 ms", "22.0 ms to 22.2 ms".
func MSRange(low, high float64) string {
	if a, b := MS(low), MS(high); a != b || low == high {
		return a + " to " + b
	}
	fixed := func(x float64, decimals int) string { return strconv.FormatFloat(x, 'f', decimals, 64) }
	unit, by := " ms", 1.0
	if math.Abs(low) >= 999.5 {
		unit, by = " s", 1000
	}
	for decimals := 1; ; decimals++ {
		if a, b := fixed(low/by, decimals), fixed(high/by, decimals); a != b || decimals == 6 {
			return a + unit + " to " + b + unit
		}
	}
}

// Percent shows a share: "4 %", "0.1 %", "0.25 %".
func Percent(share float64) string {
	switch a := math.Abs(share); {
	case a >= 0.0995:
		return trim(share*100, 0) + " %"
	case a >= 0.00995:
		return trim(share*100, 1) + " %"
	default:
		return trim(share*100, 2) + " %"
	}
}

// trim prints a number with at most the given decimals, without trailing zeros.
func trim(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// list joins words: "a", "a and b", "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Faster says how the latency of a compares with that of b: "13 times faster",
// "4 % slower", "as fast".
func Faster(a, b float64) string {
	switch {
	case a <= 0 || b <= 0 || math.Abs(a/b-1) < 0.005:
		return "as fast"
	case b/a >= 1.95:
		return times(b/a) + " faster"
	case a/b >= 1.95:
		return times(a/b) + " slower"
	case a < b:
		return whole(1-a/b) + " faster"
	default:
		return whole(a/b-1) + " slower"
	}
}

// dearer says how the cost of a compares with that of b: "for 6 % more", "for 4
// % less", "for the same cost".
func dearer(a, b float64) string {
	switch {
	case b <= 0 || math.Abs(a/b-1) < 0.005:
		return "for the same cost"
	case a/b >= 2.95:
		return "for " + times(a/b) + " the cost"
	case a > b:
		return "for " + whole(a/b-1) + " more"
	default:
		return "for " + whole(1-a/b) + " less"
	}
}

func times(ratio float64) string {
	if ratio >= 9.95 {
		return trim(ratio, 0) + " times"
	}
	return trim(ratio, 1) + " times"
}

// whole is a percentage without decimals: comparisons are not more exact.
func whole(share float64) string {
	return fmt.Sprintf("%.0f %%", share*100)
}
