package offers

import (
	"cmp"
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

// fetch reads what is at an address. That the server cannot be reached, fails,
// or breaks off is a *ServerError.
func fetch(ctx context.Context, client Getter, address string, read func(context.Context, io.Reader) error) error {
	answer, err := get(ctx, client, address)
	if err != nil {
		return err
	}
	b := &body{r: answer}
	err = read(ctx, b)
	if b.err != nil || errors.Is(err, errCut) {
		err = &ServerError{cmp.Or(b.err, err)}
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", address, err)
	}
	return errors.Join(err, answer.Close())
}

// ServerError is the failure of a server that a list is fetched from, which no
// other input could help.
type ServerError struct{ err error }

// Error is what failed.
func (e *ServerError) Error() string { return e.err.Error() }

// Unwrap returns what failed.
func (e *ServerError) Unwrap() error { return e.err }

// body is an answer that keeps the error with which it broke off: a decoder may
// make another one of it.
type body struct {
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
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
			return nil, &ServerError{err}
		}
		if response.StatusCode == http.StatusOK {
			return response.Body, nil
		}
		_ = response.Body.Close()
		busy := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable
		if !busy || attempt == maxAttempts {
			return nil, refusal(address, response)
		}
		if err := pause(ctx, wait(response.Header.Get("Retry-After"), attempt)); err != nil {
			return nil, err
		}
	}
}

// refusal is an answer without a list. The server is at fault, unless it says
// that the request is.
func refusal(address string, response *http.Response) error {
	err := fmt.Errorf("%s: the server answers %s", address, response.Status)
	if response.StatusCode < 500 && response.StatusCode != http.StatusTooManyRequests {
		return err
	}
	return &ServerError{err}
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
