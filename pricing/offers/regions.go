package offers

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// billingCodes are the prefixes of usage types, by which a row says its region
// once more: Singapore is APS1 and Mumbai APS3. us-east-1 has none in many
// services, and Ireland's is EU; EUW1 stands in some newer lists.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-region-billing-codes.html,
// read 2026-11-22. China and GovCloud have partitions of their own.
var billingCodes = map[string]string{
	"USE1": "us-east-1", "USE2": "us-east-2", "USW1": "us-west-1", "USW2": "us-west-2",
	"CAN1": "ca-central-1", "CAN2": "ca-west-1", "MXC1": "mx-central-1", "SAE1": "sa-east-1",
	"EU": "eu-west-1", "EUW1": "eu-west-1", "EUW2": "eu-west-2", "EUW3": "eu-west-3",
	"EUC1": "eu-central-1", "EUC2": "eu-central-2", "EUN1": "eu-north-1", "EUS1": "eu-south-1", "EUS2": "eu-south-2",
	"AFS1": "af-south-1", "ILC1": "il-central-1", "MEC1": "me-central-1", "MES1": "me-south-1",
	"APE1": "ap-east-1", "APE2": "ap-east-2",
	"APN1": "ap-northeast-1", "APN2": "ap-northeast-2", "APN3": "ap-northeast-3",
	"APS1": "ap-southeast-1", "APS2": "ap-southeast-2", "APS3": "ap-south-1", "APS4": "ap-southeast-3", "APS5": "ap-south-2",
	"APS6": "ap-southeast-4", "APS7": "ap-southeast-5", "APS8": "ap-southeast-6", "APS9": "ap-southeast-7",
	"CNN1": "cn-north-1", "CNW1": "cn-northwest-1", "UGE1": "us-gov-east-1", "UGW1": "us-gov-west-1",
}

// unprefixed is the region whose usage types may have no prefix.
const unprefixed = "us-east-1"

// splitUsage takes the prefix off a usage type: the region that it names, ""
// for none, and the rest.
func splitUsage(usage string) (region, rest string) {
	prefix, rest, found := strings.Cut(usage, "-")
	if region, known := billingCodes[prefix]; found && known {
		return region, rest
	}
	return "", usage
}

// offerURL is the official address of an offer file, in the version read or
// the current one. The partition of China has its own lists.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-ppslong.html
func offerURL(service, version, region string) string {
	base := "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/"
	if strings.HasPrefix(region, "cn-") {
		base = "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/"
	}
	if version == "" {
		version = "current"
	}
	if region != "" && region != pricing.Global {
		version += "/" + region
	}
	return base + service + "/" + version + "/index.json"
}

// OfferURL is the official address of the current offer file of an AWS service
// in a region; "" means all regions, which is gigabytes for EC2.
func OfferURL(service, region string) string { return offerURL(service, "", region) }
