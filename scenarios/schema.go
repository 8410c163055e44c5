package scenarios

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/invopop/jsonschema"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/fargate"
	"github.com/sweetspot-bench/sweetspot/scenarios/events"
)

// SchemaID names the JSON Schema of the scenario file.
const SchemaID = "https://github.com/sweetspot-bench/sweetspot/scenarios/schema.json"

// Schema is the JSON Schema (draft 2020-12) of what Parse accepts, for
// completion and checks in editors. What needs more than one place of the
// file, such as a gate's scope, only Parse checks.
func Schema() ([]byte, error) {
	root := object("A sweetspot scenario: what to run, in which sizes, under which load, and how to judge it.",
		[]string{"version", "name", "load"},
		prop("version", &jsonschema.Schema{Type: "integer", Const: Version, Description: "Version of this grammar."}),
		prop("name", nameSchema("Names the run and its folder.")),
		prop("description", textSchema("What is measured, in a sentence.")),
		prop("target", ref("target")),
		prop("targets", list("Several targets that do the same work, each with a name.", &jsonschema.Schema{AllOf: []*jsonschema.Schema{ref("target"), {Required: []string{"name"}}}})),
		prop("current", currentSchema()),
		prop("limits", limitsSchema()),
		prop("source", sourceSchema()),
		prop("account", accountSchema()),
		prop("matrix", ref("matrix")),
		prop("order", words("How the blocks of the variants follow each other: interleaved keeps a drift of the machine out of the comparison.", Interleaved, Interleaved, Sequential)),
		prop("repeat", integer("Rounds: how often each variant runs; the load is divided among them.", 1, maxRepeat, DefaultRepeat)),
		prop("seed", integer("Of the order of the blocks and of everything drawn.", 0, 1<<31-1, DefaultSeed)),
		prop("load", loadSchema()),
		prop("payloads", list("Events or requests, drawn in proportion to their weights; {} without any.", payloadSchema())),
		prop("cold_starts", object("Cold starts to force, measured apart from the load.", []string{"samples"},
			prop("samples", integer("How many for each variant, over all rounds.", 1, maxSamples, 0)),
			prop("by", words("How: recycle replaces the environment, idle waits until it is gone, version publishes the same again (the last two: provider aws).", ColdByRecycle, ColdByRecycle, ColdByIdle, ColdByVersion)))),
		prop("stop_when", stopSchema()),
		prop("tracing", tracingSchema()),
		prop("pricing", pricingSchema()),
		prop("objective", objectiveSchema()),
		prop("gates", list("Conditions that fail a CI job.", gateSchema())),
		prop("paths", pathsSchema()),
		prop("confirm", flag("The load is meant, also where it goes to another machine above what needs no confirmation.")),
	)
	root.OneOf = []*jsonschema.Schema{{Required: []string{"target"}}, {Required: []string{"targets"}}}
	root.Version, root.ID, root.Title = jsonschema.Version, SchemaID, "Sweetspot scenario"
	root.Definitions = jsonschema.Definitions{"target": targetSchema(), "matrix": matrixSchema(), "function": functionSchema(), "gateway": gatewaySchema(), "http": httpSchema(), "container": containerSchema(), "replay": replaySchema()}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func targetSchema() *jsonschema.Schema {
	t := object("What is driven.", nil,
		prop("name", nameSchema("Names the target; by default as the scenario.")),
		prop("kind", words("What sort of thing it is; by default that of its section.", "", kinds()...)),
		prop("provider", words("Who runs it: local is this machine, aws is what is deployed, replay answers from a recording.", "", ProviderLocal, ProviderAWS, ProviderReplay)),
		prop("region", &jsonschema.Schema{Type: "string", Pattern: regionPattern.String(), Default: DefaultRegion, Description: "Region whose prices are used."}),
		prop("profile", textSchema("Provider aws: profile of the shared AWS configuration.")),
		prop("role", &jsonschema.Schema{Type: "string", Pattern: roleARN.String(), Description: "Provider aws: ARN of a role to assume."}),
		prop("mode", words("Provider aws: copy measures a twin that is deleted afterwards, versions the function itself.", ModeCopy, ModeCopy, ModeVersions)),
		prop("function", ref("function")),
		prop("gateway", ref("gateway")),
		prop("http", ref("http")),
		prop("container", ref("container")),
		prop("replay", ref("replay")),
		prop("price_as", words("What it is priced as: a function alone (lambda), or with what stands in front of it; a container as a task of Fargate, which has certain sizes, or on instances.", "", slices.Concat(functionPrices, containerPrices)...)),
		prop("matrix", ref("matrix")),
		prop("base", &jsonschema.Schema{Type: "boolean", Description: "Whether the other targets are compared with this one, which is then neither recommended nor gated.", Default: false}),
	)
	kind := func(k Kind) property { return prop("kind", &jsonschema.Schema{Const: k}) }
	by := func(p Provider) property { return prop("provider", &jsonschema.Schema{Const: p}) }
	priced := func(as []PriceAs) property { return prop("price_as", &jsonschema.Schema{Enum: anys(as)}) }
	onAWS := having(&jsonschema.Schema{Required: []string{"provider"}}, by(ProviderAWS))
	t.DependentSchemas = map[string]*jsonschema.Schema{"profile": onAWS, "role": onAWS, "mode": onAWS}
	t.OneOf = []*jsonschema.Schema{
		having(&jsonschema.Schema{Required: []string{"function"}, Not: anyOf("gateway", "http", "replay", "container")}, kind(KindFunction), by(ProviderLocal), priced(functionPrices),
			prop("function", &jsonschema.Schema{Not: anyOf("name")})),
		having(&jsonschema.Schema{Required: []string{"function", "provider"}, Not: anyOf("gateway", "http", "replay", "container")}, kind(KindFunction), by(ProviderAWS), priced(functionPrices),
			prop("function", &jsonschema.Schema{Required: []string{"name"}})),
		having(&jsonschema.Schema{Required: []string{"replay"}, Not: anyOf("function", "gateway", "http", "container")}, kind(KindFunction), by(ProviderReplay), priced(functionPrices)),
		having(&jsonschema.Schema{Required: []string{"gateway", "function"}, Not: anyOf("http", "replay", "container")}, kind(KindGateway), by(ProviderLocal), priced(functionPrices),
			prop("gateway", &jsonschema.Schema{Not: anyOf(deployedKeys...)}), prop("function", &jsonschema.Schema{Not: anyOf("name")})),
		having(&jsonschema.Schema{Required: []string{"gateway"}, Not: anyOf("http", "replay", "container", "price_as")}, kind(KindGateway), by(ProviderAWS),
			prop("gateway", having(&jsonschema.Schema{AnyOf: anyOf(deployedKeys...).AnyOf, Not: anyOf(localKeys...)})), prop("function", &jsonschema.Schema{Required: []string{"name"}})),
		having(&jsonschema.Schema{Required: []string{"http"}, Not: anyOf("function", "gateway", "replay", "container", "provider", "region", "price_as")}, kind(KindHTTP),
			prop("http", &jsonschema.Schema{Not: anyOf("apply")}), prop("matrix", &jsonschema.Schema{Not: anyOf("memory_mb", "architecture")})),
		having(&jsonschema.Schema{Required: []string{"http"}, Not: anyOf("function", "gateway", "replay", "container", "provider", "region", "price_as")}, kind(KindHTTP),
			prop("http", &jsonschema.Schema{Required: []string{"apply"}})),
		having(&jsonschema.Schema{Required: []string{"container"}, Not: anyOf("function", "gateway", "http", "replay")}, kind(KindContainer), by(ProviderLocal), priced(containerPrices),
			prop("container", &jsonschema.Schema{Not: anyOf(ecsKeys...)})),
		having(&jsonschema.Schema{Required: []string{"container", "provider"}, Not: anyOf("function", "gateway", "http", "replay")}, kind(KindContainer), by(ProviderAWS), priced(containerPrices),
			prop("container", &jsonschema.Schema{Required: []string{"cluster", "task_definition", "subnets"}})),
	}
	return t
}

func functionSchema() *jsonschema.Schema {
	var builtins []any
	for _, name := range Builtins() {
		builtins = append(builtins, "builtin:"+name)
	}
	f := object("A function. Exactly one of handler, python, node, command and name says what to run; paths start from the scenario file's folder.", nil,
		prop("handler", &jsonschema.Schema{Type: "string", Enum: builtins, Description: "A function that sweetspot brings along."}),
		prop("python", &jsonschema.Schema{Type: "string", Pattern: python.pattern.String(), Examples: []any{python.example}, Description: "A Python file and the function in it."}),
		prop("node", &jsonschema.Schema{Type: "string", Pattern: nodeJS.pattern.String(), Examples: []any{nodeJS.example}, Description: "A JavaScript file and the function that it exports."}),
		prop("command", list("A program that speaks the Lambda Runtime API, and its arguments.", anyScalar(""))),
		prop("build", list("A command that makes the program, run once before the first block.", anyScalar(""))),
		prop("name", &jsonschema.Schema{Type: "string", Pattern: functionName.String(), Description: "Provider aws: name or ARN of the deployed function, with :alias or :version where it has to be one."}),
		prop("code", &jsonschema.Schema{Type: "object", MinProperties: &one, Description: "Packages of the deployed function for other architectures: a .zip, an image in ECR, or same.",
			PropertyNames: words("", "", Architectures()...), AdditionalProperties: &jsonschema.Schema{Type: "string", Pattern: `\.zip$|^same$|\.dkr\.ecr\.`}}),
		prop("runtime", textSchema("Lambda runtime, such as provided.al2023.")),
		prop("timeout", durationSchema("Time-out, in whole seconds; 3s by default, as on Lambda.")),
		prop("env", &jsonschema.Schema{Type: "object", Description: "Environment variables; values are text, so quote numbers.",
			PropertyNames: &jsonschema.Schema{Pattern: variablePattern.String()}, AdditionalProperties: &jsonschema.Schema{Type: "string"}}),
		prop("ephemeral_storage", &jsonschema.Schema{Type: "string", Pattern: bytesPattern, Default: "512 MB", Description: "Size of /tmp, 512 MB to 10240 MB."}),
	)
	for _, key := range handlerKeys {
		f.OneOf = append(f.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	f.DependentRequired = map[string][]string{"build": {"command"}, "code": {"name"}}
	return f
}

func matrixSchema() *jsonschema.Schema {
	memory := list("Sizes in MB of 2^20 bytes: 128 to 10240 of a function, to which Lambda gives CPU in proportion, more of a container.", integer("", minContainerMB, fargate.LargestMB, 0))
	memory.UniqueItems, memory.Default = true, DefaultMemoryMB()
	architecture := list("What the function is priced as.", words("", "", "x86_64", "arm64"))
	architecture.UniqueItems, architecture.Default = true, []string{"x86_64"}
	m := object("Values of each dimension; a variant is one combination.", nil,
		prop("memory_mb", memory),
		prop("architecture", architecture),
		prop("params", &jsonschema.Schema{Type: "object", MinProperties: &one, Description: "Further dimensions with the values to try: environment variables of a function, or what ${NAME} stands for in the URL and headers of an HTTP target.",
			PropertyNames: &jsonschema.Schema{Pattern: variablePattern.String()}, AdditionalProperties: list("", anyScalar(""))}),
	)
	for _, s := range settings {
		values := list(s.meaning, s.schema())
		values.UniqueItems = true
		m.Properties.Set(s.name, values)
	}
	m.Properties.Set("sizes", sizesSchema())
	m.MinProperties = &one
	return m
}

func currentSchema() *jsonschema.Schema {
	c := object("What runs today: it is swept too, and the recommendation is held against it.", nil,
		prop("from", words("Where it is read from: aws is what is deployed, which is also read where current is left out.", "", CurrentFromAWS)),
		prop("memory_mb", integer("In MB.", minMemoryMB, maxMemoryMB, 0)),
		prop("timeout", durationSchema("In whole seconds.")),
		prop("architecture", words("By default x86_64, or that of the matrix where it has no x86_64.", "", "x86_64", "arm64")),
		prop("ephemeral_storage", &jsonschema.Schema{Type: "string", Pattern: bytesPattern, Description: "Size of /tmp."}),
		prop("worth", preset(shareSchema("The least gain for which a change is advised: of cost, or of latency where the objective is speed."), check.FormatShare(DefaultWorth))),
		prop("template", textSchema("A SAM or CloudFormation template that says what is not said here.")),
		prop("resource", textSchema("The function in the template; its name where it is deployed, for what is to be copied.")),
	)
	c.AnyOf = []*jsonschema.Schema{{Required: []string{"memory_mb"}}, {Required: []string{"template"}}, {Required: []string{"from"}}}
	return c
}

func payloadSchema() *jsonschema.Schema {
	p := object("One event or request.", nil,
		prop("name", nameSchema("Names it in the samples.")),
		prop("weight", integer("How often it is drawn, compared with the others.", 1, maxWeight, 1)),
		prop("json", &jsonschema.Schema{Not: &jsonschema.Schema{Type: "null"}, Description: "The body, written as YAML."}),
		prop("file", textSchema("A file that holds the body as JSON.")),
		prop("digest", flag("Keep of the body with the run only its SHA-256 and its length.")),
		prop("template", words("The sample event of a service, filled in by set.", "", events.Names()...)),
		prop("set", &jsonschema.Schema{Type: "object", MinProperties: &one, Description: "Values of the template: its own names, such as key of s3-put, or paths such as Records.0.awsRegion."}),
		prop("request", requestSchema()),
	)
	p.Not = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Required: []string{"json", "file"}}, {Required: []string{"json", "template"}}, {Required: []string{"file", "template"}},
	}}
	p.AnyOf = anyOf("json", "file", "template", "request").AnyOf
	p.DependentRequired = map[string][]string{"set": {"template"}}
	return p
}

func stopSchema() *jsonschema.Schema {
	of := words("Of which figure: the cost, or a latency.", "cost", stopMetrics()...)
	s := object("Adds rounds until each size is beaten or well enough known, or a cap is reached.", nil,
		prop("relative_error", shareSchema("How well a size that may be the best must be known: half the interval of its figure.")),
		prop("of", of),
		prop("confidence", shareSchema("Of the interval, and of calling a size beaten; 95% by default.")),
		prop("max_invocations", countSchema("Of each variant, warm-up included.")),
		prop("max_cost", textSchema("What the run's invocations may cost at the price book, such as 1 USD.")),
		prop("max_time", durationSchema("From the first block on; no round begins that would go beyond it.")),
	)
	s.MinProperties = &one
	return s
}

func tracingSchema() *jsonschema.Schema {
	headers := list("Header fields that carry the trace: w3c is traceparent, xray is X-Amzn-Trace-Id. The samples' trace_id is written as the first one writes it.",
		words("", "", TraceW3C, TraceXRay))
	headers.UniqueItems = true
	return object("Makes every request part of a trace of its own.", []string{"headers"},
		prop("headers", headers),
		prop("sampled", &jsonschema.Schema{Type: "boolean", Default: true, Description: "Whether the headers ask for the trace to be kept."}),
	)
}

// objectiveSchema lists the six objectives.
func objectiveSchema() *jsonschema.Schema {
	limits := &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: anyScalar("An upper limit, such as 800ms, 0.1% or 5 USD.")}
	limits.PropertyNames = &jsonschema.Schema{Enum: anys(check.LimitMetrics())}
	weight := &jsonschema.Schema{Type: "number", Minimum: "0", Maximum: "1", Description: "Weight of cost against latency."}
	return &jsonschema.Schema{
		Description: "What the recommended variant is best at.",
		Default:     check.Cheapest,
		OneOf: []*jsonschema.Schema{
			{Type: "string", Enum: []any{check.Cheapest, check.Fastest}},
			object("", []string{string(check.Balanced)}, prop(string(check.Balanced), weight)),
			object("", []string{string(check.CheapestWithin)}, prop(string(check.CheapestWithin), limits)),
			object("", []string{string(check.FastestWithin)}, prop(string(check.FastestWithin), limits)),
			object("", []string{string(check.Deadline)}, prop(string(check.Deadline), object("The cheapest size, and how many environments of it, that get through so much in a time.", []string{"items", "within"},
				prop("items", countSchema("How many invocations the work takes.")),
				prop("within", durationSchema("From the start, with one cold start of each environment."))))),
		},
	}
}

func gateSchema() *jsonschema.Schema {
	return object("One condition.", []string{"check"},
		prop("check", &jsonschema.Schema{Type: "string", Pattern: gatePattern(), Description: "A metric, a comparison and a limit with its unit.",
			Examples: []any{"p95 < 800ms", "errors < 0.1%", "cost.per_million < 5 USD", "throttles == 0", "p95 regression < 5%"}}),
		prop("for", &jsonschema.Schema{Type: "string", MinLength: &one, Default: "recommended",
			Examples: []any{"recommended", "all", "memory_mb==512", "payload==large"}, Description: "Which variants it judges, and of which payload."}),
		prop("vs", words("What a regression is compared with: the run of --baseline, or the base target of the same run.", VersusBaseline, VersusBaseline, VersusBase)),
		prop("level", words("warn never fails a job.", LevelError, LevelError, LevelWarn)),
	)
}
