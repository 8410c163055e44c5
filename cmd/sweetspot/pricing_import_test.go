package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

const offerFixtures = "../../pricing/offers/testdata/"

// importFrom runs pricing import and returns its exit code and output.
func importFrom(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = execute(append([]string{"pricing", "import"}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func TestPricesAreFetched(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(offerFixtures)))
	defer server.Close()
	for _, tt := range []struct{ from, file, want string }{
		{"aws", "AWSLambda.json", "component: duration-arm64"},
		{"azure", "azure-2.json", "component: premium-memory"},
	} {
		code, stdout, stderr := importFrom(t, "--from", tt.from, server.URL+"/"+tt.file)
		if code != codeDone || !strings.Contains(stdout, tt.want) {
			t.Errorf("%s: code %d\n%s\n%s", tt.file, code, stdout, stderr)
		}
	}
	code, _, stderr := importFrom(t, "--from", "aws", server.URL+"/none.json")
	if code != codeInput || !strings.Contains(stderr, "the server answers 404") {
		t.Errorf("a file that is not there: code %d, %s", code, stderr)
	}
	server.Close()
	if code, _, stderr := importFrom(t, "--from", "aws", server.URL+"/AWSLambda.json"); code != codeIncomplete {
		t.Errorf("a server that is gone: code %d, %s", code, stderr)
	}
}

// What the provider gets wrong is no fault of the input, which bad JSON is.
func TestAFailingServerIsNoFaultOfTheInput(t *testing.T) {
	list, err := os.ReadFile(offerFixtures + "AWSLambda.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		code   int
		want   string
	}{
		"busy to the end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, codeIncomplete, "the server answers 503"},
		"an error":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, codeIncomplete, "the server answers 500"},
		"forbidden":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, codeInput, "the server answers 403"},
		"another end": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(list[:len(list)/2]) }, codeIncomplete, "the list ends in the middle"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(list)))
			_, _ = w.Write(list[:len(list)/2])
		}, codeIncomplete, "unexpected EOF"},
		"cut off before the first byte": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "9") }, codeIncomplete, "unexpected EOF"},
		"no list":                       {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, codeInput, "byte 0: invalid character"},
	} {
		server := httptest.NewServer(tt.answer)
		if code, _, stderr := importFrom(t, "--from", "aws", server.URL); code != tt.code || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: code %d, want %d; %s\nwant %s", name, code, tt.code, stderr, tt.want)
		}
		server.Close()
	}
	if code, _, stderr := importFrom(t, "--from", "aws", "https://%zz/"); code != codeInput {
		t.Errorf("an address that is none: code %d, %s", code, stderr)
	}
}

func TestPriceListsShareAConnection(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.FileServer(http.Dir(offerFixtures)))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	code, _, stderr := importFrom(t, "--from", "azure", server.URL+"/azure-1.json", server.URL+"/azure-2.json")
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections, code %d, %s", n, code, stderr)
	}
}

func TestRedirectionsToOtherHostsAreRefused(t *testing.T) {
	other := httptest.NewServer(http.FileServer(http.Dir(offerFixtures)))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL+"/AWSLambda.json", http.StatusFound))
	defer server.Close()
	if code, _, stderr := importFrom(t, "--from", "aws", server.URL); code == codeDone || !strings.Contains(stderr, "leads to another host") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

// Without a source AWS's pricing API is asked, with credentials of the
// environment.
func TestPricesAreQueried(t *testing.T) {
	data, err := os.ReadFile(offerFixtures + "getproducts.json")
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := bytes.Cut(data, []byte("\n}\n{\n"))
	pages := [][]byte{append(first, "\n}"...), append([]byte("{\n"), second...)}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Authorization"), "Credential=AKIDEXAMPLE/") {
			t.Errorf("authorization %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write(pages[asked])
		asked++
	}))
	defer server.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_ENDPOINT_URL_PRICING", server.URL)
	code, stdout, stderr := importFrom(t, "--from", "aws-query", "--service", "AmazonECS", "--region", "us-east-1")
	if code != codeDone || asked != 2 || !strings.Contains(stdout, "component: fargate-vcpu-x86_64") {
		t.Errorf("code %d after %d requests\n%s\n%s", code, asked, stdout, stderr)
	}
}

func TestARefusedQueryIsNoFaultOfTheInput(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer server.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_ENDPOINT_URL_PRICING", server.URL)
	code, _, stderr := importFrom(t, "--from", "aws-query", "--service", "AmazonECS")
	if code != codeIncomplete || !strings.Contains(stderr, "AccessDenied") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

func TestAddressesOfPriceLists(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://prices.azure.com/api": true,
		"http://127.0.0.1:8080/x":      true,
		"http://localhost/x":           true,
		"http://[::1]/x":               true,
		"http://10.0.0.1/x":            false,
		"http://localhost.example/x":   false,
		"https:///x":                   false,
		"ftp://127.0.0.1/x":            false,
		"file:///etc/passwd":           false,
		"https://a b/":                 false,
	} {
		if err := checkAddress(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}
