package powertuning

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// output is what the state machine puts out.
type output struct {
	Power        json.Number `json:"power"`
	StateMachine struct {
		Visualization string `json:"visualization"`
	} `json:"stateMachine"`
	Stats []stat `json:"stats"` // with includeOutputResults
}

// stat is a size in the output; the tool has named the figures in two ways.
type stat struct {
	Value           json.Number `json:"value"`
	Power           json.Number `json:"power"`
	AverageDuration json.Number `json:"averageDuration"`
	Duration        json.Number `json:"duration"`
	AveragePrice    json.Number `json:"averagePrice"`
	Cost            json.Number `json:"cost"`
}

// held is the output, or what holds it: {"results": …} of the tool's
// documentation, or the description of an execution, whose "output" is JSON in a
// string.
type held struct {
	output
	Results *held  `json:"results"`
	Output  string `json:"output"`
}

// parseOutput reads the output out of what holds it.
func parseOutput(text string) (*Found, error) {
	var h held
	const deepest = 3
	for range deepest {
		if err := json.Unmarshal([]byte(text), &h); err != nil {
			return nil, fmt.Errorf("this is not the output of Power Tuning: %w", err)
		}
		for h.Results != nil {
			h = *h.Results
		}
		if !strings.HasPrefix(strings.TrimSpace(h.Output), "{") {
			break
		}
		text, h = h.Output, held{}
	}
	return h.found()
}

// found takes the stats, which are exact, before the URL.
func (o output) found() (*Found, error) {
	if len(o.Stats) > 0 {
		return o.ofStats()
	}
	if o.StateMachine.Visualization != "" {
		found, err := parseURL(o.StateMachine.Visualization)
		if err != nil {
			return nil, fmt.Errorf("stateMachine.visualization: %w", err)
		}
		return found, nil
	}
	if o.Power != "" {
		return nil, fmt.Errorf("it holds %s MB, the best size, alone: the other sizes are in stateMachine.visualization, or in stats when the state machine runs with includeOutputResults", o.Power)
	}
	return nil, errors.New("this is not the output of Power Tuning: it has neither stats nor stateMachine.visualization")
}

func (o output) ofStats() (*Found, error) {
	found := &Found{Currency: "USD"}
	if before, _, ok := strings.Cut(o.StateMachine.Visualization, "#"); ok && strings.HasSuffix(before, "?currency=CNY") {
		found.Currency = "CNY"
	}
	var points []Point
	for i, s := range o.Stats {
		p, err := s.point()
		if err != nil {
			return nil, fmt.Errorf("stats[%d]: %w", i, err)
		}
		points = append(points, p)
	}
	profile, err := checked("", points)
	if err != nil {
		return nil, fmt.Errorf("stats: %w", err)
	}
	found.Profiles = []Profile{profile}
	return found, nil
}

func (s stat) point() (p Point, err error) {
	size, err := either(s.Value, s.Power).Float64()
	if err != nil || size != math.Trunc(size) || math.Abs(size) > math.MaxInt16 {
		return p, fmt.Errorf("the size %q is no whole number of MB", either(s.Value, s.Power))
	}
	p.MemoryMB = int(size)
	if p.DurationMS, err = either(s.AverageDuration, s.Duration).Float64(); err != nil {
		return p, fmt.Errorf("%d MB has no mean duration", p.MemoryMB)
	}
	cost, err := either(s.AveragePrice, s.Cost).Float64()
	if err != nil {
		return p, fmt.Errorf("%d MB has no mean cost", p.MemoryMB)
	}
	p.Cost = decimal.NewFromFloat(cost)
	return p, nil
}

func either(a, b json.Number) json.Number {
	if a != "" {
		return a
	}
	return b
}
