package scenarios

import (
	"strconv"

	"github.com/invopop/jsonschema"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// pathPattern is a path of a URL, with a query if need be.
const pathPattern = `^/[^#\s]*$`

func containerSchema() *jsonschema.Schema {
	path := func(description string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: pathPattern, Default: "/", Description: description}
	}
	function := functionSchema().Properties
	handler, _ := function.Get("handler")
	env, _ := function.Get("env")
	c := object("A server that sweetspot starts. Exactly one of image, command, handler, handlers and services says what to run; paths start from the scenario file's folder.", nil,
		prop("image", &jsonschema.Schema{Type: "string", Pattern: imagePattern.String(), Examples: []any{"my-server:latest"}, Description: "An image that the container engine (Docker, Podman) has, or can pull."}),
		prop("command", list("A program that serves HTTP on the port in PORT, and its arguments.", anyScalar(""))),
		prop("build", list("A command that makes the program, run once before the first block.", anyScalar(""))),
		prop("handler", handler),
		prop("port", integer("Where the server of an image listens; it is told so in PORT.", 1, 65535, defaultPort)),
		prop("handlers", &jsonschema.Schema{Type: "object", MinProperties: &one, Description: "Built-in functions that one server does the work of, by path.",
			PropertyNames: &jsonschema.Schema{Pattern: routePattern.String()}, AdditionalProperties: handler}),
		prop("health", path("Path that answers below 400 once the server is ready.")),
		prop("env", env),
		prop("replicas", integer("How many there are, behind a balancer.", 1, maxReplicas, 1)),
		prop("instance", &jsonschema.Schema{Type: "string", Pattern: instancePattern.String(), Description: "Type of the EC2 instance that each replica has for itself; with price_as: ec2.", Examples: []any{"c7g.large"}}),
		prop("start_timeout", durationSchema("From the start to the first healthy answer; 1m by default.")),
		prop("request", askedSchema(path("Where to send."))),
	)
	c.Properties.Set("services", servicesSchema(c))
	for _, p := range ecsProperties() {
		c.Properties.Set(p.name, p.schema)
	}
	for _, key := range append(serverKeys, "task_definition") {
		c.OneOf = append(c.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	c.DependentRequired = map[string][]string{"target_group": {"url"}}
	c.DependentSchemas = map[string]*jsonschema.Schema{"build": {AnyOf: []*jsonschema.Schema{{Required: []string{"command"}}, {Required: []string{"services"}}}}}
	return c
}

// servicesSchema describes the programs of a container; what they have is as of
// the container c.
func servicesSchema(c *jsonschema.Schema) *jsonschema.Schema {
	properties := []property{
		prop("name", nameSchema("")),
		prop("path", &jsonschema.Schema{Type: "string", Pattern: routePattern.String(), Description: "It gets the requests to this path and to all below it, unless another service has a longer one.", Examples: []any{"/posts"}}),
	}
	for _, key := range []string{"image", "command", "handler", "port", "health", "env"} {
		s, _ := c.Properties.Get(key)
		own := *s
		own.Default = nil // that of the container
		properties = append(properties, prop(key, &own))
	}
	service := object("One program. What it leaves out of port, health and env is the container's.", []string{"name", "path"}, properties...)
	for _, key := range programKeys {
		service.OneOf = append(service.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	services := list("Several programs in place of one, each with its replicas in the size; requests go to them by path.", service)
	services.MaxItems = new(uint64(maxServices))
	return services
}

// askedSchema describes what is sent to a container: what an HTTP target has,
// with a path in place of the URL.
func askedSchema(path *jsonschema.Schema) *jsonschema.Schema {
	properties := []property{prop("path", path)}
	http := httpSchema().Properties
	for _, key := range []string{"method", "headers", "timeout", "max_body", "timings", "expect"} {
		s, _ := http.Get(key)
		if key == "method" {
			s = words("POST carries the payload.", "POST", Methods()...)
		}
		properties = append(properties, prop(key, s))
	}
	r := object("What is sent.", nil, properties...)
	r.MinProperties = &one
	return r
}

// vcpuSchema is a number of vCPU; text is taken too.
func vcpuSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Description: "Of a task of Fargate 0.25 to 32.", AnyOf: []*jsonschema.Schema{
		{Type: "number", Minimum: "0.01", Maximum: "192"}, {Type: "string", Pattern: `^[0-9]*\.?[0-9]+$`},
	}}
}

// vcpuValues are those of Fargate's tasks, as numbers and as text.
func vcpuValues() []any {
	values := anys(fargate.VCPUs())
	for _, text := range fargate.VCPUs() {
		number, _ := strconv.ParseFloat(text, 64)
		values = append(values, number)
	}
	return values
}

// sizesSchema is pairs of vCPU and memory.
func sizesSchema() *jsonschema.Schema {
	size := object("", []string{"vcpu", "memory_mb"},
		prop("vcpu", vcpuSchema()),
		prop("memory_mb", integer("", minContainerMB, fargate.LargestMB, 0)),
	)
	sizes := list("Pairs of vCPU and memory of a container, in place of the lists vcpu and memory_mb.", size)
	sizes.UniqueItems = true
	return sizes
}
