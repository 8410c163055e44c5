package pricing

import "time"

// Review is what there is to know before a book is relied on: the prices that
// hold at present and deserve a check, in the order of the book. One price may
// be in several lists.
type Review struct {
	Old           []Price // took effect more than a year ago
	Undated       []Price
	Low           []Price // of low confidence
	FirstTierOnly []Price // cheaper tiers exist and are not in the book
}

// Review looks through the book at the time now. What a bill should say of the
// prices that it uses is Doubts.
func (b *Book) Review(now time.Time) Review {
	var r Review
	for _, p := range b.Prices() {
		switch {
		case p.Effective.IsZero() && p.Source == "": // a user's own
		case p.Effective.IsZero():
			r.Undated = append(r.Undated, p)
		case old(p.Effective, now):
			r.Old = append(r.Old, p)
		}
		if p.Confidence == Low {
			r.Low = append(r.Low, p)
		}
		if p.FirstTierOnly {
			r.FirstTierOnly = append(r.FirstTierOnly, p)
		}
	}
	return r
}
