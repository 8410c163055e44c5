package view

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// componentWords are the components of price books in plain words, by how they
// begin.
var componentWords = []struct{ begins, words string }{
	{"requests", "request fee"}, {"duration", "compute"}, {"ephemeral", "ephemeral storage"}, {"storage", "storage"},
	{"url-requests", "function URL"}, {"rest-requests", "REST API calls"}, {"http-requests", "HTTP API calls"}, {"rest-cache", "cache"},
	{"alb-hours", "load balancer"}, {"alb-lcu", "load balancer capacity"},
	{"logs-ingest", "logs"}, {"logs-lambda-ingest", "logs"}, {"logs-storage", "log storage"},
	{"internet-out", "data transfer out"}, {"traces-recorded", "traces"},
	{"fargate-vcpu", "container CPU"}, {"fargate-memory", "container memory"}, {"linux-", "instances"}, {"public-ipv4", "public addresses"},
}

// componentName is a component of a bill in plain words; what is taken off it,
// such as a free tier, stays behind it in brackets.
func componentName(component string) string {
	name, off, taken := strings.Cut(component, " (")
	words := format.Clean(name)
	for _, c := range componentWords {
		if strings.HasPrefix(name, c.begins) {
			words = c.words
			break
		}
	}
	if taken {
		words += " " + format.Clean("("+off)
	}
	return words
}
