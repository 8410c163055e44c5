package usagefile

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// kinds are the keys of the meters, each with the meter without use.
var kinds = map[string]meters.Meter{
	"lambda":                 meters.Lambda{},
	"lambda_provisioned":     meters.Provisioned{},
	"lambda_snapstart":       meters.SnapStart{},
	"lambda_streaming":       meters.Streaming{},
	"function_url":           meters.FunctionURL{},
	"rest_api":               meters.RESTAPI{},
	"http_api":               meters.HTTPAPI{},
	"alb":                    meters.ALB{},
	"nlb":                    meters.NLB{},
	"clb":                    meters.CLB{},
	"fargate":                meters.Fargate{},
	"ec2":                    meters.Instance{},
	"step_functions":         meters.StandardWorkflow{},
	"step_functions_express": meters.ExpressWorkflow{},
	"sqs":                    meters.Queue{},
	"sns":                    meters.Topic{},
	"eventbridge":            meters.EventBus{},
	"eventbridge_scheduler":  meters.Schedule{},
	"kinesis":                meters.ProvisionedStream{},
	"kinesis_on_demand":      meters.OnDemandStream{},
	"dynamodb":               meters.OnDemandTable{},
	"dynamodb_provisioned":   meters.ProvisionedTable{},
	"s3":                     meters.Bucket{},
	"logs":                   meters.Logs{},
	"cloudwatch":             meters.Monitoring{},
	"xray":                   meters.Traces{},
	"nat_gateway":            meters.NATGateway{},
	"transfer":               meters.Transfer{},
	"azure_consumption":      meters.AzureConsumption{},
	"azure_flex":             meters.AzureFlex{},
}

// Kinds lists the keys of the meters, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// The keys of a service beside its meter's.
var serviceKeys = []string{"name", "region", "per"}

// service reads one entry of services.
func service(node ast.Node) (Service, error) {
	entries, err := mapping(node)
	if err != nil {
		return Service{}, err
	}
	s := Service{at: yamlfile.Begin(node)}
	for _, e := range entries {
		key, err := keyOf(e)
		if err != nil {
			return Service{}, err
		}
		switch key {
		case "name":
			err = decode(e.Value, &s.Name)
		case "region":
			s.Region, err = region(e.Value)
		case "per":
			err = wantText(node, e.Value, "per", "month")
		default:
			err = s.meter(key, e)
		}
		if err != nil {
			return Service{}, err
		}
	}
	if s.Kind == "" {
		return Service{}, yamlfile.Fault(s.at, "the service does not say what is used; add one of %s", strings.Join(Kinds(), ", "))
	}
	s.Name = cmp.Or(s.Name, s.Kind)
	return s, nil
}

// meter reads what is used.
func (s *Service) meter(key string, e *ast.MappingValueNode) error {
	kind, ok := kinds[key]
	switch {
	case !ok:
		return unknownKey(e, key, append(Kinds(), serviceKeys...))
	case s.Kind != "":
		return yamlfile.Fault(e.Key.GetToken(), "the service is %s already; make two entries of it", s.Kind)
	}
	meter := reflect.New(reflect.TypeOf(kind))
	if err := decode(e.Value, meter.Interface()); err != nil {
		return err
	}
	if err := checkRequired(e, key, meter.Elem()); err != nil {
		return err
	}
	s.at = e.Key.GetToken() // what is wrong with the service is wrong below this key
	s.Kind, s.Meter = key, meter.Elem().Interface().(meters.Meter)
	return nil
}

// unknownKey names what the key may have been meant for, or all that there is.
func unknownKey(e *ast.MappingValueNode, key string, known []string) error {
	hint := check.DidYouMean(key, known)
	if hint == "" {
		hint = "known: " + strings.Join(known, ", ")
	}
	return yamlfile.Fault(e.Key.GetToken(), "unknown key %.40q; %s", key, hint)
}
