//go:build peers

package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	lib "github.com/tsenart/vegeta/v12/lib"

	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// The vegeta command itself reads our exports, and its figures are ours.
func TestPeersVegetaReadsExports(t *testing.T) {
	program := filepath.Join(peers.Folder(t), "bin", "vegeta")
	vegeta := func(args ...string) []byte {
		t.Helper()
		var stdout, stderr bytes.Buffer
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("vegeta %v: %v\n%s", args, err, stderr.String())
		}
		return stdout.Bytes()
	}
	run, samples := runOf(t)
	for _, tc := range exportCases {
		for _, format := range []string{"vegeta-gob", "vegeta-json", "vegeta-csv"} {
			t.Run(tc.name+" "+format, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "results")
				output(t, append([]string{"export", run, "--format", format, "--out", file}, tc.flags...)...)
				var m lib.Metrics
				if err := json.Unmarshal(vegeta("report", "-type", "json", file), &m); err != nil {
					t.Fatal(err)
				}
				if got, want := figuresOfVegeta(&m), figuresOf(samples, tc.keep, tc.service); got != want {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
				if text := vegeta("report", file); !bytes.Contains(text, []byte("Success")) {
					t.Errorf("vegeta report: %s", text)
				}
				if page := vegeta("plot", file); !bytes.Contains(page, []byte("<html")) {
					t.Errorf("vegeta plot: %.200s", page)
				}
			})
		}
	}
}
