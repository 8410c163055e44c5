package scenarios

import "github.com/invopop/jsonschema"

func limitsSchema() *jsonschema.Schema {
	l := object("What must outlast the function, and is held against the advised time-out.", nil,
		prop("client", durationSchema("How long the caller waits.")),
		prop("gateway", durationSchema("How long what stands before the function waits; by default what price_as has: 29s of a REST API, 30s of an HTTP API, 60s of a load balancer.")),
		prop("queue_visibility", durationSchema("How long the queue hides a message that is worked on; six times the function's time-out is right.")),
	)
	l.MinProperties = &one
	return l
}

func sourceSchema() *jsonschema.Schema {
	stream := object("A stream of records, as of Kinesis and DynamoDB.", []string{"shards"},
		prop("shards", integer("", 1, maxShards, 0)),
		prop("parallelization", integer("Invocations at once for each shard.", 1, maxParallelization, 1)),
	)
	return object("What invokes the function in production.", []string{"stream"}, prop("stream", stream))
}

func accountSchema() *jsonschema.Schema {
	a := object("Concurrency of the account in the region.", nil,
		prop("concurrency", integer("Of all functions together; new accounts have less.", 1, maxAccount, defaultConcurrency)),
		prop("reserved", integer("Of it for other functions.", 0, maxAccount, 0)),
	)
	a.MinProperties = &one
	return a
}
