// Package http drives a server that runs already, wherever that is. It changes
// nothing by itself: commands of the user's may make a variant live, and put
// back what was before. No cold start can be forced.
package http

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Runner drives one HTTP target.
type Runner struct {
	scenario *scenarios.Scenario
	target   scenarios.Target
	warn     func(text string)
	clients  map[string]*transport.Client // by scheme and host: a client speaks to one server
	live     map[int]*Server              // by variant
	full     sync.Once                    // the limit of open files was met

	journal runners.Journal // nil: nothing is kept
	applied bool            // the user's command has changed something that is not put back
	current int             // the variant that it made live, -1 for none for sure
}

// New makes the runner of one of the scenario's targets. What is odd, but no
// reason to stop, warn is told: by Check, and by Invoke when this machine's
// limit of open files is met.
func New(s *scenarios.Scenario, target int, warn func(text string)) *Runner {
	return &Runner{
		scenario: s, target: s.Targets[target], warn: warn,
		clients: map[string]*transport.Client{}, live: map[int]*Server{},
	}
}

// Check opens the connections that the load begins with, and makes one request
// of each variant. A server that cannot be reached is an error. One that
// answers with an error, or not well, is only warned of: that is the load's to
// count. Where commands make the variants live, nothing is asked of the server yet.
func (r *Runner) Check(ctx context.Context, variants []scenarios.Variant) error {
	if h := r.target.HTTP; h.Changes() {
		if len(h.Restore) == 0 {
			r.warn(r.target.Name + " " + noRestore)
		}
		return r.runnable()
	}
	told := map[string]bool{}
	for _, v := range variants {
		l, err := r.prepare(v)
		if err != nil {
			return fmt.Errorf("%s: %w", r.scenario.Label(v), err)
		}
		if err := l.Open(ctx); err != nil {
			return fmt.Errorf("cannot reach %s: %w", r.shown(v), err)
		}
		odd := r.probe(ctx, l)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if odd != "" && !told[odd] {
			told[odd] = true
			r.warn(r.shown(v) + " " + odd)
		}
	}
	return nil
}

// Apply makes the variant live where a command does that, and opens the
// connections that the load begins with. What cannot be opened now, the load
// meets and counts.
func (r *Runner) Apply(ctx context.Context, v scenarios.Variant) error {
	if err := r.change(ctx, v); err != nil {
		return err
	}
	l, err := r.prepare(v)
	if err != nil {
		return err
	}
	_ = l.Open(ctx)
	return ctx.Err()
}

// Invoke sends one request.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	l := r.live[v.Index]
	s, err := l.Send(ctx, p)
	if s.Reason == transport.TooManyFile {
		r.full.Do(func() { r.warn(err.Error()) })
	}
	return s
}

// Recycle is not possible: what runs behind a URL is not the client's.
func (r *Runner) Recycle(context.Context, scenarios.Variant) error {
	return errors.New("no cold start can be forced on an HTTP target")
}

// Restore closes the connections, and puts back what the user's command changed.
func (r *Runner) Restore(ctx context.Context) error {
	r.forget()
	return r.putBack(ctx)
}

// shown names the request of a variant for people, without secrets.
func (r *Runner) shown(v scenarios.Variant) string {
	t := r.target
	t.HTTP = t.HTTP.Filled(v.Params)
	return t.HandlerText()
}

// prepare makes the requests of a variant, once.
func (r *Runner) prepare(v scenarios.Variant) (*Server, error) {
	if l := r.live[v.Index]; l != nil {
		return l, nil
	}
	h := r.target.HTTP.Filled(v.Params)
	u, err := url.Parse(h.URL)
	if err != nil {
		return nil, errors.New("the URL cannot be read") // its error would quote it
	}
	l, err := newServer(r.scenario, func(scenarios.Payload) *scenarios.HTTP { return h }, r.client(u.Scheme+"://"+u.Host))
	if err != nil {
		return nil, err
	}
	r.live[v.Index] = l
	return l, nil
}

func (r *Runner) client(server string) *transport.Client {
	c := r.clients[server]
	if c == nil {
		c = newClient(r.scenario, r.target.HTTP)
		r.clients[server] = c
	}
	return c
}

// probeTime bounds the first request: a slow server need not hold up the start.
const probeTime = 5 * time.Second

// probe makes one request and says what is odd about its answer, "" if nothing.
func (r *Runner) probe(ctx context.Context, l *Server) string {
	h := r.target.HTTP
	ctx, cancel := context.WithTimeout(ctx, min(h.Timeout, probeTime))
	defer cancel()
	a := l.client.Do(ctx, l.first)
	failed, _ := errors.AsType[*transport.Error](a.Err)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded), failed != nil && failed.Class == transport.NoAnswer:
		return fmt.Sprintf("has not answered a first request within %s", min(h.Timeout, probeTime))
	case a.Err != nil:
		return "failed a first request: " + a.Err.Error()
	case !h.Succeeds(a.Status):
		return fmt.Sprintf("answers %d, which counts as an error; http.expect says otherwise", a.Status)
	case a.Status >= 300 && a.Status < 400 && len(h.Expect) == 0 && h.Redirects > 0 && !r.scenario.Confirm:
		return fmt.Sprintf("answers %d, a redirect that is not followed, and that is what is measured; if it leads off this machine, confirm: true or --yes follows it", a.Status)
	case a.Status >= 300 && a.Status < 400 && len(h.Expect) == 0:
		return fmt.Sprintf("answers %d, a redirect, and that is what is measured; http.redirects follows it", a.Status)
	}
	return ""
}
