package pricing

import (
	"fmt"
	"strings"
	"testing"
)

const offers = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/"

// Figures of the embedded books, typed by hand as the providers write them: for
// a million, a thousand or one of a unit. The source is where to check them.
func TestEmbeddedFigures(t *testing.T) {
	tests := []struct {
		service, region, component string
		of                         string // units that the prices are for
		prices                     string // of each tier, with its bound
		source                     string
	}{
		{"AWSLambda", "us-east-1", "requests", "1000000", "0.20", offers + "AWSLambda/current/us-east-1/index.json"},
		{"AWSLambda", "eu-west-1", "duration-arm64", "1", "0.0000133334 to 7500000000, 0.0000120001 to 18750000000, 0.0000106667", offers + "AWSLambda/current/eu-west-1/index.json"},
		{"AWSLambda", "us-east-1", "provisioned-concurrency-x86_64", "1", "0.0000041667", offers + "AWSLambda/current/us-east-1/index.json"},
		{"AWSLambda", "us-east-1", "provisioned-duration-x86_64", "1", "0.0000097222", offers + "AWSLambda/current/us-east-1/index.json"},
		{"AWSLambda", "us-east-1", "snapstart-restore", "1", "0.0001397998", offers + "AWSLambda/current/us-east-1/index.json"},
		{"AWSLambda", "ap-northeast-1", "streamed-bytes", "1", "0.008", offers + "AWSLambda/current/ap-northeast-1/index.json"},
		{"AWSLambda", "sa-east-1", "url-requests", "1000000", "0", "https://aws.amazon.com/lambda/pricing/"},
		{"AmazonApiGateway", "us-east-1", "rest-requests", "1000000", "3.50 to 333000000, 2.80 to 1000000000, 2.38 to 20000000000, 1.51", offers + "AmazonApiGateway/current/us-east-1/index.json"},
		{"AmazonApiGateway", "eu-west-1", "http-requests", "1000000", "1.11 to 300000000, 1.00", offers + "AmazonApiGateway/current/eu-west-1/index.json"},
		{"AmazonApiGateway", "us-east-1", "rest-cache-237gb", "1", "3.80", offers + "AmazonApiGateway/current/us-east-1/index.json"},
		{"AWSELB", "us-east-1", "alb-hours", "1", "0.0225", offers + "AWSELB/current/us-east-1/index.json"},
		{"AWSELB", "ap-southeast-1", "alb-lcu", "1", "0.008", offers + "AWSELB/current/ap-southeast-1/index.json"},
		{"AWSELB", "us-east-1", "clb-hours", "1", "0.025", offers + "AWSELB/current/us-east-1/index.json"},
		{"AmazonECS", "us-east-1", "fargate-vcpu-x86_64", "1", "0.04048", offers + "AmazonECS/current/us-east-1/index.json"},
		{"AmazonECS", "eu-central-1", "fargate-memory-arm64", "1", "0.00409", offers + "AmazonECS/current/eu-central-1/index.json"},
		{"AmazonECS", "us-east-1", "fargate-windows-vcpu", "1", "0.046552", offers + "AmazonECS/current/us-east-1/index.json"},
		{"AmazonEC2", "us-east-1", "linux-m7g.large", "1", "0.0816", offers + "AmazonEC2/current/us-east-1/index.json"},
		{"AmazonEC2", "cn-north-1", "linux-t3.micro", "1", "0.0657", "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AmazonEC2/current/cn-north-1/index.json"},
		{"AmazonEC2", "eu-west-1", "gp3-throughput", "1024", "45.056", offers + "AmazonEC2/current/eu-west-1/index.json"},
		{"AmazonEC2", "ap-northeast-1", "nat-hours", "1", "0.062", offers + "AmazonEC2/current/ap-northeast-1/index.json"},
		{"AmazonVPC", "eu-central-1", "public-ipv4", "1", "0.005", offers + "AmazonVPC/current/index.json"},
		{"AmazonStates", "us-east-1", "standard-transitions", "1000", "0.025", offers + "AmazonStates/current/us-east-1/index.json"},
		{"AmazonStates", "us-east-1", "express-duration", "3600", "0.060012 to 3600000, 0.029988 to 18000000, 0.016416", offers + "AmazonStates/current/us-east-1/index.json"},
		{"AWSQueueService", "us-east-1", "fifo-requests", "1000000", "0.50 to 100000000000, 0.40 to 200000000000, 0.35", offers + "AWSQueueService/current/us-east-1/index.json"},
		{"AmazonSNS", "us-east-1", "deliveries-email", "100000", "2.00", offers + "AmazonSNS/current/us-east-1/index.json"},
		{"AWSEvents", "ap-northeast-1", "scheduler-invocations", "1000000", "1.25", offers + "AWSEvents/current/ap-northeast-1/index.json"},
		{"AmazonKinesis", "us-east-1", "put-units", "1000000", "0.014", offers + "AmazonKinesis/current/us-east-1/index.json"},
		{"AmazonDynamoDB", "us-east-1", "write-units", "1000000", "0.625", offers + "AmazonDynamoDB/current/us-east-1/index.json"},
		{"AmazonDynamoDB", "eu-central-1", "provisioned-wcu", "1", "0.000793", offers + "AmazonDynamoDB/current/eu-central-1/index.json"},
		{"AmazonS3", "us-east-1", "storage", "1", "0.023 to 51200, 0.022 to 512000, 0.021", offers + "AmazonS3/current/us-east-1/index.json"},
		{"AmazonS3", "eu-central-1", "get-requests", "10000", "0.0043", offers + "AmazonS3/current/eu-central-1/index.json"},
		{"AmazonCloudWatch", "us-east-1", "logs-ingest", "1", "0.50", offers + "AmazonCloudWatch/current/us-east-1/index.json"},
		{"AmazonCloudWatch", "us-east-1", "metrics", "1", "0.30 to 10000, 0.10 to 250000, 0.05 to 1000000, 0.02", offers + "AmazonCloudWatch/current/us-east-1/index.json"},
		{"AWSXRay", "us-east-1", "traces-recorded", "1000000", "5.00", offers + "AWSXRay/current/us-east-1/index.json"},
		{"AWSDataTransfer", "ap-southeast-1", "internet-out", "1", "0.12 to 10240, 0.085 to 51200, 0.082 to 153600, 0.08", offers + "AWSDataTransfer/current/ap-southeast-1/index.json"},
		{"AzureFunctions", "eastus", "consumption-duration", "1", "0.000016", azure("eastus")},
		{"AzureFunctions", "eastus2", "flex-executions", "1000000", "0.40", azure("eastus2")},
		{"AzureFunctions", "uksouth", "flex-duration", "1", "0.000037", azure("uksouth")},
		{"AzureFunctions", "eastus", "premium-vcpu", "1", "0.173", azure("eastus")},
	}
	for _, tt := range tests {
		name := "aws"
		if strings.HasPrefix(tt.service, "Azure") {
			name = "azure"
		}
		b, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := b.Price(tt.service, tt.region, tt.component)
		if err != nil {
			t.Error(err)
			continue
		}
		bands := strings.Split(tt.prices, ", ")
		if len(bands) != len(p.Tiers) {
			t.Errorf("%s %s %s has %d tiers, want %s", tt.service, tt.region, tt.component, len(p.Tiers), tt.prices)
			continue
		}
		for i, tier := range p.Tiers {
			price, bound, bounded := strings.Cut(bands[i], " to ")
			if !tier.Price.Mul(dec(tt.of)).Equal(dec(price)) || (tier.UpTo != nil) != bounded || bounded && !tier.UpTo.Equal(dec(bound)) {
				t.Errorf("%s %s %s: tier %d is %s for each up to %v, want %s for %s", tt.service, tt.region, tt.component, i, tier.Price, tier.UpTo, bands[i], tt.of)
			}
		}
		if p.Source != tt.source {
			t.Errorf("%s %s %s: source %s, want %s", tt.service, tt.region, tt.component, p.Source, tt.source)
		}
	}
}

// azure is the query of the Retail Prices API that lists a region's prices.
func azure(region string) string {
	return fmt.Sprintf("https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&$filter=serviceName%%20eq%%20'Functions'%%20and%%20armRegionName%%20eq%%20'%s'", region)
}

// What is free for ever, as the providers' pricing pages say.
func TestEmbeddedFreeTiers(t *testing.T) {
	tests := []struct{ book, service, component, quantity, source string }{
		{"aws", "AWSLambda", "requests", "1000000", "https://aws.amazon.com/lambda/pricing/"},
		{"aws", "AWSLambda", "streamed-bytes", "100", "https://aws.amazon.com/lambda/pricing/"},
		{"aws", "AWSQueueService", "standard-requests", "1000000", "https://aws.amazon.com/sqs/pricing/"},
		{"aws", "AWSQueueService", "fifo-requests", "1000000", "https://aws.amazon.com/sqs/pricing/"},
		{"aws", "AmazonSNS", "publishes", "1000000", "https://aws.amazon.com/sns/pricing/"},
		{"aws", "AmazonSNS", "deliveries-email", "1000", "https://aws.amazon.com/sns/pricing/"},
		{"aws", "AWSEvents", "scheduler-invocations", "14000000", "https://aws.amazon.com/eventbridge/pricing/"},
		{"aws", "AmazonDynamoDB", "provisioned-rcu", "18600", "https://aws.amazon.com/dynamodb/pricing/"},
		{"aws", "AmazonDynamoDB", "storage", "25", "https://aws.amazon.com/dynamodb/pricing/"},
		{"aws", "AmazonCloudWatch", "logs-ingest", "5", "https://aws.amazon.com/cloudwatch/pricing/"},
		{"aws", "AmazonCloudWatch", "logs-insights-scan", "5", "https://aws.amazon.com/cloudwatch/pricing/"},
		{"aws", "AWSXRay", "traces-scanned", "1000000", "https://aws.amazon.com/xray/pricing/"},
		{"aws", "AmazonStates", "standard-transitions", "4000", "https://aws.amazon.com/step-functions/pricing/"},
		{"aws", "AWSDataTransfer", "internet-out", "100", "https://aws.amazon.com/ec2/pricing/on-demand/"},
		{"azure", "AzureFunctions", "consumption-duration", "400000", "https://azure.microsoft.com/pricing/details/functions/"},
		{"azure", "AzureFunctions", "flex-executions", "250000", "https://azure.microsoft.com/pricing/details/functions/"},
		{"aws", "AWSLambda", "provisioned-requests", "", ""},
		{"aws", "AmazonApiGateway", "rest-requests", "", ""}, // free for 12 months only
		{"aws", "AmazonECS", "fargate-storage", "", ""},      // 20 GB are the task's, not the month's
	}
	for _, tt := range tests {
		b, err := Embedded(tt.book)
		if err != nil {
			t.Fatal(err)
		}
		f, ok := b.FreeTier(tt.service, tt.component, "USD")
		if ok != (tt.quantity != "") || ok && (!f.Quantity.Equal(dec(tt.quantity)) || f.Source != tt.source) {
			t.Errorf("%s %s: %s free, source %s; want %s, %s", tt.service, tt.component, f.Quantity, f.Source, tt.quantity, tt.source)
		}
	}
}

// DynamoDB on demand in us-east-1 cost 0.25 and 1.25 a million until it was
// halved on 2024-11-01; Fargate on Windows 0.09148 and 0.01005 in November 2022.
func TestEmbeddedHistory(t *testing.T) {
	tests := []struct{ service, component, of, before, now string }{
		{"AmazonDynamoDB", "read-units", "1000000", "0.25", "0.125"},
		{"AmazonDynamoDB", "write-units", "1000000", "1.25", "0.625"},
		{"AmazonECS", "fargate-windows-vcpu", "1", "0.09148", "0.046552"},
		{"AmazonECS", "fargate-windows-memory", "1", "0.01005", "0.00511175"},
	}
	b := mustBook(t)
	for _, tt := range tests {
		for book, want := range map[*Book]string{b.At(day(2022, 12, 1)): tt.before, b: tt.now, b.At(day(2026, 11, 22)): tt.now} {
			p, err := book.Price(tt.service, "us-east-1", tt.component)
			if err != nil || !p.Tiers[0].Price.Mul(dec(tt.of)).Equal(dec(want)) {
				t.Errorf("%s %s: %v %v, want %s for %s", tt.service, tt.component, p.Tiers, err, want, tt.of)
			}
		}
	}
}
