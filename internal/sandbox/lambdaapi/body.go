package lambdaapi

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Limits of requests, in bytes.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	maxInvokeBytes  = sandbox.MaxPayloadBytes
	maxEventBytes   = 1 << 20  // asynchronous invocation, since October 2025
	maxControlBytes = 70167211 // CreateFunction with an archive of 50 MB
	maxDrainBytes   = 64 << 20 // read of a refused body, so that the refusal arrives
)

// readBody reads a request's body of up to limit bytes in one piece.
func readBody(r *http.Request, limit int64, operation string) ([]byte, error) {
	n := r.ContentLength
	if n == 0 {
		return nil, nil
	}
	if n > limit {
		drain(r)
		return nil, tooLarge(limit, operation)
	}
	if n > 0 {
		body := make([]byte, n)
		if _, err := io.ReadFull(r.Body, body); err != nil {
			return nil, faultf(codeInvalidContent, "the request's body ended early: %v", err)
		}
		return body, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, faultf(codeInvalidContent, "the request's body ended early: %v", err)
	}
	if int64(len(body)) > limit {
		drain(r)
		return nil, tooLarge(limit, operation)
	}
	return body, nil
}

func tooLarge(limit int64, operation string) error {
	return faultf(codeTooLarge, "Request must be smaller than %d bytes for the %s operation", limit, operation)
}

// drain reads what is left of a body: a server that closes while its client
// still writes resets the connection, and the client never sees the answer.
func drain(r *http.Request) {
	// What cannot be read need not be: the answer is the same.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxDrainBytes))
}

// decode reads a JSON body; an empty one is an empty object.
func decode(body []byte, into any) error {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return faultf(codeInvalidContent, "Could not parse request body into json: %v", err)
	}
	return nil
}
