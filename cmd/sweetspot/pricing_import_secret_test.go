package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// No secret of the address of a price list is shown.
func TestImportShowsNoSecret(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	address := strings.Replace(server.URL, "http://", "http://bob:hunter2@", 1) + "/list.json?token=hunter2"
	var stdout, stderr bytes.Buffer
	a := &app{stdout: &stdout, stderr: &stderr}
	err := a.importPrices(t.Context(), strings.NewReader(""), []string{address}, pricingImportOptions{from: fromAWS, out: "-"})
	if err == nil {
		t.Fatal("a list that is not there was imported")
	}
	if shown := err.Error() + stdout.String() + stderr.String(); strings.Contains(shown, "hunter2") {
		t.Errorf("a secret is shown: %s", shown)
	}
}
