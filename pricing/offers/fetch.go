package offers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Getter does HTTP requests; *http.Client has it.
type Getter interface {
	Do(*http.Request) (*http.Response, error)
}

const (
	maxLinks    = 1_000            // pages that are followed from the first
	maxAttempts = 6                // requests for one page
	maxWait     = 60 * time.Second // before one of them
)

// FetchPages reads a page of the Retail Prices API and those that it links to,
// on the same host. A server that is busy (429, 503) is asked again after the
// time that it says, up to a minute, five times.
func (a *Azure) FetchPages(ctx context.Context, client Getter, address string) error {
	first, err := url.Parse(address)
	if err != nil {
		return err
	}
	next := address
	for range maxLinks {
		if next, err = a.fetchPage(ctx, client, next); err != nil || next == "" {
			return err
		}
		link, err := url.Parse(next)
		if err != nil || origin(link) != origin(first) {
			return fmt.Errorf("the next page is not on %s: %q", first.Host, next)
		}
	}
	return fmt.Errorf("more than %d pages", maxLinks)
}

// origin is the server of an address. The API links to itself by its port,
// https://prices.azure.com:443/….
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" && u.Scheme == "https" {
		port = "443"
	}
	return u.Scheme + "://" + u.Hostname() + ":" + port
}

func (a *Azure) fetchPage(ctx context.Context, client Getter, address string) (next string, err error) {
	err = fetch(ctx, client, address, func(ctx context.Context, r io.Reader) error {
		next, err = a.ReadPages(ctx, r)
		return err
	})
	return next, err
}

// FetchOffer reads an offer file from its address, such as OfferURL's.
func (a *AWS) FetchOffer(ctx context.Context, client Getter, address string) error {
	return fetch(ctx, client, address, a.ReadOffer)
}

// fetch reads what is at an address.
func fetch(ctx context.Context, client Getter, address string, read func(context.Context, io.Reader) error) error {
	body, err := get(ctx, client, address)
	if err != nil {
		return err
	}
	if err = read(ctx, body); err != nil {
		err = fmt.Errorf("%s: %w", address, err)
	}
	return errors.Join(err, body.Close())
}

// get opens an address, again after a while where the server is busy.
func get(ctx context.Context, client Getter, address string) (io.ReadCloser, error) {
	for attempt := 1; ; attempt++ {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		if response.StatusCode == http.StatusOK {
			return response.Body, nil
		}
		_ = response.Body.Close()
		busy := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable
		if !busy || attempt == maxAttempts {
			return nil, fmt.Errorf("%s: the server answers %s", address, response.Status)
		}
		if err := pause(ctx, wait(response.Header.Get("Retry-After"), attempt)); err != nil {
			return nil, err
		}
	}
}

// wait is how long to wait before the next attempt: what the server says in
// seconds, or else 1 s, 2 s, 4 s …
func wait(retryAfter string, attempt int) time.Duration {
	said, err := strconv.Atoi(retryAfter)
	if err != nil || said < 0 {
		return time.Second << (attempt - 1)
	}
	return time.Duration(min(int64(said), int64(maxWait/time.Second))) * time.Second
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
