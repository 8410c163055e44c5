package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// What is exported and imported again has the same samples, save what vegeta's
// results have no place for.
func TestImportOfAnExportHasTheSameSamples(t *testing.T) {
	run, want := runOf(t)
	folder := t.TempDir()
	for _, format := range importFormats {
		t.Run(format, func(t *testing.T) {
			file, out := filepath.Join(folder, format), filepath.Join(folder, "run-"+format)
			output(t, "export", run, "--format", format, "--out", file)
			output(t, "import", file, "--out", out)
			got, err := rundir.Dir(out).ReadSamples()
			if err != nil || len(got) != len(want) {
				t.Fatalf("%d of %d samples: %v", len(got), len(want), err)
			}
			for i := range got {
				a, b := got[i], want[i]
				if a.Latency() != b.Latency() || !a.Intended.Equal(b.Intended) || a.Outcome != b.Outcome || a.Reason != b.Reason ||
					a.Variant != b.Variant || a.BytesIn != b.BytesIn || a.Phase != measure.PhaseLoad {
					t.Fatalf("sample %d is %+v, want %+v", i, a, b)
				}
				if !a.Sent.Equal(a.Intended) || a.WorkerFree {
					t.Fatalf("sample %d claims to know when it was due: %+v", i, a)
				}
			}
		})
	}
}

// An import that is interrupted, or whose file is gone when it is read for the
// second time, leaves nothing.
func TestImportThatFailsLeavesNothing(t *testing.T) {
	run, _ := runOf(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "results.csv")
	output(t, "export", run, "--format", "vegeta-csv", "--out", file)
	a := &app{stdout: io.Discard, stderr: io.Discard}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.importResults(cancelled, file, importOptions{out: filepath.Join(folder, "out")}); !errors.Is(err, errInterrupted) {
		t.Errorf("interrupted: %v", err)
	}
	survey, err := inspect(t.Context(), file, "")
	if err != nil {
		t.Fatal(err)
	}
	from := &attacks{file: file, survey: survey}
	scenario, err := from.scenario("results")
	if err != nil {
		t.Fatal(err)
	}
	imported, err := a.newImported(from, scenario, filepath.Join(folder, "out"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Repeat([]byte("1,200,5,0,0,,,other,0,GET,http://127.0.0.1/,\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := imported.complete(t.Context()); err == nil || exitCode(err, io.Discard) != codeIncomplete {
		t.Errorf("changed: %v", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
