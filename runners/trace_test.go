package runners

import (
	"context"
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

var both = &scenarios.Tracing{Headers: []scenarios.TraceHeader{scenarios.TraceW3C, scenarios.TraceXRay}, Sampled: true}

// Both headers are as their specifications have them, and name one trace.
func TestTraceHeaders(t *testing.T) {
	at := time.Unix(0x58406520, 0)
	trace := NewTrace(both, 1, 3, measure.PhaseLoad, 7, at)
	headers := maps.Collect(trace.Headers())
	w3c := regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-01$`).FindStringSubmatch(headers["traceparent"])
	xray := regexp.MustCompile(`^Root=1-(58406520)-([0-9a-f]{24});Sampled=1$`).FindStringSubmatch(headers["X-Amzn-Trace-Id"])
	if w3c == nil || xray == nil || w3c[1] != xray[1]+xray[2] || strings.Trim(w3c[2], "0") == "" {
		t.Errorf("headers %v", headers)
	}
	if trace.ID() != w3c[1] {
		t.Errorf("id %s, want that of traceparent", trace.ID())
	}
}

func TestTraceHeadersByChoice(t *testing.T) {
	only := func(h scenarios.TraceHeader) Trace {
		return NewTrace(&scenarios.Tracing{Headers: []scenarios.TraceHeader{h}}, 1, 0, measure.PhaseLoad, 0, time.Unix(1, 0))
	}
	xray := only(scenarios.TraceXRay)
	if got := maps.Collect(xray.Headers()); len(got) != 1 || got[XRayHeader] != "Root="+xray.ID()+";Sampled=0" {
		t.Errorf("headers %v of %s", got, xray.ID())
	}
	if got := maps.Collect(only(scenarios.TraceW3C).Headers()); len(got) != 1 || !strings.HasSuffix(got[TraceParentHeader], "-00") {
		t.Errorf("headers %v", got)
	}
}

// No two requests of a sweep share an id, and all but the time comes from the seed.
func TestTraceIDsAreUniqueAndSeeded(t *testing.T) {
	seen := map[string]bool{}
	early, late := time.Unix(1_700_000_000, 0), time.Unix(1_800_000_000, 0)
	for block := range 4 {
		for _, phase := range []measure.Phase{measure.PhaseWarmup, measure.PhaseLoad, measure.PhaseCold} {
			for seq := range 2000 {
				id := NewTrace(both, 9, block, phase, seq, early).ID()
				if seen[id] {
					t.Fatalf("%s comes twice", id)
				}
				seen[id] = true
				if again := NewTrace(both, 9, block, phase, seq, late).ID(); again[8:] != id[8:] || again[:8] == id[:8] {
					t.Fatalf("%s with another time is %s", id, again)
				}
			}
		}
	}
	if NewTrace(both, 10, 0, measure.PhaseLoad, 0, early).ID()[8:] == NewTrace(both, 9, 0, measure.PhaseLoad, 0, early).ID()[8:] {
		t.Error("another seed gives the same id")
	}
}

// traced is a platform that keeps the trace of every request.
type traced struct {
	platform
	mu  sync.Mutex
	ids []string
}

func (p *traced) Invoke(ctx context.Context, v scenarios.Variant, payload scenarios.Payload) measure.Sample {
	if trace, ok := TraceOf(ctx); ok {
		p.mu.Lock()
		p.ids = append(p.ids, trace.ID())
		p.mu.Unlock()
	}
	return p.platform.Invoke(ctx, v, payload)
}

func TestSamplesNameTheTraceOfTheirRequest(t *testing.T) {
	for _, asked := range []bool{false, true} {
		p, l := &traced{platform: platform{service: 10 * time.Millisecond}}, &log{}
		yaml := twoSizes + "cold_starts: {samples: 6}\n"
		if asked {
			yaml += "tracing: {headers: [xray]}\n"
		}
		sweep := sweepOf(t, yaml, &p.platform, l)
		sweep.Runners = []Runner{p}
		synctest.Test(t, func(t *testing.T) {
			if _, err := sweep.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
		sent := map[string]bool{}
		for _, id := range p.ids {
			sent[id] = true
		}
		for _, s := range l.samples {
			if (s.TraceID != "") != asked || asked && !sent[s.TraceID] {
				t.Fatalf("tracing %v: a sample with trace %q", asked, s.TraceID)
			}
		}
		if asked && len(sent) != len(l.samples) {
			t.Errorf("%d traces of %d samples", len(sent), len(l.samples))
		}
	}
}
