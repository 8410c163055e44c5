package scenarios

import (
	"strings"

	"github.com/invopop/jsonschema"
)

func gatewaySchema() *jsonschema.Schema {
	g := object("What stands in front of the function. Which keys there are depends on the api.", nil,
		prop("api", words("What it is; decides what it is priced as too.", PriceREST, gatewayAPIs...)),
		prop("url", &jsonschema.Schema{Type: "string", Pattern: urlPattern, Examples: []any{"https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod"},
			Description: "Where a gateway that stands already is reached; the paths of requests come behind it."}),
		prop("api_id", &jsonschema.Schema{Type: "string", Pattern: apiIDPattern.String(), Description: "ID of an API of API Gateway that stands already, in the target's region."}),
		prop("stage", &jsonschema.Schema{Type: "string", Pattern: `^(\$default|[A-Za-z0-9_-]{1,140})$`, Description: "Name of the stage: prod by default, $default for an HTTP API."}),
		prop("stage_variables", variablesSchema("Variables of the stage, which the function sees in its event.")),
		prop("payload_format", formatSchema()),
		prop("timeout", durationSchema("How long it waits for the function: 29s by default, 30s for an HTTP API.")),
		prop("throttle", throttleSchema("Of the stage.")),
		prop("routes", list("Where requests go. Without any, all of them go to the function.", routeSchema())),
		prop("auth", words("How a request proves that it may come in.", AuthNone, AuthNone, AuthIAM, AuthKey, AuthBearer)),
		prop("key", textSchema("The API key that requests carry.")),
		prop("token", textSchema("The bearer token that requests carry.")),
		prop("plan", filled(object("What the API key may do.", nil,
			prop("throttle", throttleSchema("Of the key.")),
			prop("quota", &jsonschema.Schema{Type: "string", Pattern: quotaPattern.String(), Examples: []any{"1000/day"}, Description: "Requests a day, week or month."})))),
		prop("authorizer", authorizerSchema()),
		prop("cache", filled(object("The cache of a REST API.", nil,
			prop("ttl", durationSchema("How long an answer is kept; 300s by default.")),
			prop("size", &jsonschema.Schema{Type: "string", Pattern: `^[0-9.]+ *GB$`, Default: "0.5 GB", Description: "One of AWS's sizes."})))),
		prop("cors", corsSchema()),
		prop("binary", list("Media types that reach the function as base64.", textSchema(""))),
		prop("multi_value_headers", flag("A load balancer hands on all values of a header, not the last alone.")),
		prop("headers", headersSchema("Headers of every request.")),
		prop("expect", expectSchema()),
	)
	g.MinProperties = &one
	return g
}

// formatSchema describes the shape of an event, which YAML reads as a number.
func formatSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Enum: []any{"1.0", "2.0", 1, 2}, Description: "Shape of the events of an HTTP API; 2.0 by default."}
}

// methodsPattern matches a method that is written before a path.
func methodsPattern(more ...string) string {
	return "(" + strings.Join(append(Methods(), more...), "|") + ") +"
}

// filled describes a mapping that is not empty.
func filled(s *jsonschema.Schema) *jsonschema.Schema {
	s.MinProperties = &one
	return s
}

func variablesSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Description: description,
		PropertyNames: &jsonschema.Schema{Pattern: variablePattern.String()}, AdditionalProperties: &jsonschema.Schema{Type: "string"}}
}

func throttleSchema(description string) *jsonschema.Schema {
	return object("A token bucket. "+description, []string{"rate", "burst"},
		prop("rate", rateSchema("At which it refills.")),
		prop("burst", integer("Requests that may come at once.", 0, maxThrottle, 0)))
}

func routeSchema() *jsonschema.Schema {
	key := &jsonschema.Schema{Type: "string", Pattern: `^(\$default|` + methodsPattern(anyMethod) + `/.*)$`, Description: "Method and path; parameters are {name}, and {proxy+} takes all that is left.",
		Examples: []any{"GET /pets/{type}", "ANY /{proxy+}"}}
	source := &jsonschema.Schema{Type: "string", Pattern: sourcePattern.String(), Examples: []any{"path.type", "query.page", "'constant'"}}
	full := object("A route and what it needs.", []string{"route"},
		prop("route", key),
		prop("map", &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: source,
			Description: "What the function gets in place of a proxy event: names, and where their values are found."}),
		prop("errors", &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: integer("", 200, 599, 0),
			Description: "Statuses of function errors, by a pattern of their message."}),
		prop("payload_format", formatSchema()),
		prop("timeout", durationSchema("How long it waits for the function.")),
		prop("throttle", throttleSchema("Of the route.")),
		prop("auth", words("none: it is open to all.", "", AuthNone)),
		prop("cache_keys", list("What tells answers in the cache apart; by default the parameters of the path.", source)),
	)
	full.DependentRequired = map[string][]string{"errors": {"map"}}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{key, full}}
}

func authorizerSchema() *jsonschema.Schema {
	return object("A function that says who may come in.", []string{"function"},
		prop("function", ref("function")),
		prop("kind", words("What it gets: the token alone, or the whole request.", "request", "token", "request")),
		prop("identity", list("What it is remembered by.", &jsonschema.Schema{Type: "string", Pattern: identityPattern.String(), Examples: []any{"header.Authorization"}})),
		prop("validation", textSchema("A regular expression that a token must match before it is judged.")),
		prop("ttl", durationSchema("How long its answer holds; 300s by default, 0s for no time at all.")),
		prop("simple", flag("It answers isAuthorized in place of a policy, as HTTP APIs allow.")),
	)
}

func corsSchema() *jsonschema.Schema {
	texts := func(description string) *jsonschema.Schema { return list(description, textSchema("")) }
	return object("Which pages of other origins may use the API.", []string{"origins"},
		prop("origins", texts("Origins, or *.")),
		prop("methods", list("Methods, or *.", words("", "", append(Methods(), "*")...))),
		prop("headers", texts("Headers that requests may have.")),
		prop("expose", texts("Headers of answers that pages may read.")),
		prop("credentials", flag("Whether cookies may be sent.")),
		prop("max_age", durationSchema("How long a browser may remember this.")),
	)
}

// requestSchema describes how a payload is sent.
func requestSchema() *jsonschema.Schema {
	line := &jsonschema.Schema{Type: "string", Pattern: `^(` + methodsPattern() + `)?/[^\s#]*$`, Examples: []any{"GET /pets/Dog?page=2"}}
	return &jsonschema.Schema{Description: "How the payload is sent to a gateway: its body is the payload's own.", OneOf: []*jsonschema.Schema{
		line,
		object("", []string{"path"},
			prop("method", words("POST for a payload with a body, or else GET.", "", Methods()...)),
			prop("path", &jsonschema.Schema{Type: "string", Pattern: `^/[^\s#]*$`, Description: "With its query."}),
			prop("headers", headersSchema("Headers of this request."))),
	}}
}
