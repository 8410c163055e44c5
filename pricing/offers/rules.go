package offers

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// rule maps the rows of one usage type to components of the book.
type rule struct {
	usage      string            // usage type without the region's prefix; one * stands for anything
	family     string            // product family; "" for any
	where      map[string]string // attributes of the product
	components []string          // that are billed at the price; * stands for the instance type
	unit       string            // of the book

	prefixed bool // us-east-1 has an old row without the prefix beside the one that holds
	everyone bool // the row has no region and holds in all
	gratis   bool // a price of zero is a price
	common   bool // rows differ by destination; the price of most is taken
	// perUnit turns the list's price into one for the book's unit, by the list's
	// unit, where lists of different regions use several.
	perUnit map[string]decimal.Decimal
}

// awsRules are the rules of each offer. The usage types are those of AWS's
// offer files of 2026 as public files quote them, and of the billing codes in
// the services' guides; what could not be confirmed is not here.
var awsRules = map[string][]rule{
	"AWSLambda":        lambdaRules,
	"AmazonECS":        fargateRules,
	"AmazonEC2":        ec2Rules,
	"AmazonApiGateway": gatewayRules,
	"AWSELB":           balancerRules,
	"AWSDataTransfer":  transferRules,
	"AmazonVPC":        addressRules,
	"AmazonStates":     workflowRules,
	"AWSQueueService":  queueRules,
	"AmazonSNS":        topicRules,
	"AWSEvents":        eventRules,
	"AmazonKinesis":    streamRules,
	"AmazonDynamoDB":   tableRules,
	"AmazonS3":         bucketRules,
	"AmazonCloudWatch": watchRules,
	"AWSXRay":          traceRules,
}

// AWSServices lists the offers of AWS that rules map, sorted.
func AWSServices() []string { return slices.Sorted(maps.Keys(awsRules)) }

// maps reports whether the rule maps a product whose usage type is usage
// without its prefix.
func (r *rule) maps(p *product, usage string) bool {
	if !globbed(r.usage, usage) || (r.family != "" && r.family != p.ProductFamily) {
		return false
	}
	for name, want := range r.where {
		if p.Attributes[name] != want {
			return false
		}
	}
	return true
}

// globbed reports whether a text is the pattern's, in which one * stands for
// any text that is not empty.
func globbed(pattern, text string) bool {
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == text
	}
	return len(text) > len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after)
}

// instanceType is what may follow "linux-" in a component's name.
var instanceType = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

// componentsOf are the components of a product that the rule maps.
func (r *rule) componentsOf(p *product) ([]string, bool) {
	instance := p.Attributes["instanceType"]
	var names []string
	for _, name := range r.components {
		if strings.Contains(name, "*") {
			if !instanceType.MatchString(instance) {
				return nil, false
			}
			name = strings.Replace(name, "*", instance, 1)
		}
		names = append(names, name)
	}
	return names, true
}
