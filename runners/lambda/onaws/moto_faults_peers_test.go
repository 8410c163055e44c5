//go:build peers

package onaws

import (
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/faultproxy"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// Before moto, too, a control plane that throttles makes a run slower and nothing
// else, and one that takes a permission away has what is left put back once it is
// given again.
func TestPeersMotoBehindFaults(t *testing.T) {
	peers.Moto(t)
	motoRole(t, "hello")
	c := &fakeCloud{logs: &fakeLogs{}}
	layer := motoLayer(t, c)
	api := c.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.Layers = []string{layer}
		in.Runtime, in.Handler, in.Code = types.RuntimePython313, aws.String("app.handler"), &types.FunctionCode{ZipFile: script(t, "hello")}
		in.Architectures = []types.Architecture{types.ArchitectureX8664}
	})
	before := c.everything(t, api)
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
		err := configured(t, r, layer)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: the run ends with %v", name, err)
		}
		proxy.Set(nil)
		restorer := c.runner(t, "", 256, 512)
		if err := runners.PutBack(t.Context(), restorer, journalled(t, restorer, dir), "test", nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if after := c.everything(t, api); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: it is put back to\n%v\nwhere it was\n%v", name, after, before)
		}
	}
}

// motoLayer publishes a layer, of which it is the ARN.
func motoLayer(t *testing.T, c *fakeCloud) string {
	t.Helper()
	out, err := c.runner(t, "", 512).api.PublishLayerVersion(t.Context(), &lambda.PublishLayerVersionInput{
		LayerName: aws.String("shared"), Content: &types.LayerVersionContentInput{ZipFile: script(t, "layer")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *out.LayerVersionArn
}

// configured is a run without its invocations, which moto runs in Docker alone. Its
// versions have the function's layer.
func configured(t *testing.T, r *Runner, layer string) error {
	t.Helper()
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		return err
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			return err
		}
		at, _ := r.at(v)
		out, err := r.configuration(t.Context(), r.host, at.number)
		if err != nil {
			return err
		}
		if len(out.Layers) != 1 || *out.Layers[0].Arn != layer {
			t.Errorf("%s has the layers %v", r.scenario.Label(v), out.Layers)
		}
	}
	return r.Restore(t.Context())
}

// Moto's STS gives a role to whoever asks, and knows who signs with it.
func TestPeersMotoKnowsTheAssumedRole(t *testing.T) {
	peers.Moto(t)
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
