package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// steers reports characters that do more than to be seen.
func steers(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r)
}

// hostile are texts that would steer a terminal.
var hostile = []string{"\x1b[2J\x1b]0;owned\x07", "a\r\nb\u009b31m\u202e", "\u2066x\x00 \x7f", "日本語 and \xff\xfe"}

func TestConsole(t *testing.T) {
	for _, colours := range []bool{false, true} {
		var out bytes.Buffer
		c := &console{out: &out, colours: colours}
		in := "\x1b[1mbold\x1b[0m \x1b[2J\n"
		if n, err := c.Write([]byte(in)); n != len(in) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		want := "␛[1mbold␛[0m ␛[2J\n"
		if colours {
			want = "\x1b[1mbold\x1b[0m ␛[2J\n"
		}
		if got := out.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		var above string
		c.divert(func(text string) { above += text })
		_, _ = c.Write([]byte("meanwhile\n"))
		c.divert(nil)
		if above != "meanwhile\n" || strings.Contains(out.String(), "meanwhile") {
			t.Errorf("above %q, written %q", above, out.String())
		}
	}
}

// FuzzErrorsCannotSteer has a scenario of any text refused: the excerpt that the
// error shows is the text's own.
func FuzzErrorsCannotSteer(f *testing.F) {
	for _, text := range hostile {
		f.Add("version: 1\nname: " + text + "\n")
		f.Add("version: 1\n" + text + ": 3\n")
		f.Add("version: 1\nname: x\ngates: [\"p95 < 1ms " + text + "\"]\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "s.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errors bytes.Buffer
		execute([]string{"validate", file}, &out, &errors)
		if got := errors.String(); strings.ContainsFunc(got, steers) {
			t.Errorf("%q steers through %q", text, got)
		}
	})
}

// watching is a progress of two variants with a name, after a block and in the
// midst of the next.
func watching(t testing.TB, label string) *progress {
	t.Helper()
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	rate, err := meters.Lambda{Architecture: "x86_64", MemoryMB: 512}.Rate(book, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	tap := live.New(live.Run{Variants: []live.Variant{{Label: label, Rate: &rate}, {Label: label, Rate: &rate}}, Traffic: &runners.Traffic{}})
	p := &progress{tap: tap, labels: []string{label, label}, noun: "memory", planned: 1, expected: time.Minute}
	p.blocks.Store(2)
	watch := runners.Observers{tap, p}
	p.quiet = true
	start := time.Now()
	for i := range 2 {
		block := measure.Block{Index: i, Variant: i, State: measure.BlockDone}
		watch.BlockStarted(block)
		watch.PhaseStarted(block, measure.PhaseLoad)
		for n := range 10 {
			watch.Sampled(&measure.Sample{
				Variant: i, Block: i, Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK, Cold: measure.ColdNone,
				Intended: start, Sent: start, End: start.Add(time.Duration(20+n) * time.Millisecond), Billed: 25 * time.Millisecond,
			})
		}
		if i == 0 {
			watch.BlockFinished(block)
		}
	}
	return p
}

// Where nothing succeeded there is no latency, and not one of 0 ms.
func TestNothingSucceededIsSaid(t *testing.T) {
	tap := live.New(live.Run{Variants: []live.Variant{{Label: "512 MB"}}, Traffic: &runners.Traffic{}})
	p := &progress{tap: tap, labels: []string{"512 MB"}, noun: "memory", planned: 1, expected: time.Minute}
	p.quiet = true
	p.blocks.Store(1)
	watch := runners.Observers{tap, p}
	block, start := measure.Block{State: measure.BlockDone}, time.Now()
	watch.BlockStarted(block)
	watch.PhaseStarted(block, measure.PhaseLoad)
	watch.Sampled(&measure.Sample{Phase: measure.PhaseLoad, Outcome: measure.OutcomeFunction, Intended: start, Sent: start, End: start.Add(time.Second)})
	watch.BlockFinished(block)
	if got := p.ended(block); strings.Contains(got, "p50") || !strings.Contains(got, "512 MB so far: nothing succeeded · 1 error") {
		t.Errorf("%s", got)
	}
	state := tap.State()
	if row := p.resultTable(state.Results).Rows[0]; row.Cells[2].Text != "–" {
		t.Errorf("%+v", row)
	}
	if got := strings.Join(p.present(&state), " "); strings.Contains(got, "p50") {
		t.Errorf("%s", got)
	}
}

// Every row fits, at every size of a terminal, and says what it can.
func TestRowsFit(t *testing.T) {
	for _, label := range []string{"512 MB", "checkout-service-with-a-long-name: 1024 MB x86_64 QUALITY=85", "注文サービス: 128 MB 🚀"} {
		p := watching(t, label)
		for width := 1; width < 130; width++ {
			for _, height := range []int{1, 2, 5, 6, 24} {
				rows := p.rows(width, height)
				if len(rows) > max(2, height-1) {
					t.Fatalf("%d×%d: %d rows", width, height, len(rows))
				}
				for _, row := range rows[2:] {
					if terminal.Width(row) > width {
						t.Fatalf("%d columns: %q", width, row)
					}
				}
			}
		}
		rows := strings.Join(p.rows(120, 24), "\n")
		for _, part := range []string{"block 2/2", "left", "at Lambda's prices so far", label + ", load", "p50 24.0 ms, p99 29.0 ms", "0 % cold", "p95 ms", "per million", "1/1"} {
			if !strings.Contains(rows, part) {
				t.Errorf("%q is not told in\n%s", part, rows)
			}
		}
	}
}

// FuzzProgressCannotSteer names variants and failures with any text.
func FuzzProgressCannotSteer(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		p := watching(t, text)
		p.out, p.quiet = &console{out: &out}, false
		p.failed = make([]atomic.Bool, 2)
		p.Sampled(&measure.Sample{Outcome: measure.OutcomeFunction, Reason: text})
		p.BlockFinished(measure.Block{Index: 1, Variant: 1})
		for _, row := range p.rows(80, 24) {
			_, _ = p.out.Write([]byte(row + "\n"))
		}
		if strings.ContainsFunc(out.String(), steers) {
			t.Errorf("%q steers through %q", text, out.String())
		}
	})
}

// A file's name may hold a line break, and an error's text anything: GitHub's
// runner must not take them for commands.
func TestNothingCommandsTheRunner(t *testing.T) {
	for text, want := range map[string]string{
		"x\n::error::y\n":        "x\n:\u200b:error::y\n",
		"  ::stop-commands::z\n": "  :\u200b:stop-commands::z\n",
		"a ##[add-mask]b\n":      "a ##\u200b[add-mask]b\n",
		"scenario.yaml:3:1: x\n": "scenario.yaml:3:1: x\n",
	} {
		var out strings.Builder
		if _, err := (&console{out: &out, runner: true}).Write([]byte(text)); err != nil || out.String() != want {
			t.Errorf("%q becomes %q, %v", text, out.String(), err)
		}
	}
}
