//go:build peers

package gateway

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	resttypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	httptypes "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

const petsURI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:pets/invocations"

// must has a call of the test's own succeed.
func must[T any](t *testing.T) func(T, error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// makeREST makes a REST API in moto, with a stage and one method.
func makeREST(t *testing.T, api *apigateway.Client) (id string) {
	t.Helper()
	ctx := t.Context()
	made := must[*apigateway.CreateRestApiOutput](t)(api.CreateRestApi(ctx, &apigateway.CreateRestApiInput{Name: aws.String("pet store")}))
	root := must[*apigateway.GetResourcesOutput](t)(api.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: made.Id})).Items[0].Id
	get := aws.String("GET")
	must[*apigateway.PutMethodOutput](t)(api.PutMethod(ctx, &apigateway.PutMethodInput{RestApiId: made.Id, ResourceId: root, HttpMethod: get, AuthorizationType: aws.String("NONE")}))
	must[*apigateway.PutIntegrationOutput](t)(api.PutIntegration(ctx, &apigateway.PutIntegrationInput{
		RestApiId: made.Id, ResourceId: root, HttpMethod: get, Type: resttypes.IntegrationTypeAwsProxy, Uri: aws.String(petsURI),
		IntegrationHttpMethod: aws.String("POST"), TimeoutInMillis: aws.Int32(7000),
	}))
	must[*apigateway.CreateDeploymentOutput](t)(api.CreateDeployment(ctx, &apigateway.CreateDeploymentInput{RestApiId: made.Id, StageName: aws.String("prod")}))
	return *made.Id
}

// peersScenario drives an API of moto's, whose requests go nowhere.
func peersScenario(t *testing.T, gateway, rest string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil, "version: 1\nname: test\ntarget:\n  gateway: %s\n%s\nload: {burst: 1}\n", gateway, rest))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The control plane of API Gateway in the wire shapes that moto takes: what a REST
// API says of itself, and its cache switched and put back.
func TestPeersMotoTakesARESTAPI(t *testing.T) {
	peers.Moto(t)
	s := peersScenario(t, "{api: rest, api_id: placeholder0}", "matrix: {cache: [off, 0.5 GB]}")
	r, err := NewDeployed(t.Context(), Options{Scenario: s, Pace: quick})
	if err != nil {
		t.Fatal(err)
	}
	id := makeREST(t, r.rest)
	r.target.Gateway.APIID = id
	if waits, err := r.Timeout(t.Context()); err != nil || waits != 7*time.Second {
		t.Errorf("the integration waits %s, %v", waits, err)
	}
	if f := r.facts; f.name != "pet store" || f.stage != "prod" || f.cache.Cache != scenarios.CacheOff || f.invokes("pets") != nil || f.invokes("dogs") == nil {
		t.Errorf("%+v", f)
	}
	journal, err := rundir.Dir(t.TempDir()).OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	r.UseJournal(journal)
	for _, size := range []string{"0.5 GB", scenarios.CacheOff, "0.5 GB"} {
		if err := r.setCache(t.Context(), size); err != nil {
			t.Fatal(err)
		}
		at, err := r.restStage(t.Context())
		if err != nil || cacheOf(at) != size {
			t.Errorf("the cache is %s, want %s (%v)", cacheOf(at), size, err)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if at, err := r.restStage(t.Context()); err != nil || stateOf(at) != (formerCache{Cache: scenarios.CacheOff}) || len(journal.Outstanding()) > 0 {
		t.Errorf("left %+v, %v, %v", stateOf(at), journal.Outstanding(), err)
	}
}

// An HTTP API says what it is, and a missing one what to check.
func TestPeersMotoTakesAnHTTPAPI(t *testing.T) {
	peers.Moto(t)
	s := peersScenario(t, "{api: http, api_id: placeholder0}", "")
	r, err := NewDeployed(t.Context(), Options{Scenario: s, Pace: quick})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if _, err := r.Timeout(ctx); err == nil || !strings.Contains(err.Error(), "check gateway.api_id") {
		t.Errorf("no such API: %v", err)
	}
	made := must[*apigatewayv2.CreateApiOutput](t)(r.http.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("store"), ProtocolType: httptypes.ProtocolTypeHttp}))
	must[*apigatewayv2.CreateStageOutput](t)(r.http.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: made.ApiId, StageName: aws.String("$default")}))
	must[*apigatewayv2.CreateIntegrationOutput](t)(r.http.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{
		ApiId: made.ApiId, IntegrationType: httptypes.IntegrationTypeAwsProxy, IntegrationUri: aws.String("arn:aws:lambda:us-east-1:123456789012:function:pets"),
		TimeoutInMillis: aws.Int32(9000), PayloadFormatVersion: aws.String("2.0"),
	}))
	r.target.Gateway.APIID = *made.ApiId
	if waits, err := r.Timeout(ctx); err != nil || waits != 9*time.Second {
		t.Errorf("the integration waits %s, %v", waits, err)
	}
	if f := r.facts; f.url == "" || f.stage != "$default" || f.invokes("pets") != nil {
		t.Errorf("%+v", f)
	}
}

const serverlessYAML = `
service: bench
frameworkVersion: "3"
configValidationMode: off
provider: {name: aws, runtime: nodejs20.x, stage: dev, region: us-east-1, apiGateway: {apiKeys: [{name: bench, value: "0123456789012345678901"}]}}
plugins: [serverless-offline]
functions:
  pets:
    handler: app.pets
    events:
      - http: {method: get, path: "pets/{type}"}
      - httpApi: {method: get, path: "/v2/pets/{type}"}
      - http: {method: get, path: closed, private: true}
  broken: {handler: app.broken, events: [{http: {method: get, path: broken}}]}
`

const serverlessCode = `
exports.pets = async (event) => ({ statusCode: 200, body: JSON.stringify({ version: event.version || "1.0", type: event.pathParameters && event.pathParameters.type }) });
exports.broken = async () => { throw new TypeError("no"); };
`

// A REST API and an HTTP API that others wrote are driven by their URL, and their
// errors are read as what they can be.
func TestPeersServerlessOfflineIsDriven(t *testing.T) {
	base := peers.Serverless(t, serverlessYAML, serverlessCode).HTTP
	for name, tt := range map[string]struct {
		gateway, path string
		want          measure.Outcome
		status        int
	}{
		"REST":           {`{api: rest, url: "` + base + `/dev"}`, "/pets/Dog", measure.OutcomeOK, 200},
		"HTTP":           {`{api: http, url: "` + base + `"}`, "/v2/pets/Dog", measure.OutcomeOK, 200},
		"no key":         {`{api: rest, url: "` + base + `/dev"}`, "/closed", measure.OutcomeFunction, 403},
		"key":            {`{api: rest, url: "` + base + `/dev", auth: key, key: "0123456789012345678901"}`, "/closed", measure.OutcomeOK, 200},
		"function error": {`{api: rest, url: "` + base + `/dev"}`, "/broken", measure.OutcomeFunction, 502},
		"no route":       {`{api: rest, url: "` + base + `/dev"}`, "/nowhere", measure.OutcomeFunction, 404},
	} {
		t.Run(name, func(t *testing.T) {
			s := peersScenario(t, tt.gateway, "payloads: [{request: GET "+tt.path+"}]")
			r, err := NewDeployed(t.Context(), Options{Scenario: s, Pace: quick})
			if err != nil {
				t.Fatal(err)
			}
			v := s.Plan().Variants[0]
			if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
				t.Fatal(err)
			}
			if err := r.Apply(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			if got := r.Invoke(t.Context(), v, s.Payloads[0]); got.Outcome != tt.want || got.Status != tt.status || got.Gateway != 0 {
				t.Errorf("%s %q with status %d, want %s with %d", got.Outcome, got.Reason, got.Status, tt.want, tt.status)
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
