package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	lib "github.com/tsenart/vegeta/v12/lib"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// runOf writes a run directory of two sizes with two blocks each, in which
// answers do not come in the order of the sends, and returns its samples.
func runOf(t *testing.T) (string, []measure.Sample) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run")
	dir, err := rundir.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	variants := []rundir.Variant{{Label: "128 MB", Target: "api", MemoryMB: 128}, {Label: "512 MB", Target: "api", MemoryMB: 512}}
	manifest := &rundir.Manifest{
		Schema: rundir.ManifestSchema, ID: "x", State: rundir.Complete, StartedAt: began, Variants: variants,
		Scenario: rundir.Scenario{Resolved: json.RawMessage(`{"name": "api", "targets": [{"name": "api", "http": {"method": "GET", "url": "http://127.0.0.1/"}}]}`)},
	}
	out, err := dir.CreateSamples(variants)
	if err != nil {
		t.Fatal(err)
	}
	var samples []measure.Sample
	for block := range 4 {
		for n := range 200 {
			seq := n ^ 1
			at := began.Add(time.Duration(block)*time.Minute + time.Duration(seq)*time.Millisecond)
			s := measure.Sample{
				Variant: block % 2, Block: block, Round: block / 2, Seq: seq, Phase: measure.PhaseLoad, Cold: measure.ColdNone,
				Intended: at, Sent: at.Add(time.Duration(n) * time.Microsecond), End: at.Add(time.Duration(seq*seq+5000) * time.Microsecond),
				Outcome: measure.OutcomeOK, Status: 200, BytesIn: int64(n),
			}
			switch {
			case seq == 0:
				s.Cold = measure.ColdWaited
			case seq%50 == 49:
				s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
			case seq%99 == 98:
				s.Outcome, s.Reason, s.Status = measure.OutcomeTransport, "connection refused", 0
			}
			samples = append(samples, s)
		}
	}
	if err := errors.Join(out.Write(samples...), out.Close(), dir.WriteManifest(manifest)); err != nil {
		t.Fatal(err)
	}
	return path, samples
}

// figures are what vegeta computes that must be ours exactly.
type figures struct {
	Requests            uint64
	Success             float64
	Total, Mean, Max    time.Duration
	BytesIn             uint64
	Earliest, Latest    time.Time
	StatusCodes, Errors string
}

// figuresOf computes them from samples.
func figuresOf(samples []measure.Sample, keep func(*measure.Sample) bool, service bool) figures {
	var f figures
	ok := 0
	codes := map[string]int{}
	for i := range samples {
		s := &samples[i]
		if !keep(s) {
			continue
		}
		at, latency := s.Intended, s.Latency()
		if service {
			at, latency = s.Sent, s.Service()
		}
		f.Requests++
		f.Total += latency
		f.Max = max(f.Max, latency)
		f.BytesIn += uint64(s.BytesIn)
		if f.Earliest.IsZero() || at.Before(f.Earliest) {
			f.Earliest = at
		}
		if at.After(f.Latest) {
			f.Latest = at
		}
		if s.OK() {
			ok++
			codes["200"]++
		} else {
			codes["0"]++
		}
	}
	f.Mean = time.Duration(float64(f.Total) / float64(f.Requests))
	f.Success = float64(ok) / float64(f.Requests)
	f.StatusCodes = fmt.Sprint(codes)
	return f
}

func figuresOfVegeta(m *lib.Metrics) figures {
	return figures{
		Requests: m.Requests, Success: m.Success, Total: m.Latencies.Total, Mean: m.Latencies.Mean, Max: m.Latencies.Max,
		BytesIn: m.BytesIn.Total, Earliest: m.Earliest.UTC(), Latest: m.Latest.UTC(), StatusCodes: fmt.Sprint(m.StatusCodes),
	}
}

// output runs a command line and returns its standard output.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := execute(args, &stdout, &stderr); code != 0 {
		t.Fatalf("%v: exit code %d\n%s", args, code, stderr.String())
	}
	return stdout.Bytes()
}

// exportCases are exports that vegeta must read with our figures.
var exportCases = []struct {
	name    string
	flags   []string
	keep    func(*measure.Sample) bool
	service bool
}{
	{"all", nil, func(*measure.Sample) bool { return true }, false},
	{"one variant", []string{"--variant", "512 MB"}, func(s *measure.Sample) bool { return s.Variant == 1 }, false},
	{"service", []string{"--variant", "memory=128", "--service"}, func(s *measure.Sample) bool { return s.Variant == 0 }, true},
}

func TestVegetasFiguresOfAnExportAreOurs(t *testing.T) {
	run, samples := runOf(t)
	for _, tc := range exportCases {
		for _, format := range []string{"vegeta-gob", "vegeta-json", "vegeta-csv"} {
			t.Run(tc.name+" "+format, func(t *testing.T) {
				data := output(t, append([]string{"export", run, "--format", format}, tc.flags...)...)
				got := metricsOf(t, data)
				if want := figuresOf(samples, tc.keep, tc.service); figuresOfVegeta(got) != want {
					t.Errorf("got  %+v\nwant %+v", figuresOfVegeta(got), want)
				}
			})
		}
	}
}

// metricsOf reads results with vegeta's decoder and checks that they are
// numbered in the order of their timestamps.
func metricsOf(t *testing.T, data []byte) *lib.Metrics {
	t.Helper()
	dec := lib.DecoderFor(bytes.NewReader(data))
	if dec == nil {
		t.Fatal("vegeta does not know the encoding")
	}
	var m lib.Metrics
	sent := map[string]map[uint64]time.Time{}
	for {
		var r lib.Result
		err := dec.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		m.Add(&r)
		if sent[r.Attack] == nil {
			sent[r.Attack] = map[uint64]time.Time{}
		}
		sent[r.Attack][r.Seq] = r.Timestamp.Truncate(time.Millisecond)
	}
	m.Close()
	for attack, times := range sent {
		for n := range uint64(len(times)) {
			if times[n].IsZero() || n > 0 && times[n].Before(times[n-1]) {
				t.Fatalf("attack %q: result %d is missing or was sent before its predecessor", attack, n)
			}
		}
	}
	return &m
}

func TestHDRExportHoldsTheSuccesses(t *testing.T) {
	run, samples := runOf(t)
	want := map[string]int64{}
	for _, s := range samples {
		switch {
		case !s.OK():
		case s.Cold.Waited():
			want[[]string{"128_MB_cold", "512_MB_cold"}[s.Variant]]++
		default:
			want[[]string{"128_MB_warm", "512_MB_warm"}[s.Variant]]++
		}
	}
	reader := hdrhistogram.NewHistogramLogReader(bytes.NewReader(output(t, "export", run, "--format", "hdr")))
	got := map[string]int64{}
	for {
		h, err := reader.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			break
		}
		got[h.Tag()] += h.TotalCount()
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A file appears whole or not at all, and what is not a file is written into.
func TestExportToAFile(t *testing.T) {
	run, _ := runOf(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "results.csv")
	output(t, "export", run, "--format", "vegeta-csv", "--out", file)
	data, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(data, output(t, "export", run, "--format", "vegeta-csv")) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if err := os.Truncate(filepath.Join(run, rundir.SamplesFile), 100); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if code := execute([]string{"export", run, "--format", "hdr", "--out", filepath.Join(folder, "x.hlog")}, io.Discard, &stderr); code != codeInput ||
		!strings.Contains(stderr.String(), rundir.SamplesFile) {
		t.Errorf("damaged samples: exit code %d, %s", code, stderr.String())
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
