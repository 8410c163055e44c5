package scenarios

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// redactedLine is "GET /path?query" without the secrets of its query.
func redactedLine(line string) string {
	method, path, found := strings.Cut(line, " ")
	if !found {
		method, path = "", line
	}
	if shown := secret.RedactURL(path); shown != path {
		return strings.TrimSpace(method + " " + shown)
	}
	return line
}
