package offers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// serveFiles serves a function's answers.
func serveFiles(t *testing.T, answer http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server
}

// page is a page of the fixture whose link leads to next.
func page(t *testing.T, file, next string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const link = `"https://prices.azure.com:443/api/retail/prices?$filter=serviceName%20eq%20%27Functions%27&$skip=1000"`
	return strings.Replace(string(data), link, fmt.Sprintf("%q", next), 1)
}

func TestFetchPagesFollowsLinks(t *testing.T) {
	var server *httptest.Server
	busy := 2
	server = serveFiles(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Query().Get("$skip") == "1000":
			fmt.Fprint(w, page(t, "testdata/azure-2.json", ""))
		case busy > 0:
			busy--
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			fmt.Fprint(w, page(t, "testdata/azure-1.json", server.URL+"/?$skip=1000"))
		}
	})
	a := NewAzure(Scope{On: on})
	if err := a.FetchPages(t.Context(), server.Client(), server.URL); err != nil {
		t.Fatal(err)
	}
	r, err := a.Result()
	if err != nil || len(r.Prices) != 9 {
		t.Errorf("%v, %d prices, want 9", err, len(r.Prices))
	}
}

func TestFetchPagesRefuses(t *testing.T) {
	empty := func(next string) string { return fmt.Sprintf(`{"Items": [], "NextPageLink": %q}`, next) }
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, own string)
		want   string
	}{
		{"a link to another host", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, empty("http://192.0.2.1/x")) }, "the next page is not on "},
		{"a link to another port", func(w http.ResponseWriter, own string) { fmt.Fprint(w, empty(own+"1/x")) }, "the next page is not on "},
		{"a link to a file", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, empty("file:///etc/passwd")) }, "the next page is not on "},
		{"a link that is none", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, empty("::")) }, "the next page is not on "},
		{"endless links", func(w http.ResponseWriter, own string) { fmt.Fprint(w, empty(own)) }, "more than 1000 pages"},
		{"always busy", func(w http.ResponseWriter, _ string) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, "the server answers 503"},
		{"not found", func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusNotFound) }, "the server answers 404"},
		{"no JSON", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "<html>") }, "byte 0: invalid character"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var server *httptest.Server
			server = serveFiles(t, func(w http.ResponseWriter, _ *http.Request) { tt.answer(w, server.URL) })
			err := NewAzure(Scope{On: on}).FetchPages(t.Context(), server.Client(), server.URL)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}

// The API links to itself with its port, which does not make another host.
func TestTheDefaultPortIsTheSameHost(t *testing.T) {
	link := "https://prices.azure.com:443/api/retail/prices?$skip=1000"
	client := getter(func(r *http.Request) (*http.Response, error) {
		text := `{"Items": [], "NextPageLink": "` + link + `"}`
		if r.URL.String() == link {
			text = `{"Items": [], "NextPageLink": null}`
		}
		rec := httptest.NewRecorder()
		rec.WriteString(text)
		return rec.Result(), nil
	})
	if err := NewAzure(Scope{On: on}).FetchPages(t.Context(), client, RetailURL([]string{"eastus"})); err != nil {
		t.Error(err)
	}
}

type getter func(*http.Request) (*http.Response, error)

func (g getter) Do(r *http.Request) (*http.Response, error) { return g(r) }

func TestABusyServerIsGivenTime(t *testing.T) {
	for _, tt := range []struct {
		retryAfter string
		want       time.Duration
	}{
		{"", 31 * time.Second}, // 1 + 2 + 4 + 8 + 16
		{"2", 10 * time.Second},
		{"3600", 5 * time.Minute},
		{"Wed, 21 Oct 2026 07:28:00 GMT", 31 * time.Second},
		{"-1", 31 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			client := getter(func(*http.Request) (*http.Response, error) {
				calls++
				rec := httptest.NewRecorder()
				rec.Header().Set("Retry-After", tt.retryAfter)
				rec.WriteHeader(http.StatusTooManyRequests)
				return rec.Result(), nil
			})
			start := time.Now()
			_, err := get(t.Context(), client, "https://prices.azure.com/")
			if err == nil || calls != maxAttempts || time.Since(start) != tt.want {
				t.Errorf("Retry-After %q: %v after %d calls and %v, want %v", tt.retryAfter, err, calls, time.Since(start), tt.want)
			}
		})
	}
}

func TestFetchingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := serveFiles(t, func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if err := NewAzure(Scope{}).FetchPages(ctx, server.Client(), server.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"offer": NewAWS(Scope{}).ReadOffer(ctx, open(t, "testdata/AWSLambda.json")),
		"pages": NewAWS(Scope{}).ReadPages(ctx, open(t, "testdata/getproducts.json")),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewAzure(Scope{}).ReadPages(ctx, open(t, "testdata/azure-1.json")); !errors.Is(err, context.Canceled) {
		t.Errorf("azure: %v", err)
	}
}

func TestFetchOffer(t *testing.T) {
	server := serveFiles(t, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "testdata/AWSLambda.json") })
	a := NewAWS(Scope{On: on})
	if err := a.FetchOffer(t.Context(), server.Client(), server.URL); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Result(); err != nil || len(r.Prices) != 28 {
		t.Errorf("%v, %d prices, want 28", err, len(r.Prices))
	}
}

func TestOfficialAddresses(t *testing.T) {
	for got, want := range map[string]string{
		OfferURL("AWSLambda", "eu-west-1"):  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/current/eu-west-1/index.json",
		OfferURL("AmazonEC2", ""):           "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/index.json",
		OfferURL("AWSLambda", "cn-north-1"): "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AWSLambda/current/cn-north-1/index.json",
		RetailURL([]string{"eastus", "uksouth"}): "https://prices.azure.com/api/retail/prices?%24filter=serviceName+eq+%27Functions%27+and+priceType+eq+%27Consumption%27" +
			"+and+%28armRegionName+eq+%27eastus%27+or+armRegionName+eq+%27uksouth%27%29&api-version=2023-01-01-preview&meterRegion=%27primary%27",
	} {
		if got != want {
			t.Errorf("address %s\nwant    %s", got, want)
		}
	}
}
