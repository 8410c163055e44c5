package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// When the server stalls, and for how long: a second, four seconds into a run.
const (
	stallAfter  = 4 * time.Second
	stallLength = time.Second
)

// comparison runs the tools in turn against one server.
type comparison struct {
	settings
	work  string
	tools []tool
}

// measured is what one run of a tool showed.
type measured struct {
	cpu      time.Duration // of the generator's process
	requests int           // that arrived
	arrivals []time.Duration
	stdout   []byte
}

// once runs a tool on the second core, with a server of its own on the first.
func (c *comparison) once(ctx context.Context, t tool, j job, stall bool) (m measured, err error) {
	server, err := startServer(ctx, c.tools[0].path)
	if err != nil {
		return m, err
	}
	defer server.close()
	if j.scratch, err = os.MkdirTemp(c.work, "run-"); err != nil {
		return m, err
	}
	defer func() { _ = os.RemoveAll(j.scratch) }()
	j.url = server.url + "/"
	args, stdin, err := t.command(j)
	if err != nil {
		return m, err
	}
	ctx, cancel := context.WithTimeout(ctx, 4*j.length+time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.path, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if stall {
		if _, err := server.tell("/stall"); err != nil {
			return m, err
		}
	}
	if err := startOn(cmd, 1); err != nil {
		return m, err
	}
	if err := cmd.Wait(); err != nil {
		return m, fmt.Errorf("%s: %w\n%s", t.name, err, lastLine(stderr.String()))
	}
	m.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	m.stdout = stdout.Bytes()
	m.arrivals, err = server.arrivals()
	m.requests = len(m.arrivals)
	if t.name == "vegeta" && stall {
		m.stdout, err = exec.CommandContext(ctx, t.path, "report", "-type", "json", filepath.Join(j.scratch, "results.gob")).Output()
	}
	return m, err
}

// rounds runs every tool in turn, as often as asked for.
func (c *comparison) rounds(ctx context.Context, j job, each func(tool, measured)) error {
	for range c.runs {
		for _, t := range c.tools {
			m, err := c.once(ctx, t, j, false)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				fmt.Println(err)
				continue
			}
			each(t, m)
		}
	}
	return nil
}

// pacing compares CPU and the deviation from the schedule at fixed rates.
func (c *comparison) pacing(ctx context.Context) error {
	for _, rate := range c.rates {
		cpu, p50, p99, got := figures{}, figures{}, figures{}, figures{}
		err := c.rounds(ctx, job{rate: rate, length: c.length}, func(t tool, m measured) {
			d := deviations(m.arrivals, rate)
			cpu.add(t.name, m.cpu.Seconds()/float64(max(1, m.requests))*1e5)
			p50.add(t.name, float64(at(d, 0.5).Microseconds()))
			p99.add(t.name, float64(at(d, 0.99).Microseconds()))
			got.add(t.name, float64(m.requests))
		})
		fmt.Printf("\n%d/s for %v, medians of %d runs\n", rate, c.length, c.runs)
		c.table([]column{
			{"CPU s per 100k", cpu, true}, {"deviation p50 µs", p50, true}, {"p99 µs", p99, true}, {"requests", got, false},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// peak compares what 64 connections can carry.
func (c *comparison) peak(ctx context.Context) error {
	rate, cpu := figures{}, figures{}
	err := c.rounds(ctx, job{length: c.length}, func(t tool, m measured) {
		count := float64(m.requests)
		if span := slices.Max(m.arrivals) - slices.Min(m.arrivals); span > 0 {
			rate.add(t.name, count/span.Seconds())
		}
		cpu.add(t.name, m.cpu.Seconds()/count*1e5)
	})
	fmt.Printf("\nas fast as %d connections can for %v, medians of %d runs\n", connections, c.length, c.runs)
	c.table([]column{{"requests/s", rate, true}, {"CPU s per 100k", cpu, true}})
	return err
}

// stall shows what is reported of a server that stalls once for a second at
// 1,000/s. In 10 s the truth is p99 900 ms, p99.9 990 ms, max 1,000 ms.
func (c *comparison) stall(ctx context.Context) error {
	fmt.Println("\n1,000/s for 10s, the server stalls once for a second: truth p90 0, p99 900ms, p99.9 990ms, max 1s")
	for _, bound := range []int{0, 50} {
		for _, t := range c.tools {
			if t.name != "sweetspot" && t.name != "vegeta" { // the others print no p99.9
				continue
			}
			if t.name == "sweetspot" {
				own := t.command
				t.command = func(j job) ([]string, string, error) {
					args, stdin, err := own(j)
					return append(args, "-report"), stdin, err
				}
			}
			m, err := c.once(ctx, t, job{rate: 1000, length: 10 * time.Second, bounded: bound}, true)
			if err != nil {
				return err
			}
			bounded := "workers unbounded"
			if bound > 0 {
				bounded = fmt.Sprintf("%d workers", bound)
			}
			fmt.Printf("  %-10s %-18s %d sent  %s\n", t.name, bounded, m.requests, reported(t.name, m.stdout))
		}
	}
	return nil
}

// reported are the quantiles that a tool printed.
func reported(tool string, stdout []byte) string {
	if tool == "vegeta" {
		var r struct {
			Latencies map[string]float64 `json:"latencies"`
		}
		if err := json.Unmarshal(stdout, &r); err != nil {
			return err.Error()
		}
		var parts []string
		for _, name := range []string{"90th", "99th", "max"} {
			parts = append(parts, name+" "+time.Duration(r.Latencies[name]).Round(100*time.Microsecond).String())
		}
		return strings.Join(parts, "  ")
	}
	var g generated
	if err := json.Unmarshal(stdout, &g); err != nil {
		return err.Error()
	}
	var parts []string
	for _, name := range []string{"p90", "p99", "p99.9", "max"} {
		parts = append(parts, name+" "+g.Quantiles[name])
	}
	return strings.Join(parts, "  ")
}

// memory shows the generator's peak memory after one and after ten million
// samples.
func (c *comparison) memory(ctx context.Context) error {
	fmt.Printf("\npeak resident memory of sweetspot with %d callers\n", connections)
	for _, n := range []string{"1000000", "10000000"} {
		t := c.tools[0]
		own := t.command
		t.command = func(j job) ([]string, string, error) {
			args, stdin, err := own(j)
			return append(args, "-invocations", n), stdin, err
		}
		m, err := c.once(ctx, t, job{length: 5 * time.Minute}, false)
		if err != nil {
			return err
		}
		var g generated
		if err := json.Unmarshal(m.stdout, &g); err != nil {
			return err
		}
		fmt.Printf("  %8s samples: %.1f MB, %.0f/s\n", n, g.PeakMB, float64(g.Sent)/g.Seconds)
	}
	return nil
}
