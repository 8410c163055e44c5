package answers

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

const (
	docPage = "../../../docs/gateway.md"
	opens   = "<!-- answers: written by `go test ./internal/gateway/answers -update` -->\n"
	closes  = "<!-- /answers -->\n"
)

// TestPage: the table of the documentation is this one.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(docPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(text), opens)
	_, after, closed := strings.Cut(rest, closes)
	if !opened || !closed {
		t.Fatalf("%s has no place for the table", docPage)
	}
	golden.Check(t, docPage, before+opens+markdown()+closes+after)
}

// markdown is the table, API by API.
func markdown() string {
	titles := map[API]string{REST: "REST API", HTTP: "HTTP API", URL: "Function URL", ALB: "Application Load Balancer"}
	var b strings.Builder
	for _, api := range APIs {
		fmt.Fprintf(&b, "\n### %s\n\n| cause | status | body | `x-amzn-ErrorType` | basis |\n| --- | --- | --- | --- | --- |\n", titles[api])
		for _, a := range table {
			if a.API == api {
				fmt.Fprintf(&b, "| %s | %d | %s | %s | [%s](%s)%s |\n", strings.ReplaceAll(string(a.Cause), "_", " "), a.Status, shown(a), a.ErrorType, a.Basis, a.Source, noted(a))
			}
		}
	}
	return b.String() + "\n"
}

func shown(a Answer) string {
	switch {
	case a.API == ALB && a.Body != "":
		return "HTML page"
	case a.Body == "":
		return ""
	}
	return "`" + strings.ReplaceAll(a.Body, "|", `\|`) + "`"
}

func noted(a Answer) string {
	if a.Note == "" {
		return ""
	}
	words := strings.Fields(a.Note)
	for i, w := range words {
		if address := strings.TrimRight(w, ";,"); strings.HasPrefix(address, "https://") {
			words[i] = "[here](" + address + ")" + w[len(address):]
		}
	}
	return ": " + strings.Join(words, " ")
}
