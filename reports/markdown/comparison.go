package markdown

import (
	"io"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// Comparison writes a comparison of two runs, the verdict first, with a marker
// of its own as the first line.
func Comparison(w io.Writer, r *compare.Result) error {
	d := &document{}
	d.line(Marker(r.Head.Scenario + "-compare"))
	d.paragraph("**", Escape(r.Sentence), "**")
	d.table(r.Table())
	var notes []string
	for _, n := range r.Notes() {
		notes = append(notes, Escape(n))
	}
	d.list(notes)
	d.paragraph(Escape("Base: " + r.Base.Name() + ". Head: " + r.Head.Name() + "."))
	_, err := io.WriteString(w, d.String())
	return err
}
