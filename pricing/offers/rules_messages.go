package offers

// workflowRules: Standard workflows by transition, Express ones by request and
// GB-second. https://aws.amazon.com/step-functions/pricing/
var workflowRules = []rule{
	plain("StateTransition", "transition", "standard-transitions"),
	plain("StepFunctions-Request", "request", "express-requests"),
	plain("StepFunctions-GB-Second", "GB-second", "express-duration"),
}

// queueRules: us-east-1 names its rows RBP, other regions Tier1; either has all
// tiers. Fair queues (Requests-Fair-RBP) have a price on top that is not taken.
var queueRules = []rule{
	plain("Requests-Tier1", "request", "standard-requests"),
	plain("Requests-RBP", "request", "standard-requests"),
	plain("Requests-FIFO-Tier1", "request", "fifo-requests"),
	plain("Requests-FIFO-RBP", "request", "fifo-requests"),
}

// topicRules: publishes, deliveries by protocol (those to Lambda and SQS cost
// nothing), and FIFO topics. Mobile push has a row for each platform, all at
// one price; Apple's stands for them. Text messages are not priced.
// https://aws.amazon.com/sns/pricing/
var topicRules = []rule{
	plain("Requests-Tier1", "request", "publishes"),
	plain("DeliveryAttempts-HTTP", "notification", "deliveries-http"),
	plain("DeliveryAttempts-SMTP", "notification", "deliveries-email"),
	plain("DeliveryAttempts-FIREHOSE", "notification", "deliveries-firehose"),
	plain("DeliveryAttempts-APNS", "notification", "mobile-push"),
	{usage: "DeliveryAttempts-SQS", components: []string{"deliveries-aws"}, unit: "notification", gratis: true},
	{usage: "DeliveryAttempts-LAMBDA", components: []string{"deliveries-aws"}, unit: "notification", gratis: true},
	plain("F-Request-Tier1", "request", "fifo-publishes"),
	plain("F-Ingress-Tier1", "GB", "fifo-publish-bytes"),
	plain("F-DA-SQS", "message", "fifo-deliveries"),
	plain("F-Egress-SQS", "GB", "fifo-delivery-bytes"),
}

// eventRules: events of one's own on a bus, and the Scheduler. Partner events
// share the usage type; pipes and schema discovery have others.
// https://aws.amazon.com/eventbridge/pricing/
var eventRules = []rule{
	{
		usage: "Event-64K-Chunks", family: "EventBridge", where: map[string]string{"eventType": "Custom Event"},
		components: []string{"events"}, unit: "event",
	},
	plain("ScheduledInvocation", "invocation", "scheduler-invocations"),
}

// streamRules: provisioned and on-demand streams. What is kept longer than a
// week, and On-demand Advantage, are not priced.
// https://aws.amazon.com/kinesis/data-streams/pricing/
var streamRules = []rule{
	kinesis("Storage-ShardHour", "shardHourStorage", "shard-hour", "shard-hours"),
	kinesis("Extended-ShardHour", "shardHourStorage", "shard-hour", "extended-retention"),
	kinesis("PutRequestPayloadUnits", "PutRequest", "unit", "put-units"),
	kinesis("OnDemand-StreamHour", "OnDemandStreamHr", "hour", "ondemand-hours"),
	kinesis("OnDemand-BilledIncomingBytes", "OnDemandDataIngested", "GB", "ondemand-in"),
	kinesis("OnDemand-BilledOutgoingBytes", "OnDemandDataRetrieval", "GB", "ondemand-out"),
	kinesis("OnDemand-BilledOutgoingEFOBytes", "OnDemandEFODataRetrieval", "GB", "ondemand-fanout"),
	kinesis("ReadBytes", "EnhancedFanoutDataRetrieval", "GB", "fanout-data"),
	kinesis("EnhancedFanoutHour", "ConsumerHour", "consumer-shard-hour", "fanout-consumer-hours"),
}

func kinesis(usage, operation, unit, component string) rule {
	return rule{
		usage: usage, family: "Kinesis Streams", where: map[string]string{"operation": operation},
		components: []string{component}, unit: unit,
	}
}

// plain is a rule for a usage type that says all.
func plain(usage, unit, component string) rule {
	return rule{usage: usage, components: []string{component}, unit: unit}
}
