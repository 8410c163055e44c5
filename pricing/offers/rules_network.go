package offers

import (
	"slices"
	"strings"
)

// gatewayRules: REST and HTTP APIs and the caches of REST APIs. WebSocket APIs
// are not priced.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-pricing.html
var gatewayRules = slices.Concat([]rule{
	{
		usage: "ApiGatewayRequest", family: "API Calls", where: map[string]string{"operation": "ApiGatewayRequest"},
		components: []string{"rest-requests"}, unit: "request",
	},
	{
		usage: "ApiGatewayHttpRequest", family: "API Calls", where: map[string]string{"operation": "ApiGatewayHttpApi"},
		components: []string{"http-requests"}, unit: "request",
	},
}, cacheRules("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"))

// cacheRules are of the sizes in GB that a cache can have.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html (cacheClusterSize)
func cacheRules(sizes ...string) []rule {
	var rules []rule
	for _, size := range sizes {
		rules = append(rules, rule{
			usage: "ApiGatewayCacheUsage:" + size + "GB", family: "Amazon API Gateway Cache",
			components: []string{"rest-cache-" + strings.ToLower(size+"GB")}, unit: "hour",
		})
	}
	return rules
}

// balancerRules: hours and capacity units. Other rows have longer usage types:
// Outposts-LCUUsage costs nothing, ReservedLCUUsage is for capacity reserved,
// TS-LoadBalancerUsage for a trust store.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-billing-usage-reports.html
var balancerRules = []rule{
	balancer("LoadBalancerUsage", "Load Balancer-Application", "hour", "alb-hours"),
	balancer("LCUUsage", "Load Balancer-Application", "LCU-hour", "alb-lcu"),
	balancer("LoadBalancerUsage", "Load Balancer-Network", "hour", "nlb-hours"),
	balancer("LCUUsage", "Load Balancer-Network", "NLCU-hour", "nlb-lcu"),
	balancer("LoadBalancerUsage", "Load Balancer", "hour", "clb-hours"),
	balancer("DataProcessing-Bytes", "Load Balancer", "GB", "clb-data"),
}

func balancer(usage, family, unit, component string) rule {
	return rule{usage: usage, family: family, components: []string{component}, unit: unit}
}

// transferRules: out to the internet, between zones, and out to another
// region, of which a list has a row for each destination. A few pairs are
// cheaper (us-east-1 to us-east-2); the book has the price of the others.
// https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer
var transferRules = []rule{
	{
		usage: "DataTransfer-Out-Bytes", where: map[string]string{"transferType": "AWS Outbound", "toLocation": "External"},
		components: []string{"internet-out"}, unit: "GB",
	},
	{
		usage: "DataTransfer-Regional-Bytes", where: map[string]string{"transferType": "IntraRegion"},
		components: []string{"az-transfer"}, unit: "GB",
	},
	{
		usage: "*-AWS-Out-Bytes", common: true, components: []string{"region-out"}, unit: "GB",
		where: map[string]string{"transferType": "InterRegion Outbound", "toLocationType": "AWS Region"},
	},
}

// addressRules: public IPv4 addresses in use, in the offer of AmazonVPC.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-billing-usage-reports.html
var addressRules = []rule{
	{usage: "PublicIPv4:InUseAddress", components: []string{"public-ipv4"}, unit: "hour"},
}
