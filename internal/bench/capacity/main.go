// Command capacity measures how well a capacity found twice agrees with itself,
// on servers of this machine that are searched in the way in which a user's are.
//
//	go run ./internal/bench/capacity [-times 2] [-step 10s] [-vcpu 0.25]
//
// One server has a capacity that queueing theory knows: it serves one request at
// a time, each in an exponential time with a mean of 10 ms, which is slept, so
// that the search hardly shares the CPU with it. The other is a container that
// counts primes with a share of a CPU. Each is searched anew in a run of its own;
// an answer that this machine limited, and not the server, is none, and is looked
// for again a few times.
// It ends with 1 when two searches in a row differ by 10 % or more, or the
// theory's capacity is missed by more.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
)

// agreement is by how much two searches may differ, as a share.
const agreement = 0.10

// spoilt is how many searches of a server the machine may limit.
const spoilt = 3

func main() {
	times := flag.Int("times", 2, "searches of each server")
	step := flag.Duration("step", 10*time.Second, "length of a probe")
	vcpu := flag.String("vcpu", "0.25", "share of a CPU of the container")
	flag.Parse()
	kept, err := compare(*times, *step, *vcpu)
	if err != nil {
		fmt.Fprintln(os.Stderr, "capacity:", err)
		os.Exit(2)
	}
	if !kept {
		os.Exit(1)
	}
}

// server is what is searched: its target in a scenario, and where its capacity
// lies.
type server struct {
	name, target, where string
	truth               float64 // requests a second; 0 where nobody knows
}

// compare searches every server so often, and says whether the promise is kept.
func compare(times int, step time.Duration, vcpu string) (bool, error) {
	dir, err := os.MkdirTemp("", "capacity-")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join(dir, "sweetspot")
	build := exec.Command("go", "build", "-o", binary, "./cmd/sweetspot")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return false, err
	}
	url, truth, stop, err := queue()
	if err != nil {
		return false, err
	}
	defer stop()
	kept := true
	for _, s := range []server{
		{"queue", fmt.Sprintf("target: {http: {url: %q}}\n", url), "p99 < 300ms, errors < 1%", truth},
		{"container", fmt.Sprintf("target: {container: {handler: 'builtin:primes'}}\nmatrix: {vcpu: [%s]}\npayloads: [{json: {limit: 100000, repeat: 20}}]\n", vcpu), "p95 < 1s, errors < 1%", 0},
	} {
		rates, err := s.search(binary, dir, times, step)
		if err != nil {
			return false, err
		}
		kept = s.agrees(rates) && kept
	}
	return kept, nil
}

// search finds the capacity so often, and prints each answer.
func (s server) search(binary, dir string, times int, step time.Duration) ([]float64, error) {
	file := filepath.Join(dir, s.name+".yaml")
	text := fmt.Sprintf("version: 1\nname: %s\n%sload: {search: {where: %q, from: 2/s, to: 500/s, step: %s}}\n", s.name, s.target, s.where, step)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, err
	}
	var rates []float64
	for i := 0; len(rates) < times; i++ {
		if i == times+spoilt {
			return nil, fmt.Errorf("this machine is too busy: it limited %d searches of %s", i-len(rates), s.name)
		}
		out := filepath.Join(dir, fmt.Sprintf("%s-%d", s.name, i))
		cmd := exec.Command(binary, "run", "--quiet", "--inconclusive=pass", "--out", out, file)
		began := time.Now()
		if text, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w\n%s", err, text)
		}
		summary, err := reports.ReadSummary(filepath.Join(out, rundir.SummaryFile))
		if err != nil {
			return nil, err
		}
		c := summary.Trials[0].Capacity
		fmt.Printf("%-10s %3d probes in %6s   %s\n", s.name, len(c.Probes), time.Since(began).Round(time.Second), c.Sentence)
		if c.LimitedBy == "slo" {
			rates = append(rates, *c.Rate)
		}
	}
	return rates, nil
}

// agrees says by how much each search differs from the one before, and from the
// truth.
func (s server) agrees(rates []float64) bool {
	most := 0.0
	for i := range rates[1:] {
		most = max(most, math.Abs(math.Log(rates[i+1]/rates[i])))
	}
	fmt.Printf("%-10s found %d times: differs by at most %.1f %%", s.name, len(rates), 100*(math.Exp(most)-1))
	if s.truth > 0 {
		for _, r := range rates {
			most = max(most, math.Abs(math.Log(r/s.truth)))
		}
		fmt.Printf("; theory says %.1f/s, missed by at most %.1f %%", s.truth, 100*(math.Exp(most)-1))
	}
	fmt.Println()
	return math.Exp(most)-1 < agreement
}
