package gateway

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Examine looks at the API, and says what can be told of it.
func (r *Deployed) Examine(ctx context.Context, _ []scenarios.Variant) []runners.Finding {
	if r.target.Gateway.APIID == "" {
		return append(r.examineFunction(ctx), runners.Finding{
			Level: runners.FindingWarning, What: "gateway", Text: "by its URL alone: its time-out, access log and metrics are not read", Fix: "add gateway.api_id and stage",
		})
	}
	if err := r.read(ctx); err != nil {
		return []runners.Finding{{Level: runners.FindingError, What: "gateway", Text: err.Error(), Fix: "check gateway.api_id, stage, region, profile and role"}}
	}
	f := r.facts
	found := []runners.Finding{{Level: runners.FindingOK, What: "gateway", Text: fmt.Sprintf("%s %s, stage %s: %s", r.target.Gateway.Named(), f.name, f.stage, f.url)}}
	if f.timeout > 0 {
		found = append(found, runners.Finding{Level: runners.FindingOK, What: "integration time-out", Text: check.FormatDuration(f.timeout)})
	}
	if f.throttle != "" {
		found = append(found, runners.Finding{Level: runners.FindingOK, What: "throttle", Text: f.throttle + ", best effort as AWS says"})
	}
	return append(append(found, f.examineLog()), r.examineFunction(ctx)...)
}

// examineLog says what the access log will tell.
func (f *facts) examineLog() runners.Finding {
	const fix = "log as JSON to CloudWatch with requestId, responseLatency, integrationLatency, error.responseType and integrationErrorMessage"
	switch {
	case f.log == nil:
		return runners.Finding{Level: runners.FindingWarning, What: "access log", Fix: fix,
			Text: "none that can be read: the overhead is estimated from metrics, and causes of errors stay unconfirmed"}
	case !f.log.timed():
		return runners.Finding{Level: runners.FindingWarning, What: "access log", Text: "it does not tell latencies; it has " + f.log.hasLogged(), Fix: fix}
	}
	return runners.Finding{Level: runners.FindingOK, What: "access log", Text: f.log.group + " with " + f.log.hasLogged()}
}

// examineFunction looks at the function behind, which the run is to change.
func (r *Deployed) examineFunction(ctx context.Context) []runners.Finding {
	if r.target.Function == nil {
		return nil
	}
	now, err := r.function(ctx, r.target.Function.Name)
	if err == nil {
		err = r.facts.invokes(r.target.Function.Name)
	}
	if err != nil {
		return []runners.Finding{{Level: runners.FindingError, What: "function", Text: err.Error(), Fix: "check target.function.name"}}
	}
	return []runners.Finding{
		{Level: runners.FindingOK, What: "function", Text: fmt.Sprintf("%s has %d MB", r.target.Function.Name, aws.ToInt32(now.MemorySize))},
		{Level: runners.FindingWarning, What: "function", Text: "its memory is changed in place from one variant to the next, for everybody who calls it, and put back",
			Fix: "say --yes, or measure it by itself (kind: function), which changes a copy"},
	}
}

// Permissions are the IAM actions that the run needs.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
func (r *Deployed) Permissions(variants []scenarios.Variant) []runners.Permission {
	g, region := r.target.Gateway, r.target.Region
	var all []runners.Permission
	need := func(action string, resources ...string) {
		all = append(all, runners.Permission{Action: action, Resources: resources})
	}
	if g.Auth == scenarios.AuthIAM && g.API != scenarios.PriceURL {
		need("execute-api:Invoke", "arn:aws:execute-api:"+region+":*:"+orAny(g.APIID)+"/*")
	} else if g.Auth == scenarios.AuthIAM {
		need("lambda:InvokeFunctionUrl", "arn:aws:lambda:"+region+":*:function:*")
	}
	if g.APIID != "" {
		of := map[bool]string{true: "/apis/", false: "/restapis/"}[g.API == scenarios.PriceHTTP]
		need("apigateway:GET", "arn:aws:apigateway:"+region+"::"+of+g.APIID, "arn:aws:apigateway:"+region+"::"+of+g.APIID+"/*")
		need("cloudwatch:GetMetricData", "*")
		need("logs:FilterLogEvents", "arn:aws:logs:"+region+":*:log-group:*")
	}
	for _, v := range variants {
		if v.Setting(scenarios.SettingCache) != "" {
			need(actionCache, "arn:aws:apigateway:"+region+"::/"+r.stageResource())
			break
		}
	}
	if f := r.target.Function; f != nil {
		need("lambda:GetFunctionConfiguration", "arn:aws:lambda:"+region+":*:function:"+f.Name)
		need(actionMemory, "arn:aws:lambda:"+region+":*:function:"+f.Name)
	}
	return all
}

func orAny(id string) string {
	if id == "" {
		return "*"
	}
	return id
}
