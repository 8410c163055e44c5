//go:build peers

package onaws

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/faultproxy"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// Before moto, too, a control plane that throttles makes a run slower and nothing
// else, and one that takes a permission away has what is left put back once it is
// given again.
func TestPeersMotoBehindFaults(t *testing.T) {
	startMoto(t)
	motoRole(t, "hello")
	c := &fakeCloud{}
	api := c.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.Runtime, in.Handler, in.Code = types.RuntimePython313, aws.String("app.handler"), &types.FunctionCode{ZipFile: script(t, "hello")}
		in.Architectures = []types.Architecture{types.ArchitectureX8664}
	})
	proxy, err := faultproxy.Start(os.Getenv("AWS_ENDPOINT_URL"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	t.Setenv("AWS_ENDPOINT_URL", proxy.URL)
	for name, test := range map[string]struct {
		fault faultproxy.Fault
		want  string // what the run says, "" for nothing
	}{
		"throttled": {faultproxy.Throttled(3), ""},
		"denied":    {faultproxy.Denied(4), "allow lambda:"},
		"expired":   {faultproxy.Expired(12), "log in again"},
	} {
		proxy.Set(test.fault)
		dir := rundir.Dir(t.TempDir())
		r := c.runner(t, "", 256, 512)
		r.fetch = &http.Client{Transport: packages(script(t, "hello"))}
		journalled(t, r, dir)
		err := configured(t, r)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: the run ends with %v", name, err)
		}
		proxy.Set(nil)
		restorer := c.runner(t, "", 256, 512)
		if err := runners.PutBack(t.Context(), restorer, journalled(t, restorer, dir), "test", nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		all, err := api.ListFunctions(t.Context(), &lambda.ListFunctionsInput{FunctionVersion: types.FunctionVersionAll})
		if err != nil || len(all.Functions) != 1 {
			t.Errorf("%s: %+v is left, %v", name, all, err)
		}
	}
}

// configured is a run without its invocations, which moto runs in Docker alone.
func configured(t *testing.T, r *Runner) error {
	t.Helper()
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		return err
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			return err
		}
	}
	return r.Restore(t.Context())
}

// Moto's STS gives a role to whoever asks, and knows who signs with it.
func TestPeersMotoKnowsTheAssumedRole(t *testing.T) {
	startMoto(t)
	motoRole(t, "measures")
	config, err := cloud.Signed(t.Context(), cloud.Access{Region: "us-east-1", Role: "arn:aws:iam::123456789012:role/measures"})
	if err != nil {
		t.Fatal(err)
	}
	who, err := sts.NewFromConfig(config).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Arn != "arn:aws:sts::123456789012:assumed-role/measures/sweetspot" {
		t.Errorf("%+v, %v", who, err)
	}
}
