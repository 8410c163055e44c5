package containers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// askEvery is the pause between two health checks of a replica that starts, and
// how exactly its start-up is known. A check that is answered costs the replica
// some 0.1 ms of its CPU.
const askEvery = 5 * time.Millisecond

// askTimeout bounds one check, as long as a load balancer's own.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
const askTimeout = 5 * time.Second

// checker asks replicas for their health. It keeps no connection and uses no
// proxy.
var checker = &http.Client{
	Timeout: askTimeout,
	Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       (&net.Dialer{Timeout: askTimeout}).DialContext,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// errNotHealthy is the failure of a replica that runs and does not answer well.
var errNotHealthy = errors.New("not healthy in time")

// awaitHealthy waits for the first healthy answer of a replica. The error says
// how it went instead, with the last words of a replica that ended.
func awaitHealthy(ctx context.Context, r Replica, path string, within time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, within, errNotHealthy)
	defer cancel()
	last := errors.New("nothing listened there")
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		err := ask(ctx, "http://"+r.Address()+path)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-r.Ended():
			return fmt.Errorf("it ended before it was healthy (%s)%s", r.End().Words, lastWords(r.Said()))
		case <-ctx.Done():
			if !errors.Is(context.Cause(ctx), errNotHealthy) {
				return ctx.Err()
			}
			return fmt.Errorf("no healthy answer at %s within %s: %w%s", path, within, last, lastWords(r.Said()))
		case <-tick.C:
		}
	}
}

// ask makes one check: any answer below 400 is healthy.
func ask(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := checker.Do(request)
	if err != nil {
		if op, ok := errors.AsType[*net.OpError](err); ok {
			return op.Err // without the address, which means nothing to the user
		}
		return err
	}
	_ = answer.Body.Close()
	if answer.StatusCode >= 400 {
		return fmt.Errorf("it answers %d", answer.StatusCode)
	}
	return nil
}

// shownLines is how many of a replica's last lines an error shows.
const shownLines = 5

// lastWords is the end of an output, for an error.
func lastWords(said string) string {
	said = strings.TrimSpace(said)
	if said == "" {
		return "; it said nothing"
	}
	lines := strings.Split(said, "\n")
	return "; it said:\n  " + strings.Join(lines[max(0, len(lines)-shownLines):], "\n  ")
}
