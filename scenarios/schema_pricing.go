package scenarios

import (
	"github.com/invopop/jsonschema"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

func pricingSchema() *jsonschema.Schema {
	p := object("Under which prices the run is judged.", nil,
		prop("book", words("Price book.", DefaultBook, DefaultBook)),
		prop("overlay", textSchema("A price book of your own that is laid over it: negotiated prices, discounts, Savings Plans.")),
		prop("date", &jsonschema.Schema{Type: "string", Format: "date", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, Description: "Day whose prices and billing rules hold; by default the present ones."}),
		prop("free_tier", &jsonschema.Schema{Type: "boolean", Default: false, Description: "Take the free tier off monthly figures."}),
		prop("traffic", trafficSchema()),
		prop("account_usage", list("What the rest of the account uses in a month: it comes first in the tiers and in the free tier.",
			object("", []string{"service", "component", "quantity"},
				prop("service", textSchema("As the price book names it, such as AWSLambda.")),
				prop("component", textSchema("As the price book names it, such as requests.")),
				prop("quantity", countSchema("In the price book's unit."))))),
		prop("break_even", list("Containers and instances that would do the same work.", alternativeSchema())),
		prop("at_least", integer("How many containers always run.", 1, maxAtLeast, defaultAtLeast)),
		prop("utilisation", shareSchema("Share of what a container bears that is planned with; 60% by default.")),
	)
	p.MinProperties = &one
	return p
}

func trafficSchema() *jsonschema.Schema {
	hours := list("A rate for each hour of a day from midnight, in place of requests_per_month.", rateSchema(""))
	var day uint64 = hoursPerDay
	hours.MinItems, hours.MaxItems = &day, &day
	t := object("Production traffic that monthly figures assume. What is not given is not priced.", nil,
		prop("requests_per_month", countSchema("Such as 10M.")),
		prop("requests_by_hour", hours),
		prop("cold_share", shareSchema("Share of cold starts; by default what the load showed.")),
		prop("reconnects", shareSchema("New connections as a share of the requests; for load balancers.")),
		prop("connected_for", durationSchema("How long a connection stays open; for load balancers.")),
		prop("cache_hits", shareSchema("Share of the calls that the cache answers; for price_as: rest.")),
		prop("cache_size", words("Size of the cache; for price_as: rest.", "", withGB(cacheSizes)...)),
		prop("log_share", shareSchema("Share of the invocations whose log goes to CloudWatch Logs.")),
		prop("log_retention_days", integer("How long logs are kept, in days; with log_share.", 1, maxRetentionDays, 0)),
		prop("trace_share", shareSchema("Share of the invocations that X-Ray records.")),
		prop("egress", shareSchema("Share of the answers' bytes that go out to the internet.")),
	)
	t.OneOf = []*jsonschema.Schema{{Required: []string{"requests_per_month"}}, {Required: []string{"requests_by_hour"}}}
	t.DependentRequired = map[string][]string{"cache_hits": {"cache_size"}, "log_retention_days": {"log_share"}}
	return t
}

func withGB(sizes []string) []string {
	var out []string
	for _, s := range sizes {
		out = append(out, s+" GB")
	}
	return out
}

func alternativeSchema() *jsonschema.Schema {
	a := object("A container (vcpu and memory_mb) or an instance, and what it sustains.", []string{"capacity"},
		prop("name", textSchema("By default what it is.")),
		prop("vcpu", &jsonschema.Schema{Enum: vcpuValues(), Description: "Of a Fargate task."}),
		prop("memory_mb", integer("Of a Fargate task, in MB.", 512, fargate.LargestMB, 0)),
		prop("architecture", words("Of a Fargate task.", "x86_64", "x86_64", "arm64")),
		prop("instance", &jsonschema.Schema{Type: "string", Pattern: instancePattern.String(), Description: "Type of an EC2 instance.", Examples: []any{"c7g.large"}}),
		prop("capacity", rateSchema("Requests a second that one sustains, as measured.")),
		prop("at_least", integer("How many always run.", 1, maxAtLeast, defaultAtLeast)),
		prop("utilisation", shareSchema("Share of the capacity that is planned with; 60% by default.")),
	)
	a.OneOf = []*jsonschema.Schema{
		{Required: []string{"vcpu", "memory_mb"}, Not: anyOf("instance")},
		{Required: []string{"instance"}, Not: anyOf("vcpu", "memory_mb")},
	}
	return a
}
