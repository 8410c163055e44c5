package scenarios

import (
	"strings"

	"github.com/invopop/jsonschema"
)

// The names of the settings that AWS alone has.
const (
	SettingSnapStart              = "snap_start"
	SettingReservedConcurrency    = "reserved_concurrency"
	SettingProvisionedConcurrency = "provisioned_concurrency"
	SettingVPC                    = "vpc"
)

// Values of those settings. A VPC is one of these, or "subnet-a+subnet-b/sg-a".
const (
	SettingNone      = "none"
	SettingOwn       = "own"       // what the function has
	SettingPublished = "published" // snapshots of published versions
)

// onlyAWS are the providers of settings that AWS alone has.
var onlyAWS = []Provider{ProviderAWS}

// awsSettings are the dimensions of a function that AWS alone has.
var awsSettings = []setting{
	{
		name: SettingSnapStart, example: "[none, published]", meaning: "SnapStart of the function's versions.", kinds: []Kind{KindFunction}, providers: onlyAWS,
		read: func(d *decoder, n *node, what string) string {
			text, _ := d.word(n, what, []string{SettingNone, SettingPublished}, nil)
			return text
		},
		schema: func() *jsonschema.Schema { return words("", "", SettingNone, SettingPublished) },
	},
	{
		name: SettingReservedConcurrency, example: "[none, 50]", meaning: "Reserved concurrency of the function.", kinds: []Kind{KindFunction}, providers: onlyAWS,
		read:   func(d *decoder, n *node, what string) string { return d.noneOr(n, what, 0) },
		schema: func() *jsonschema.Schema { return noneOrSchema(0) },
	},
	{
		name: SettingProvisionedConcurrency, example: "[none, 5]", meaning: "Provisioned concurrency of the variant's version.", kinds: []Kind{KindFunction}, providers: onlyAWS,
		read:   func(d *decoder, n *node, what string) string { return d.noneOr(n, what, 1) },
		schema: func() *jsonschema.Schema { return noneOrSchema(1) },
	},
	{
		name: SettingVPC, example: "[none, own]", meaning: "The network of the function: none, own (what it has), or subnets with security groups.", kinds: []Kind{KindFunction}, providers: onlyAWS,
		read: func(d *decoder, n *node, what string) string { return d.vpc(n, what) },
		schema: func() *jsonschema.Schema {
			return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
				words("", "", SettingNone, SettingOwn),
				object("", []string{"subnets", "security_groups"},
					prop("subnets", list("", textSchema(""))), prop("security_groups", list("", textSchema("")))),
			}}
		},
	},
}

const maxConcurrencySetting = 1_000_000

// noneOr reads a number from lo, or "none".
func (d *decoder) noneOr(n *node, what string, lo int) string {
	if n.shape == scalar && n.text == SettingNone {
		return SettingNone
	}
	return itoa(d.integer(n, what, lo, maxConcurrencySetting))
}

func noneOrSchema(lo int) *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{words("", "", SettingNone), integer("", lo, maxConcurrencySetting, 0)}}
}

// vpc reads a network.
func (d *decoder) vpc(n *node, what string) string {
	if n.shape == scalar {
		text, _ := d.word(n, what, []string{SettingNone, SettingOwn}, nil)
		return text
	}
	var subnets, groups []string
	if !d.object(n, what,
		field{name: "subnets", read: func(n *node) { subnets = d.words(n, what+".subnets", "[subnet-0a1b2c]") }},
		field{name: "security_groups", read: func(n *node) { groups = d.words(n, what+".security_groups", "[sg-0a1b2c]") }},
	) {
		return ""
	}
	if len(subnets) == 0 || len(groups) == 0 {
		d.missing(n, what+" needs subnets and security_groups", "write {subnets: [subnet-0a1b2c], security_groups: [sg-0a1b2c]}")
	}
	return strings.Join(subnets, "+") + "/" + strings.Join(groups, "+")
}

// VPCOf takes a network apart that has subnets; ok is false for others.
func VPCOf(text string) (subnets, groups []string, ok bool) {
	left, right, ok := strings.Cut(text, "/")
	if !ok {
		return nil, nil, false
	}
	return strings.Split(left, "+"), strings.Split(right, "+"), true
}
