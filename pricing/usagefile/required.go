package usagefile

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
)

// need is what must be given below a meter's key, since a quantity that was
// forgotten would be a bill of nothing. A 0 that is written down is one.
type need struct {
	anyOf []string // one of these keys, or more; "ready.period" stands below ready
	with  string   // where this key is given and not nothing; "" always
}

// required are the keys that drive most of what a meter bills. Where others
// have a default, or are told as not priced, they are not in it.
var required = map[string][]need{
	"lambda":                 all("architecture", "memory_mb", "requests", "billed_ms"),
	"lambda_provisioned":     append(all("architecture", "memory_mb", "environments", "enabled", "requests", "billed_ms"), with("spillover_requests", "spillover_billed_ms")...),
	"lambda_snapstart":       append(all("memory_mb"), oneOf("resumes", "java")),
	"lambda_streaming":       append(all("responses"), oneOf("response", "billed_bytes")),
	"rest_api":               {oneOf("requests", "cache_gb")},
	"http_api":               all("requests"),
	"fargate":                append(append(all("vcpu", "memory"), oneOf("tasks", "runs")), with("runs", "run_time")...),
	"ec2":                    append(append(all("type"), oneOf("instances", "runs")), with("runs", "run_time")...),
	"step_functions":         all("executions", "transitions"),
	"step_functions_express": all("executions", "duration", "memory"),
	"sqs":                    {oneOf("messages", "empty_receives")},
	"sns":                    append(all("messages"), with("fifo", "size")...),
	"eventbridge":            all("events"),
	"eventbridge_scheduler":  all("invocations"),
	"kinesis":                append(all("shards", "records"), with("consumers", "size")...),
	"kinesis_on_demand":      append(all("records"), with("records", "size")...),
	"dynamodb":               append([]need{oneOf("eventual_reads", "strong_reads", "transactional_reads", "writes", "transactional_writes", "storage")}, with("pitr", "storage")...),
	"dynamodb_provisioned":   append(all("rcu", "wcu"), with("pitr", "storage")...),
	"s3":                     {oneOf("storage", "infrequent", "puts", "gets")},
	"logs":                   append(append([]need{oneOf("requests", "scanned")}, with("requests", "bytes")...), with("bytes", "requests")...),
	"cloudwatch":             {oneOf("metrics", "alarms", "high_resolution_alarms", "dashboards", "api_requests")},
	"xray":                   {oneOf("requests", "scanned")},
	"nat_gateway":            append(append(all("gateways"), with("requests", "bytes")...), with("bytes", "requests")...),
	"transfer":               append(all("requests"), oneOf("response", "cross_zone", "cross_region")),
	"azure_consumption":      append(all("executions", "memory_mb"), oneOf("duration", "billed_ms")),
	"azure_flex": append(append(append(all("instance_mb"), oneOf("on_demand", "ready_instances")),
		with("on_demand", "on_demand.executions", "on_demand.period")...), with("ready", "ready.executions", "ready.period")...),
}

// all needs each of the keys.
func all(keys ...string) []need { return with("", keys...) }

// with needs each of the keys where another is given.
func with(given string, keys ...string) []need {
	var needs []need
	for _, key := range keys {
		needs = append(needs, need{anyOf: []string{key}, with: given})
	}
	return needs
}

// oneOf needs at least one of the keys.
func oneOf(keys ...string) need { return need{anyOf: keys} }

// checkRequired refuses the meter of a key that lacks what drives its bill.
func checkRequired(e *ast.MappingValueNode, key string, meter reflect.Value) error {
	given := map[string]bool{}
	if err := keysGiven(e.Value, "", given); err != nil {
		return err
	}
	for _, n := range required[key] {
		if n.with != "" && (!given[n.with] || isNothing(meter, n.with)) {
			continue
		}
		if !slices.ContainsFunc(n.anyOf, func(k string) bool { return given[k] }) {
			return yamlfile.Fault(e.Key.GetToken(), "%s", n.message(key))
		}
	}
	return nil
}

// message says which key is missing, and why it is not taken as nothing.
func (n need) message(key string) string {
	text := key + ": " + strings.Join(n.anyOf, " or ") + " is missing"
	if n.with != "" && !strings.HasPrefix(n.anyOf[0], n.with+".") {
		text += ", which " + n.with + " needs"
	}
	return text + "; give it, or 0 where there is none"
}

// keysGiven collects the keys of a mapping, and of those in it with a dot
// between; a mapping without keys gives nothing.
func keysGiven(node ast.Node, under string, given map[string]bool) error {
	entries, err := mapping(node)
	if err != nil {
		return err
	}
	for _, e := range entries {
		key, err := keyOf(e)
		if err != nil {
			return err
		}
		given[under+key] = true
		if below, err := mapping(e.Value); err == nil {
			given[under+key] = len(below) > 0
			if err := keysGiven(e.Value, under+key+".", given); err != nil {
				return err
			}
		}
	}
	return nil
}

// isNothing reports whether the value of a key is 0 or false.
func isNothing(meter reflect.Value, key string) bool {
	for field, v := range meter.Fields() {
		if field.Tag.Get("yaml") != key {
			continue
		}
		if number, ok := v.Interface().(decimal.Decimal); ok {
			return number.IsZero()
		}
		return v.IsZero()
	}
	return false
}
