package markdown

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Limit is the length of the longest report in bytes. GitHub takes a comment of
// 65,536 characters; none takes less than a byte.
// https://docs.github.com/en/rest/issues/comments
const Limit = 65_000

// part is a piece of a report that is complete in itself, so that the others
// stand without it.
type part struct {
	title string // what it is called where it is left out
	rank  rank
	write func(*document) // nothing where there is nothing to say
}

// rank says how long a part stays when there is not room for all.
type rank int

const (
	always   rank = iota // the answer, the gates, and what failed
	evidence             // what they stand on
	advice               // what to do besides
	detail               // the figures one by one
	raw                  // what few will read
)

// measure bounds what has no end of its own in the parts that always stay.
type measure struct {
	rows    int // of a table, items of a list
	longest int // of a text, in runes
}

// measures are tried one after the other; the last one is small whatever a run
// holds.
var measures = []measure{
	{math.MaxInt, math.MaxInt}, {50, 600}, {20, 300}, {8, 150}, {3, 60},
}

// fit writes the parts in their order within limit bytes. What always stays may
// take half of them before it is shortened. ok is false where even its shortest
// form does not fit.
func fit(parts []part, level, limit int) (text string, ok bool) {
	for i, m := range measures {
		room := limit / 2
		if i == len(measures)-1 {
			room = limit
		}
		if text, ok = choose(parts, m, level, room, limit); ok {
			return text, true
		}
	}
	return "", false
}

// choose writes the parts that there is room for, the most important ones first,
// and a note in the place of each of the others.
func choose(parts []part, m measure, level, room, limit int) (string, bool) {
	whole, chosen := make([]string, len(parts)), make([]string, len(parts))
	size, needed := 0, 0
	for i, p := range parts {
		whole[i] = write(m, level, p.write)
		chosen[i] = whole[i]
		if note := write(m, level, p.leftOut); p.rank != always && len(note) < len(whole[i]) {
			chosen[i] = note
		} else {
			needed += len(whole[i])
		}
		size += len(chosen[i])
	}
	if needed > room || size > limit {
		return "", false
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(parts[a].rank, parts[b].rank) })
	for _, i := range order {
		if more := len(whole[i]) - len(chosen[i]); size+more <= limit {
			chosen[i], size = whole[i], size+more
		}
	}
	return strings.Join(chosen, ""), true
}

// leftOut says where to find a part that is not here.
func (p part) leftOut(d *document) {
	d.paragraph("*", d.text(p.title), ": left out to keep this short, see report.html.*")
}

func write(m measure, level int, to func(*document)) string {
	d := &document{measure: m, level: level}
	to(d)
	return d.String()
}
