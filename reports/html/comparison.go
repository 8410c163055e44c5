package html

import (
	"io"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// verdictHead is the top of a page over more than one run: the verdict, and what
// it is about.
type verdictHead struct {
	Eyebrow, Name, Lead string
	Verdict             compare.Verdict // "" for none
	Claim, Figures      string
	Caveat              string // on the machines; "" for none
	Aside               string // title of the facts
	Facts               []view.Fact
}

// verdict divides a sentence at its first colon, before which it says what was
// found.
func (h *verdictHead) verdict(v compare.Verdict, sentence string) {
	h.Verdict, sentence = v, unbroken.Replace(sentence)
	claim, figures, ok := strings.Cut(sentence, ": ")
	if !ok {
		h.Claim = sentence
		return
	}
	h.Claim, h.Figures = claim+":", figures
}

// unbroken keeps a number and its unit on one line.
var unbroken = strings.NewReplacer(" %", "\u00a0%", " MB", "\u00a0MB", " ms", "\u00a0ms")

// Comparison writes the comparison of two runs, which r came of, as a page.
func Comparison(w io.Writer, r *compare.Result, base, head *reports.Summary) error {
	name := format.Clean(r.Head.Scenario)
	p := newPage(name, OfComparison, head.Run.Version)
	h := verdictHead{
		Eyebrow: "Sweetspot comparison · " + format.Instant(base.Run.StartedAt) + " and " + format.Instant(head.Run.StartedAt),
		Name:    name, Aside: "Base and head", Facts: r.Facts(base, head), Caveat: r.Caveat(),
	}
	h.verdict(r.Verdict, format.Clean(r.Sentence))
	p.head("masthead", h)
	p.answer("verdict", h)
	if len(r.Variants) > 0 {
		p.add("effects", "The difference", "effects", effects("", r))
	}
	if o := view.NewOverlay(r.Sides(base, head)); !o.Alone() {
		p.add("overlay", o.Heading(), "overlay", overlaid("", o, ""))
	}
	p.add("likeness", "Are the two comparable?", "likeness", likeness(r, base, head))
	p.add("repeat", "To repeat it", "repeat", r.Commands(base, head))
	return p.write(w)
}

// effects are the charts of what decides, its table where there is nothing to
// draw, and the table of everything.
func effects(prefix string, r *compare.Result) any {
	data := struct {
		Charts []figure
		Brief  *table
		Table  table
		Notes  []string
	}{Table: folded(r.Table(), "Every statistic of every variant"), Notes: r.Findings()}
	if !r.Effects("", wide).Empty() {
		data.Charts = append(data.Charts, charted(func(id string, width float64) string { return r.Effects(id, width).SVG() }, prefix+"effects-chart"))
	}
	if !r.ErrorEffects("", wide).Empty() {
		data.Charts = append(data.Charts, charted(func(id string, width float64) string { return r.ErrorEffects(id, width).SVG() }, prefix+"errors-chart"))
	}
	if brief := r.Brief(); len(data.Charts) == 0 && len(brief.Rows) > 0 {
		shown := whole(brief)
		data.Brief = &shown
	}
	return data
}

// overlaid is runs laid over each other; note says which are left out.
func overlaid(prefix string, o *view.Overlay, note string) any {
	return struct {
		Figure figure
		Notes  []string
	}{
		drawn(func(id string, width float64) string { return o.Chart(id, width).SVG() }, o.Table(), prefix+"overlay-chart"),
		said(note, o.Note()),
	}
}

// likeness is what two runs have in common, and the doubts about comparing them.
func likeness(r *compare.Result, base, head *reports.Summary) any {
	return struct {
		Doubts []string
		Table  table
	}{r.Doubts(), whole(compare.Likeness(base, head))}
}

// said are the texts that say something.
func said(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}
