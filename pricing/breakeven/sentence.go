package breakeven

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Sentence says which of two curves is cheaper at what traffic: "Below 4.2M
// requests a month (1.6/s) the function is cheaper; above, two Fargate tasks
// are." Crossings that follow each other closely are taken together.
func Sentence(a, b Curve) (string, error) {
	if _, err := Crossings(a, b); err != nil {
		return "", err
	}
	c := race(a, b)
	end := min(a.End(), b.End())
	if c.start == neither {
		return fmt.Sprintf("Up to %s the %s and the %s cost the same.", traffic(end, true), a.Name, b.Name), nil
	}
	stretches := c.stretches(end)
	if len(stretches) == 1 {
		return fmt.Sprintf("Up to %s %s cheaper.", traffic(end, true), c.who(a, b, stretches[0])), nil
	}
	clauses := make([]string, len(stretches))
	for i, s := range stretches {
		clauses[i] = c.clause(a, b, s, i == 0, i == len(stretches)-1)
	}
	return strings.Join(clauses, "; ") + ".", nil
}

// stretch is a span of traffic with one in the lead, or with the lead changing
// often.
type stretch struct {
	from, to int64 // requests a month, to not included
	lead     lead
	mixed    bool
	step     bool // in a mixed one: whole tasks are among the causes
}

// settled is how many times its beginning a stretch reaches at least to be told
// on its own.
const settled = 2

// stretches divides the axis at the crossings, and joins neighbours that are
// too short to be told apart.
func (c course) stretches(end int64) []stretch {
	list := []stretch{{lead: c.start}}
	for _, x := range c.crossings {
		last := &list[len(list)-1]
		last.to = x.Requests
		list = append(list, stretch{from: x.Requests, lead: -last.lead, step: x.Step})
	}
	list[len(list)-1].to = end + 1
	return joined(list)
}

func joined(list []stretch) []stretch {
	short := func(i int) bool {
		return i > 0 && i < len(list)-1 && list[i].to < settled*list[i].from
	}
	var out []stretch
	for i := 0; i < len(list); {
		j := i + 1
		for short(i) && short(j) {
			j++
		}
		s := list[i]
		if j > i+1 {
			s.mixed, s.to = true, list[j-1].to
			s.step = slices.ContainsFunc(list[i:j+1], func(s stretch) bool { return s.step })
		}
		out = append(out, s)
		i = j
	}
	return out
}

// clause is what is said of a stretch.
func (c course) clause(a, b Curve, s stretch, opens, closes bool) string {
	switch {
	case opens:
		return fmt.Sprintf("Below %s %s cheaper", traffic(s.to, true), c.who(a, b, s))
	case s.mixed && s.step:
		return fmt.Sprintf("between %s and %s it depends on whole tasks", traffic(s.from, false), traffic(s.to, false))
	case s.mixed:
		return fmt.Sprintf("between %s and %s it depends on the tiers of prices", traffic(s.from, false), traffic(s.to, false))
	case closes:
		return "above, " + c.who(a, b, s)
	default:
		return fmt.Sprintf("from %s to %s %s", traffic(s.from, false), traffic(s.to, false), c.who(a, b, s))
	}
}

// who is the one in the lead, with its verb: "the function is", "two Fargate
// tasks are".
func (c course) who(a, b Curve, s stretch) string {
	curve := a
	if s.lead == second {
		curve = b
	}
	if curve.Fleet == nil {
		return "the " + curve.Name + " is"
	}
	least, most := curve.segment(s.from).Tasks, curve.segment(s.to-1).Tasks
	f := curve.Fleet
	switch end := min(a.End(), b.End()); {
	case least == 1 && most == 1:
		return "one " + f.One + " is"
	case least == most:
		return number(least) + " " + f.Many + " are"
	case s.to > end:
		return number(least) + " or more " + f.Many + " are"
	default:
		return number(least) + " to " + number(most) + " " + f.Many + " are"
	}
}

// number is a count in a sentence.
func number(n int64) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < int64(len(words)) {
		return words[n]
	}
	return strconv.FormatInt(n, 10)
}

// traffic is a number of requests a month with its mean rate, in full or short:
// "4.2M requests a month (1.6/s)", "4.2M (1.6/s)".
func traffic(n int64, full bool) string {
	what := ""
	if full {
		what = " requests a month"
	}
	return count(n) + what + " (" + meanRate(n) + ")"
}

// meanRate is a number of requests a month as a rate with two significant
// digits, by the hour where a second has few.
func meanRate(n int64) string {
	perSecond := decimal.NewFromInt(n).Div(secondsPerMonth)
	if perSecond.LessThan(decimal.New(1, -1)) {
		return significant(perSecond.Mul(decimal.NewFromInt(3600)), 2).String() + "/h"
	}
	return significant(perSecond, 2).String() + "/s"
}

// count has three significant digits and the suffixes that counts are written
// with in a scenario: "950", "4.2M", "1.25G".
func count(n int64) string {
	rounded := significant(decimal.NewFromInt(n), 3)
	for _, unit := range []struct {
		suffix string
		shift  int32
	}{{"G", 9}, {"M", 6}, {"k", 3}} {
		if rounded.GreaterThanOrEqual(decimal.New(1, unit.shift)) {
			return rounded.Shift(-unit.shift).String() + unit.suffix
		}
	}
	return rounded.String()
}

// significant rounds to so many significant digits.
func significant(d decimal.Decimal, digits int32) decimal.Decimal {
	return d.Round(digits - int32(d.NumDigits()) - d.Exponent())
}
