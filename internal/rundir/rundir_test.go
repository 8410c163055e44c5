package rundir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

var at = time.Date(2026, 11, 22, 15, 4, 5, 123456789, time.UTC)

func TestNewID(t *testing.T) {
	if id := NewID("thumbnail", at); !regexp.MustCompile(`^20261122T150405Z-thumbnail-[0-9a-f]{4}$`).MatchString(id) {
		t.Error(id)
	}
}

func TestCreateNeverOverwritesARun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	dir, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.WriteManifest(&Manifest{Schema: ManifestSchema}); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path); err == nil || !strings.Contains(err.Error(), "holds a run already") {
		t.Errorf("second Create: %v", err)
	}
	if _, err := Open(path); err != nil {
		t.Errorf("Open: %v", err)
	}
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a run directory") {
		t.Errorf("Open of an empty folder: %v", err)
	}
}

func TestVacant(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	err := errors.Join(os.Mkdir(at("empty"), 0o700), os.WriteFile(at("file"), nil, 0o600))
	dir, made := Create(at("run"))
	if err := errors.Join(err, made, dir.WriteManifest(&Manifest{Schema: ManifestSchema})); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		at("new/run"): "", at("empty"): "", at("run"): "holds a run already", at("file"): "cannot make the run directory", folder: "is not empty (it has empty)",
	} {
		if err := Vacant(path); (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

func TestWriteLeavesNoTemporaryFile(t *testing.T) {
	dir, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := dir.Write("report.md", []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	entries, _ := os.ReadDir(string(dir))
	if len(entries) != 1 || entries[0].Name() != "report.md" {
		t.Errorf("%v", entries)
	}
}

func TestManifestComesBackAsItWas(t *testing.T) {
	dir, _ := Create(t.TempDir())
	want := &Manifest{
		Schema: ManifestSchema, ID: "x", State: Interrupted, Error: "interrupted", Version: "1", StartedAt: at, Seed: 7,
		Scenario: Scenario{File: "s.yaml", Source: "name: x\n", Sets: []string{"repeat=1"}, Resolved: []byte(`{}`)},
		Host:     Host{CPU: "EPYC", Cores: 2}, Variants: []Variant{{Label: "128 MB", MemoryMB: 128}},
		Blocks: []measure.Block{{Index: 0, State: measure.BlockDone, Started: at, Intended: 10, Length: time.Second}},
	}
	if err := dir.WriteManifest(want); err != nil {
		t.Fatal(err)
	}
	got, err := dir.ReadManifest()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if err := dir.Write(ManifestFile, []byte(`{"schema":"other/v9"}`)); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.ReadManifest(); err == nil || !strings.Contains(err.Error(), "other/v9") {
		t.Errorf("another schema: %v", err)
	}
}

// Every sample written, from many goroutines and over many row groups, is read
// back to the microsecond.
func TestSamplesComeBackAsTheyWere(t *testing.T) {
	dir, _ := Create(t.TempDir())
	w, err := dir.CreateSamples([]Variant{{Label: "128 MB", MemoryMB: 128}, {Label: "256 MB", MemoryMB: 256}})
	if err != nil {
		t.Fatal(err)
	}
	const writers, each = 8, 700
	want := map[string]measure.Sample{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for writer := range writers {
		wg.Go(func() {
			for n := range each {
				s := sample(writer, n)
				mu.Lock()
				want[s.RequestID] = s
				mu.Unlock()
				if err := w.Write(s); err != nil {
					t.Error(err)
				}
				if n%100 == 0 {
					if err := w.Flush(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := dir.ReadSamples()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != writers*each {
		t.Fatalf("%d samples, want %d", len(got), writers*each)
	}
	for _, s := range got {
		if !reflect.DeepEqual(s, want[s.RequestID]) {
			t.Fatalf("got  %+v\nwant %+v", s, want[s.RequestID])
		}
		delete(want, s.RequestID)
	}
	if len(want) != 0 {
		t.Errorf("%d samples lost", len(want))
	}
}

func sample(writer, n int) measure.Sample {
	intended := at.Add(time.Duration(n) * time.Millisecond)
	return measure.Sample{
		Variant: writer % 2, Block: writer, Round: 1, Seq: n, Phase: measure.PhaseLoad, Payload: "small",
		Intended: intended, Sent: intended.Add(37 * time.Microsecond), End: intended.Add(12345 * time.Microsecond),
		WorkerFree: true, Outcome: measure.OutcomeFunction, Reason: "Error", Status: 200,
		Environment: fmt.Sprintf("env-%d", n%5), RequestID: fmt.Sprintf("%d-%d", writer, n), Cold: measure.ColdWaited,
		Init: 3 * time.Millisecond, Duration: 12 * time.Millisecond, Billed: 15 * time.Millisecond, MaxMemoryMB: 40,
		BytesOut: 2, BytesIn: 3, LogBytes: int64(n), Gateway: time.Duration(n) * time.Microsecond, Contended: n%2 == 0, Estimated: n%3 == 0,
	}
}

func TestReadSamplesOfADamagedFile(t *testing.T) {
	dir, _ := Create(t.TempDir())
	w, _ := dir.CreateSamples([]Variant{{Label: "128 MB"}, {Label: "256 MB"}})
	for n := range 100 {
		if err := w.Write(sample(0, n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(dir.Path(SamplesFile))
	for _, cut := range []int{0, 3, len(whole) / 2, len(whole) - 1} {
		if err := dir.Write(SamplesFile, whole[:cut]); err != nil {
			t.Fatal(err)
		}
		if _, err := dir.ReadSamples(); err == nil || !strings.Contains(err.Error(), SamplesFile) {
			t.Errorf("cut at %d of %d: %v", cut, len(whole), err)
		}
	}
}
