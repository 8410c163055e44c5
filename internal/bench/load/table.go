package main

import (
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
)

// figures of each tool, one per run.
type figures map[string][]float64

func (f figures) add(tool string, v float64) { f[tool] = append(f[tool], v) }

// median is the lower one of an even number; 0 without any.
func (f figures) median(tool string) float64 {
	return at(slices.Sorted(slices.Values(f[tool])), 0.5)
}

// column of a table.
type column struct {
	title string
	of    figures
	ratio bool // show ours in proportion to the tool's
}

// table prints the medians of each tool, and ours in proportion to them.
func (c *comparison) table(columns []column) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprint(w, "  tool")
	for _, col := range columns {
		_, _ = fmt.Fprint(w, "\t", col.title)
		if col.ratio {
			_, _ = fmt.Fprint(w, "\tours ÷ theirs")
		}
	}
	_, _ = fmt.Fprintln(w)
	for _, t := range c.tools {
		_, _ = fmt.Fprint(w, "  ", t.name)
		for _, col := range columns {
			median := col.of.median(t.name)
			_, _ = fmt.Fprintf(w, "\t%.4g", median)
			if col.ratio && median > 0 {
				_, _ = fmt.Fprintf(w, "\t%.2f", col.of.median(c.tools[0].name)/median)
			} else if col.ratio {
				_, _ = fmt.Fprint(w, "\t")
			}
		}
		_, _ = fmt.Fprintln(w)
	}
	_ = w.Flush()
}
