package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/reports/table"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// between stands between the parts of a line.
const between = " · "

// line says in one line where the sweep is.
func (p *progress) line() string {
	s := p.tap.State()
	if s.Began.IsZero() {
		return "starting"
	}
	return strings.Join(slices.Concat([]string{p.block(&s)}, p.present(&s), p.whole(&s)), between)
}

// ended says what is known of a block's variant now that the block has ended.
func (p *progress) ended(b measure.Block) string {
	s := p.tap.State()
	parts := []string{p.block(&s) + " ended", p.labels[b.Variant]}
	if i := slices.IndexFunc(s.Results, func(r live.Result) bool { return r.Variant == b.Variant }); i >= 0 {
		r := s.Results[i]
		if parts[1] += " so far: "; r.P50 > 0 {
			parts[1] += "p50 " + milliseconds(r.P50)
			parts = append(parts, "p95 "+milliseconds(r.P95))
		} else {
			parts[1] += "nothing succeeded"
		}
		if r.Currency != "" {
			parts = append(parts, format.Money(r.PerMillion, r.Currency)+" per million")
		}
		if r.Errors > 0 {
			parts = append(parts, plural(int(r.Errors), "error"))
		}
		parts = append(parts, plural(int(r.Answered), "invocation"))
	}
	return strings.Join(append(parts, p.whole(&s)...), between)
}

func (p *progress) block(s *live.State) string {
	if p.probes {
		return fmt.Sprintf("probe %d at %s", s.Block.Index+1, format.Rate(s.Block.Rate))
	}
	return fmt.Sprintf("block %d/%d", s.Block.Index+1, p.blocks.Load())
}

// whole is what is told of the run: how long it will take, and what it has cost.
func (p *progress) whole(s *live.State) []string {
	var parts []string
	if !p.probes {
		parts = append(parts, p.left(s).Round(time.Second).String()+" left")
	}
	for _, currency := range slices.Sorted(maps.Keys(s.Spend)) {
		parts = append(parts, format.Money(s.Spend[currency], currency)+" at Lambda's prices so far")
	}
	return parts
}

// present is what is told of the block under way, the most important first.
func (p *progress) present(s *live.State) []string {
	parts := []string{p.labels[s.Block.Variant] + ", " + string(s.Phase)}
	loaded := s.Loading > 0 && !p.virtual
	if loaded && s.Sent > 0 {
		parts = append(parts, rates(s))
	}
	if s.Errors > 0 {
		parts = append(parts, plural(int(s.Errors), "error"))
	}
	if loaded && s.P50 > 0 {
		parts = append(parts, "p50 "+milliseconds(s.P50)+", p99 "+milliseconds(s.P99), format.Share(float64(s.Cold)/float64(s.Answered))+" cold")
	}
	if s.InFlight > 0 {
		parts = append(parts, format.Count(int(s.InFlight))+" in flight")
	}
	return parts
}

// rates is what was sent each second, and what the schedule wanted: "9.98/s of
// 10/s".
func rates(s *live.State) string {
	text := format.Rate(rate(s.Sent, s.Loading))
	if s.Due > 0 {
		text += " of " + format.Rate(rate(s.Due, s.Loading))
	}
	return text
}

// rate is that of sends of which the first comes at once: on average the next is
// half way.
func rate(n int64, length time.Duration) float64 {
	return max(0, float64(n)-0.5) / length.Seconds()
}

func milliseconds(d time.Duration) string { return format.Duration(float64(d.Microseconds()) / 1000) }

// Bounds of the bar and of what stands beside it, in columns.
const (
	longestBar  = 24
	shortestBar = 8
)

// rows are what a terminal shows of the sweep: how far it is, the block under
// way, and each variant measured so far.
func (p *progress) rows(width, height int) []string {
	s := p.tap.State()
	if s.Began.IsZero() {
		return []string{"starting"}
	}
	length := min(longestBar, width/4)
	head := ""
	if length >= shortestBar && !p.probes {
		head = bar(p.share(&s), length) + " "
	}
	rows := []string{
		head + fitting(append([]string{p.block(&s)}, p.whole(&s)...), width-1-terminal.Width(head)),
		fitting(p.present(&s), width-1),
	}
	return append(rows, p.results.rows(p, s.Results, width-1, height-1-len(rows))...)
}

// fitting joins as many parts as have room, the first ones first.
func fitting(parts []string, width int) string {
	for len(parts) > 1 && terminal.Width(strings.Join(parts, between)) > width {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, between)
}

// drawnResults are the rows of the variants as they were drawn last; they change
// only when a block ends or the terminal does.
type drawnResults struct {
	blocks, width, height int
	lines                 []string
}

// rows draws the table of what is known of the variants, the latest of them where
// not all have room.
func (d *drawnResults) rows(p *progress, results []live.Result, width, height int) []string {
	blocks := 0
	for _, r := range results {
		blocks += r.Blocks
	}
	if d.blocks == blocks && d.width == width && d.height == height {
		return d.lines
	}
	d.blocks, d.width, d.height, d.lines = blocks, width, height, nil
	const heads, more = 2, 1
	room := height - heads - more
	if len(results) == 0 || room < 1 || width < 1 {
		return nil
	}
	shown := slices.Clone(results[max(0, len(results)-room):])
	slices.SortFunc(shown, func(a, b live.Result) int { return cmp.Compare(a.Variant, b.Variant) })
	var drawn bytes.Buffer
	if table.Draw(&drawn, p.resultTable(shown), table.Options{Width: width}) != nil {
		return nil
	}
	d.lines = strings.Split(strings.TrimRight(drawn.String(), "\n"), "\n")
	if hidden := len(results) - len(shown); hidden > 0 {
		d.lines = append(d.lines, fmt.Sprintf("… and %d measured before", hidden))
	}
	return d.lines
}

// resultTable is the table of variants as far as they are known.
func (p *progress) resultTable(results []live.Result) view.Table {
	t := view.Table{Columns: []view.Column{
		{Name: p.noun, Number: p.noun == "memory"}, {Name: "rounds", Number: true, Rank: 3},
		{Name: "p50", Unit: "ms", Number: true, Rank: 1}, {Name: "p95", Unit: "ms", Number: true, Rank: 2}, {Name: "errors", Number: true, Rank: 4},
	}}
	priced := slices.ContainsFunc(results, func(r live.Result) bool { return r.Currency != "" })
	if priced {
		t.Columns = append(t.Columns, view.Column{Name: "per million", Number: true})
	}
	for _, r := range results {
		texts := []string{
			p.labels[r.Variant], fmt.Sprintf("%d/%d", r.Blocks, max(p.planned, r.Blocks)),
			millis(r.P50), millis(r.P95), format.Share(float64(r.Errors) / float64(max(1, r.Answered))),
		}
		if priced && r.Currency != "" {
			texts = append(texts, format.Money(r.PerMillion, r.Currency))
		} else if priced {
			texts = append(texts, format.None)
		}
		row := view.Row{}
		for _, text := range texts {
			row.Cells = append(row.Cells, view.Cell{Text: text})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// millis is a latency of the table, which nothing has where nothing succeeded.
func millis(d time.Duration) string {
	if d <= 0 {
		return format.None
	}
	return format.Millis(float64(d.Microseconds()) / 1000)
}
