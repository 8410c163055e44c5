package scenarios

import (
	"github.com/invopop/jsonschema"
)

// urlPattern lets through what may become a URL once its placeholders are filled.
const urlPattern = `^([hH][tT][tT][pP][sS]?://[^/?#\s]|[^#\s]*\$\{)[^#\s]*$`

func httpSchema() *jsonschema.Schema {
	h := object("A server that runs already. ${NAME} in the URL and the headers stands for a param of the matrix.", []string{"url"},
		prop("url", &jsonschema.Schema{Type: "string", Pattern: urlPattern, Examples: []any{"http://127.0.0.1:8080/"}, Description: "Where to send."}),
		prop("method", words("Payloads need one that carries them, such as POST.", "GET", Methods()...)),
		prop("headers", headersSchema("Headers of the requests; values are text, so quote numbers. Secrets are kept out of all that is written.")),
		prop("timeout", durationSchema("From the send to the last byte of the answer; 30s by default.")),
		prop("http2", flag("HTTP/2: negotiated on https, taken for granted on http.")),
		prop("redirects", integer("How many are followed; without it a redirect is an answer like any other.", 0, maxRedirects, 0)),
		prop("max_body", &jsonschema.Schema{Type: "string", Pattern: bytesPattern, Default: "10 MB", Description: "A larger answer is an error."}),
		prop("insecure", flag("Do not verify certificates.")),
		prop("timings", flag("Measure DNS, connect, TLS and the first byte of each exchange.")),
		prop("expect", expectSchema()),
		prop("apply", list("A command that makes a variant live, with the variant in its environment: SWEETSPOT_MEMORY_MB, SWEETSPOT_ARCHITECTURE and the params by their names.", anyScalar(""))),
		prop("restore", list("A command that puts back what apply changed, run once at the end.", anyScalar(""))),
		prop("apply_timeout", durationSchema("From the start of apply until the server answers well; 5m by default.")),
	)
	h.DependentRequired = map[string][]string{"restore": {"apply"}, "apply_timeout": {"apply"}}
	return h
}

func headersSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", MinProperties: &one, Description: description,
		PropertyNames:        &jsonschema.Schema{Pattern: headerName.String()},
		AdditionalProperties: &jsonschema.Schema{Type: "string", Pattern: `^[^\x00-\x08\x0a-\x1f\x7f]*$`}}
}

func expectSchema() *jsonschema.Schema {
	status := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "integer", Minimum: "100", Maximum: "599"}, {Type: "string", Pattern: statusPattern.String()},
	}}
	return &jsonschema.Schema{Description: "Statuses of success, such as 200 or [2xx, 404]; all below 400 without it.",
		OneOf: []*jsonschema.Schema{status, list("", status)}}
}

// flag describes a switch that is off by default.
func flag(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "boolean", Default: false, Description: description}
}
