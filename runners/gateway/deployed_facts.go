package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	resttypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// facts are what an API says of itself.
type facts struct {
	name     string
	url      string // of the stage
	stage    string
	timeout  time.Duration // the least of its integrations; 0 where none is known
	longest  time.Duration // the longest of them
	targets  []string      // URIs of its integrations
	log      *accessLog    // nil without one that can be used
	cache    formerCache   // none where there can be none
	throttle string        // of the stage, for people
}

// read reads the API, once; nothing by a URL alone.
func (r *Deployed) read(ctx context.Context) error {
	if r.facts != nil || r.target.Gateway.APIID == "" {
		return nil
	}
	var err error
	if r.target.Gateway.API == scenarios.PriceHTTP {
		r.facts, err = r.readHTTP(ctx)
	} else {
		r.facts, err = r.readREST(ctx)
	}
	return err
}

// readREST reads a REST API.
func (r *Deployed) readREST(ctx context.Context) (*facts, error) {
	id, stage := r.target.Gateway.APIID, stageOf(r.target.Gateway)
	api, err := control(ctx, r.options.Pace, "apigateway:GET", "REST API "+id, func(ctx context.Context) (*apigateway.GetRestApiOutput, error) {
		return r.rest.GetRestApi(ctx, &apigateway.GetRestApiInput{RestApiId: &id})
	})
	if err != nil {
		return nil, err
	}
	at, err := r.restStage(ctx)
	if err != nil {
		return nil, err
	}
	f := &facts{
		name: aws.ToString(api.Name), stage: stage, cache: stateOf(at),
		url: fmt.Sprintf("https://%s.execute-api.%s.%s/%s", id, r.target.Region, domain(r.target.Region), stage),
	}
	if s := at.AccessLogSettings; s != nil {
		f.log = newAccessLog(aws.ToString(s.DestinationArn), aws.ToString(s.Format))
	}
	if all, ok := at.MethodSettings["*/*"]; ok {
		f.throttle = throttleText(all.ThrottlingRateLimit, int(all.ThrottlingBurstLimit))
	}
	return f, r.readIntegrations(ctx, f)
}

// domain is the one that AWS's addresses in a region end with.
// https://docs.aws.amazon.com/general/latest/gr/apigateway.html
func domain(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func (r *Deployed) restStage(ctx context.Context) (*apigateway.GetStageOutput, error) {
	id, stage := r.target.Gateway.APIID, stageOf(r.target.Gateway)
	return control(ctx, r.options.Pace, "apigateway:GET", "stage "+stage+" of "+id, func(ctx context.Context) (*apigateway.GetStageOutput, error) {
		return r.rest.GetStage(ctx, &apigateway.GetStageInput{RestApiId: &id, StageName: &stage})
	})
}

// stageOf is the stage of a gateway, or the one that most have.
func stageOf(g *scenarios.Gateway) string {
	switch {
	case g.Stage != "":
		return g.Stage
	case g.API == scenarios.PriceHTTP:
		return "$default"
	}
	return "prod"
}

// readIntegrations reads the integrations of a REST API's methods.
func (r *Deployed) readIntegrations(ctx context.Context, f *facts) error {
	id := r.target.Gateway.APIID
	pages := apigateway.NewGetResourcesPaginator(r.rest, &apigateway.GetResourcesInput{RestApiId: &id, Embed: []string{"methods"}})
	for pages.HasMorePages() {
		page, err := control(ctx, r.options.Pace, "apigateway:GET", "resources of "+id, func(ctx context.Context) (*apigateway.GetResourcesOutput, error) {
			return pages.NextPage(ctx)
		})
		if err != nil {
			return err
		}
		for _, resource := range page.Items {
			for method, m := range resource.ResourceMethods {
				if err := r.readIntegration(ctx, f, aws.ToString(resource.Id), method, m.MethodIntegration); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// readIntegration takes in the integration of a method, which the list of
// resources may have left out.
func (r *Deployed) readIntegration(ctx context.Context, f *facts, resource, method string, known *resttypes.Integration) error {
	if known == nil {
		id := r.target.Gateway.APIID
		out, err := control(ctx, r.options.Pace, "apigateway:GET", "integration "+method+" of "+id, func(ctx context.Context) (*apigateway.GetIntegrationOutput, error) {
			return r.rest.GetIntegration(ctx, &apigateway.GetIntegrationInput{RestApiId: &id, ResourceId: &resource, HttpMethod: &method})
		})
		if cloud.CodeOf(err) == "NotFoundException" {
			return nil // a method that is not finished
		}
		if err != nil {
			return err
		}
		known = &resttypes.Integration{Type: out.Type, Uri: out.Uri, TimeoutInMillis: out.TimeoutInMillis}
	}
	if known.Type != resttypes.IntegrationTypeMock {
		f.integrated(known.TimeoutInMillis, aws.ToString(known.Uri))
	}
	return nil
}

// readHTTP reads an HTTP API.
func (r *Deployed) readHTTP(ctx context.Context) (*facts, error) {
	id, stage, pace := r.target.Gateway.APIID, stageOf(r.target.Gateway), r.options.Pace
	api, err := control(ctx, pace, "apigateway:GET", "HTTP API "+id, func(ctx context.Context) (*apigatewayv2.GetApiOutput, error) {
		return r.http.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id})
	})
	if err != nil {
		return nil, err
	}
	at, err := control(ctx, pace, "apigateway:GET", "stage "+stage+" of "+id, func(ctx context.Context) (*apigatewayv2.GetStageOutput, error) {
		return r.http.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &id, StageName: &stage})
	})
	if err != nil {
		return nil, err
	}
	f := &facts{name: aws.ToString(api.Name), stage: stage, url: aws.ToString(api.ApiEndpoint)}
	if stage != "$default" {
		f.url += "/" + stage
	}
	if s := at.AccessLogSettings; s != nil {
		f.log = newAccessLog(aws.ToString(s.DestinationArn), aws.ToString(s.Format))
	}
	if s := at.DefaultRouteSettings; s != nil {
		f.throttle = throttleText(aws.ToFloat64(s.ThrottlingRateLimit), int(aws.ToInt32(s.ThrottlingBurstLimit)))
	}
	var token *string
	for {
		page, err := control(ctx, pace, "apigateway:GET", "integrations of "+id, func(ctx context.Context) (*apigatewayv2.GetIntegrationsOutput, error) {
			return r.http.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: &id, NextToken: token})
		})
		if err != nil {
			return nil, err
		}
		for _, i := range page.Items {
			f.integrated(aws.ToInt32(i.TimeoutInMillis), aws.ToString(i.IntegrationUri))
		}
		if token = page.NextToken; aws.ToString(token) == "" {
			return f, nil
		}
	}
}

// integrated takes in an integration.
func (f *facts) integrated(timeoutMS int32, uri string) {
	t := time.Duration(timeoutMS) * time.Millisecond
	if t > 0 && (f.timeout == 0 || t < f.timeout) {
		f.timeout = t
	}
	f.longest = max(f.longest, t)
	if uri != "" && !slices.Contains(f.targets, uri) {
		f.targets = append(f.targets, uri)
	}
}

// invokes checks that the API invokes a function, and not one of its versions or
// aliases, which a change of the function would not reach.
func (f *facts) invokes(function string) error {
	if f == nil {
		return nil // by a URL alone nobody knows
	}
	short := function[strings.LastIndex(function, ":")+1:]
	other := ""
	for _, uri := range f.targets {
		_, after, found := strings.Cut(uri, ":function:"+short)
		switch {
		case !found, after != "" && !strings.HasPrefix(after, "/") && !strings.HasPrefix(after, ":"): // another function
		case after == "" || strings.HasPrefix(after, "/") || strings.HasPrefix(after, ":$LATEST"):
			return nil
		default:
			other = strings.TrimSuffix(after, "/invocations")
		}
	}
	if other != "" {
		return fmt.Errorf("the API invokes %s%s, which a change of %s does not reach: have a stage invoke %s itself", short, other, short, short)
	}
	return fmt.Errorf("none of the API's integrations invokes the function %s", short)
}

func throttleText(rate float64, burst int) string {
	if rate == 0 && burst == 0 {
		return ""
	}
	return fmt.Sprintf("%g/s with a burst of %d", rate, burst)
}

// Timeout is the least time-out of the API's integrations, 0 where it is not
// known.
func (r *Deployed) Timeout(ctx context.Context) (time.Duration, error) {
	if r.target.Gateway.APIID == "" {
		return 0, nil
	}
	if err := r.read(ctx); err != nil {
		return 0, fmt.Errorf("target %s: %w", r.target.Name, err)
	}
	if r.facts == nil {
		return 0, errors.New("the API was not read")
	}
	return r.facts.timeout, nil
}
