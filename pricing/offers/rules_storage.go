package offers

// tableRules: the Standard table class; Standard-IA has usage types of its own
// (IA-…), replicated writes and backups too.
// https://aws.amazon.com/dynamodb/pricing/
var tableRules = []rule{
	plain("ReadRequestUnits", "RRU", "read-units"),
	plain("WriteRequestUnits", "WRU", "write-units"),
	plain("ReadCapacityUnit-Hrs", "RCU-hour", "provisioned-rcu"),
	plain("WriteCapacityUnit-Hrs", "WCU-hour", "provisioned-wcu"),
	plain("TimedStorage-ByteHrs", "GB-month", "storage"),
	plain("TimedPITRStorage-ByteHrs", "GB-month", "pitr"),
}

// bucketRules: the storage classes Standard and Standard-IA. Intelligent-Tiering
// keeps its overhead under Standard's usage type, as another volume type.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html
var bucketRules = []rule{
	{
		usage: "TimedStorage-ByteHrs", where: map[string]string{"volumeType": "Standard"},
		components: []string{"storage"}, unit: "GB-month",
	},
	plain("TimedStorage-SIA-ByteHrs", "GB-month", "ia-storage"),
	{
		usage: "Requests-Tier1", where: map[string]string{"group": "S3-API-Tier1"},
		components: []string{"put-requests"}, unit: "request",
	},
	{
		usage: "Requests-Tier2", where: map[string]string{"group": "S3-API-Tier2"},
		components: []string{"get-requests"}, unit: "request",
	},
}

// watchRules: logs of the Standard class, what Lambda sends (it is vended, in
// tiers, since 2025-05-01), metrics, alarms, requests and dashboards; the last
// have one price everywhere.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_billing.html,
// https://aws.amazon.com/blogs/compute/aws-lambda-introduces-tiered-pricing-for-amazon-cloudwatch-logs-and-additional-logging-destinations/
var watchRules = []rule{
	{usage: "DataProcessing-Bytes", prefixed: true, components: []string{"logs-ingest"}, unit: "GB"},
	{usage: "VendedLog-Bytes", prefixed: true, components: []string{"logs-lambda-ingest"}, unit: "GB"},
	{usage: "DataScanned-Bytes", prefixed: true, components: []string{"logs-insights-scan"}, unit: "GB"},
	{usage: "TimedStorage-ByteHrs", prefixed: true, components: []string{"logs-storage"}, unit: "GB-month"},
	plain("CW:MetricMonitorUsage", "metric-month", "metrics"),
	plain("CW:AlarmMonitorUsage", "alarm-month", "alarms"),
	plain("CW:HighResAlarmMonitorUsage", "alarm-month", "alarms-high-resolution"),
	plain("CW:Requests", "request", "api-requests"),
	{usage: "DashboardsUsageHour", everyone: true, components: []string{"dashboards"}, unit: "dashboard-month"},
}

// traceRules: traces recorded, and traces retrieved or scanned, which have a
// row each at one price. https://aws.amazon.com/xray/pricing/
var traceRules = []rule{
	plain("XRay-TracesStored", "trace", "traces-recorded"),
	plain("XRay-TracesAccessed", "trace", "traces-scanned"),
}
