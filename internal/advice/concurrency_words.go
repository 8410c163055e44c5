package advice

import (
	"fmt"
	"math"
)

// Sentences say what the advice rests on. rateFrom says whose rate it is, such
// as "at the peak hour of pricing.traffic", and where " at this machine's speed"
// or nothing.
func (c *Concurrency) Sentences(rateFrom, where string) []string {
	var out []string
	for _, s := range []string{c.needSentence(rateFrom, where), c.streamSentence(), c.reservedSentence(), c.capSentence(), c.Reason} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// needSentence is "200/s × 20 ms is 4 in flight; …".
func (c *Concurrency) needSentence(rateFrom, where string) string {
	if c.Rate == 0 {
		return ""
	}
	product := c.in.Busy.scaled(c.Rate / 1000)
	s := fmt.Sprintf("%s/s %s × %s%s (95 %%: %s) is %s in flight", trim(c.Rate, 2), rateFrom, MS(c.in.Busy.Mean), where,
		MSRange(c.in.Busy.Low, c.in.Busy.High), number(product.Mean))
	if c.ByRate {
		return s + fmt.Sprintf("; but an environment serves no more than %s synchronous requests a second, and that takes %s.", trim(RequestsPerEnvironment, 0), number(math.Ceil(c.Need.Mean)))
	}
	return s + fmt.Sprintf(" (%s to %s), and no more than %s in 99.9 %% of the time if requests come independently.",
		number(product.Low), number(product.High), grouped(c.Peak))
}

// streamSentence says what a stream lets run at once.
func (c *Concurrency) streamSentence() string {
	s := c.in.Stream
	if s == nil {
		return ""
	}
	most := s.Shards * s.Factor
	text := fmt.Sprintf("The stream lets %d × %d = %d invocations run at once, whatever the rate.", s.Shards, s.Factor, most)
	if c.Rate > 0 && c.Need.Mean > float64(most) {
		text += fmt.Sprintf(" That is less than needed: it falls behind. Raise the parallelization to %d, or the shards.", int(math.Ceil(c.Need.Mean/float64(s.Shards))))
	}
	return text
}

// reservedSentence says what a reservation does, and what it takes.
func (c *Concurrency) reservedSentence() string {
	if c.Reserved == 0 {
		return ""
	}
	basis := fmt.Sprintf("%d with a fifth of head-room", c.Peak)
	switch {
	case c.in.Job > 0 && c.Reserved == c.in.Job:
		basis = "as many as the deadline takes"
	case c.in.Stream != nil:
		basis = "what the stream can use"
	case c.in.Cap > 0 && c.Reserved == c.in.Cap:
		basis = "the cap below"
	}
	return fmt.Sprintf("Reserving %d (%s) keeps them from other functions of the account and this one from taking more; of the account's %s it leaves %s unreserved, of which %d must stay.",
		c.Reserved, basis, grouped(c.in.Account.Limit), grouped(c.Left), MustStayUnreserved)
}

// capSentence says where the time begins to rise.
func (c *Concurrency) capSentence() string {
	switch {
	case c.in.Cap == 0:
		return ""
	case c.in.Job > c.in.Cap:
		return fmt.Sprintf("More than %d in flight make it slower, but the deadline takes %d.", c.in.Cap, c.in.Job)
	}
	s := fmt.Sprintf("More than %d in flight make it slower, so that the concurrency is capped there", c.in.Cap)
	if c.Peak > c.in.Cap {
		s += fmt.Sprintf("; the peak of %d is throttled", c.Peak)
	}
	return s + "."
}

// refusal says why a reservation cannot be made.
func (c *Concurrency) refusal(wanted int) string {
	a := c.in.Account
	return fmt.Sprintf("No reserved concurrency is advised: %s would be right, but of the account's %s %s are reserved and %d must stay unreserved. Raise the account's limit to at least %s.",
		grouped(wanted), grouped(a.Limit), grouped(a.Reserved), MustStayUnreserved, grouped(wanted+a.Reserved+MustStayUnreserved))
}

// number shows a number in flight: "0.6", "4", "38", "1,250".
func number(x float64) string {
	if x < 9.95 {
		return trim(x, 1)
	}
	return grouped(int(math.Round(x)))
}
