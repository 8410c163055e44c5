package offers

import "github.com/shopspring/decimal"

// lambdaRules: x86_64 and arm64 have rows of their own also where the book has
// one price for both; the rows must agree. Requests served by provisioned
// concurrency are billed by the row of all requests.
// https://docs.aws.amazon.com/lambda/latest/dg/services-lambda.html, and the
// offer file of 2026-10-01.
var lambdaRules = []rule{
	lambda("Request", "AWS-Lambda-Requests", "request", "requests", "provisioned-requests"),
	lambda("Request-ARM", "AWS-Lambda-Requests-ARM", "request", "requests", "provisioned-requests"),
	lambda("Lambda-GB-Second", "AWS-Lambda-Duration", "GB-second", "duration-x86_64"),
	lambda("Lambda-GB-Second-ARM", "AWS-Lambda-Duration-ARM", "GB-second", "duration-arm64"),
	lambda("Lambda-Storage-GB-Second", "AWS-Lambda-Storage-Duration", "GB-second", "ephemeral-storage"),
	lambda("Lambda-Storage-GB-Second-ARM", "AWS-Lambda-Storage-Duration-ARM", "GB-second", "ephemeral-storage"),
	lambda("Lambda-Provisioned-Concurrency", "AWS-Lambda-Provisioned-Concurrency", "GB-second", "provisioned-concurrency-x86_64"),
	lambda("Lambda-Provisioned-Concurrency-ARM", "AWS-Lambda-Provisioned-Concurrency-ARM", "GB-second", "provisioned-concurrency-arm64"),
	lambda("Lambda-Provisioned-GB-Second", "AWS-Lambda-Duration-Provisioned", "GB-second", "provisioned-duration-x86_64"),
	lambda("Lambda-Provisioned-GB-Second-ARM", "AWS-Lambda-Duration-Provisioned-ARM", "GB-second", "provisioned-duration-arm64"),
	lambda("Lambda-SnapStart-Cached-GB-S", "AWS-Lambda-SnapStart-Cache", "GB-second", "snapstart-cache"),
	lambda("Lambda-SnapStart-Restored-GB", "AWS-Lambda-SnapStart-Restore", "GB", "snapstart-restore"),
	lambda("Lambda-Streaming-Response-Processed-Bytes", "AWS-Lambda-Processed-Bytes", "GB", "streamed-bytes"),
	lambda("Lambda-Streaming-Response-Processed-Bytes-ARM", "AWS-Lambda-Processed-Bytes-ARM", "GB", "streamed-bytes"),
}

func lambda(usage, group, unit string, components ...string) rule {
	return rule{
		usage: usage, family: "Serverless", where: map[string]string{"group": group},
		components: components, unit: unit,
	}
}

// fargateRules: tasks by vCPU and memory. Fargate Spot is in no price list.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/usage-reports.html
var fargateRules = []rule{
	fargate("Fargate-vCPU-Hours:perCPU", "vCPU-hour", "fargate-vcpu-x86_64"),
	fargate("Fargate-GB-Hours", "GB-hour", "fargate-memory-x86_64"),
	fargate("Fargate-ARM-vCPU-Hours:perCPU", "vCPU-hour", "fargate-vcpu-arm64"),
	fargate("Fargate-ARM-GB-Hours", "GB-hour", "fargate-memory-arm64"),
	fargate("Fargate-Windows-vCPU-Hours:perCPU", "vCPU-hour", "fargate-windows-vcpu"),
	fargate("Fargate-Windows-GB-Hours", "GB-hour", "fargate-windows-memory"),
	fargate("Fargate-Windows-OS-Hours:perCPU", "vCPU-hour", "fargate-windows-licence"),
	fargate("Fargate-EphemeralStorage-GB-Hours", "GB-hour", "fargate-storage"),
}

func fargate(usage, unit, component string) rule {
	return rule{usage: usage, family: "Compute", components: []string{component}, unit: unit}
}

// ec2Rules: instances on demand with Linux, on shared hardware, without
// software that is paid for; gp3 volumes; NAT gateways of one zone.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-billing-usage-reports.html,
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-billing-usage-reports.html
var ec2Rules = []rule{
	{
		usage: "BoxUsage:*", family: "Compute Instance", components: []string{"linux-*"}, unit: "hour",
		where: map[string]string{
			"operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
			"capacitystatus": "Used", "licenseModel": "No License required", "operation": "RunInstances",
		},
	},
	{usage: "EBS:VolumeUsage.gp3", where: gp3, components: []string{"gp3-storage"}, unit: "GB-month"},
	{usage: "EBS:VolumeP-IOPS.gp3", where: gp3, components: []string{"gp3-iops"}, unit: "IOPS-month"},
	{
		usage: "EBS:VolumeP-Throughput.gp3", where: gp3, components: []string{"gp3-throughput"}, unit: "MBps-month",
		// The list prices GiB/s (us-east-1: 40.96), the pricing page MB/s of 1/1024
		// of it (0.04). https://aws.amazon.com/ebs/pricing/
		perUnit: map[string]decimal.Decimal{"GiBps-mo": decimal.New(9765625, -10), "MiBps-Mo": decimal.New(1, 0)},
	},
	{usage: "NatGateway-Hours", family: "NAT Gateway", components: []string{"nat-hours"}, unit: "hour"},
	{usage: "NatGateway-Bytes", family: "NAT Gateway", components: []string{"nat-data"}, unit: "GB"},
}

var gp3 = map[string]string{"volumeApiName": "gp3"}
