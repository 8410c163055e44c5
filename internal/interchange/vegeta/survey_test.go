package vegeta

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestInspect(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, JSON, Intended)
	for n, attack := range []string{"b", "a", "b", "b"} {
		s := sample(10-n, time.Duration(n)*time.Second, measure.OutcomeOK, "", 200) // out of order
		if err := w.Write(&s, Origin{attack, "GET", fmt.Sprintf("http://127.0.0.1/%d", n)}, uint64(n)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Inspect(t.Context(), bytes.NewReader(out.Bytes()), "")
	if err != nil {
		t.Fatal(err)
	}
	b := Summary{Origin{"b", "GET", "http://127.0.0.1/0"}, 3, began.Add(7 * time.Millisecond), began.Add(10 * time.Millisecond), began.Add(3007 * time.Millisecond)}
	if s.Encoding != JSON || s.Results != 4 || s.Damage != nil || len(s.Attacks) != 2 || s.Attacks[0] != b || s.Attacks[1].Attack != "a" {
		t.Errorf("%+v", s)
	}
	cut, err := Inspect(t.Context(), bytes.NewReader(out.Bytes()[:out.Len()-20]), "")
	if err != nil || cut.Results != 3 || cut.Damage == nil || !strings.Contains(cut.Damage.Error(), "record 4") {
		t.Errorf("cut: %+v, %v", cut, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Inspect(ctx, bytes.NewReader(out.Bytes()), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestInspectRefusesAWrongClock(t *testing.T) {
	for name, late := range map[string]measure.Sample{
		"sent":     sample(367*24*60*60*1000, 0, measure.OutcomeOK, "", 200),
		"answered": sample(1, 367*24*time.Hour, measure.OutcomeOK, "", 200),
	} {
		data := encode(t, Gob, Intended, []measure.Sample{samples()[0], late})
		if _, err := Inspect(t.Context(), bytes.NewReader(data), ""); err == nil || !strings.Contains(err.Error(), "record 2: with it the attack lasts longer than 366 days") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInspectBoundsTheAttacks(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, Gob, Intended)
	for n := range MaxAttacks + 1 {
		s := sample(n, 0, measure.OutcomeOK, "", 200)
		if err := w.Write(&s, Origin{Attack: fmt.Sprint(n)}, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Inspect(t.Context(), &out, ""); err == nil || !strings.Contains(err.Error(), "record 101: the file holds more than 100 attacks") {
		t.Error(err)
	}
}

// Numbers follow the order of sending: variant by variant, block by block,
// phase by phase, however the samples lie in the file.
func TestNumbering(t *testing.T) {
	type place struct {
		variant, block int
		phase          measure.Phase
		seq            int
	}
	want := map[place]uint64{
		{0, 0, measure.PhaseCold, 0}: 0, {0, 0, measure.PhaseWarmup, 0}: 1, {0, 0, measure.PhaseWarmup, 1}: 2,
		{0, 0, measure.PhaseLoad, 0}: 3, {0, 0, measure.PhaseLoad, 1}: 4, {0, 3, measure.PhaseLoad, 0}: 5,
		{1, 1, measure.PhaseLoad, 0}: 0, {1, 1, measure.PhaseLoad, 1}: 1, {1, 2, measure.PhaseLoad, 0}: 2,
	}
	var numbers Numbering
	for p := range want {
		numbers.Count(&measure.Sample{Variant: p.variant, Block: p.block, Phase: p.phase, Seq: p.seq})
	}
	for p, number := range want {
		if got := numbers.Number(&measure.Sample{Variant: p.variant, Block: p.block, Phase: p.phase, Seq: p.seq}); got != number {
			t.Errorf("%+v has number %d, want %d", p, got, number)
		}
	}
}
