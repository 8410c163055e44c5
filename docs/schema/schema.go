// Package schema holds the published JSON Schema of summary.json. It is made
// of the Go types and their comments: go test ./docs/schema -update.
package schema

import _ "embed"

// SummaryID names the schema of summary.json, and is where the repository
// keeps it.
const SummaryID = "https://github.com/sweetspot-bench/sweetspot/docs/schema/summary.v1.schema.json"

//go:embed summary.v1.schema.json
var summary []byte

// Summary is the JSON Schema (draft 2020-12) of the summary.json that this
// version writes.
func Summary() []byte { return summary }
