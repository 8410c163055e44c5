package lambdaapi

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// BenchmarkInvokeSDK is a whole warm invocation but for the function: the SDK,
// loopback, the API.
func BenchmarkInvokeSDK(b *testing.B) {
	s := start(b, Options{})
	s.mustCreate(b, "fn")
	in := &lambda.InvokeInput{FunctionName: new("fn"), Payload: []byte(`{"name":"world"}`), LogType: types.LogTypeTail}
	s.mustInvoke(b, in)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Invoke(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}

// discard is a ResponseWriter that keeps nothing.
type discard http.Header

func (d discard) Header() http.Header         { return http.Header(d) }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// BenchmarkInvokeHandler is the API's own share of it.
func BenchmarkInvokeHandler(b *testing.B) {
	s := start(b, Options{})
	s.mustCreate(b, "fn")
	payload := []byte(`{"name":"world"}`)
	r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1/2015-03-31/functions/fn/invocations", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.ContentLength = int64(len(payload))
	r.Header.Set("X-Amz-Log-Type", "Tail")
	body := bytes.NewReader(payload)
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(payload)
		r.Body = readCloser{body}
		s.server.ServeHTTP(discard{}, r)
		s.fake.requests = s.fake.requests[:0]
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// TestControlBesideInvocations is for the race detector: everything at once.
func TestControlBesideInvocations(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 20 {
				if _, err := b.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: new("fn"), Qualifier: new([]string{latest, "1"}[i%2])}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range 20 {
			b.mustPublish(t, "fn", fmt.Sprint(i))
		}
	})
	wg.Go(func() {
		for i := range 20 {
			if err := b.reserve(t.Context(), "fn", int32(i)); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 20 {
			if _, err := b.ListVersionsByFunction(t.Context(), &lambda.ListVersionsByFunctionInput{FunctionName: new("fn")}); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	out, err := b.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: new("fn")})
	if err != nil || *out.Configuration.Description != "19" || *out.Concurrency.ReservedConcurrentExecutions != 19 {
		t.Errorf("at the end: %v %v", out, err)
	}
}
