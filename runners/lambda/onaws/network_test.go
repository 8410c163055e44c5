package onaws

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Each variant's version is in its network and has its snapshots, in either mode.
func TestNetworksAndSnapshotsReachTheVersions(t *testing.T) {
	for _, mode := range []string{"copy", "versions"} {
		t.Run(mode, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, inNetwork)
			r := cloud.runnerOf(t, "mode: "+mode+`,
matrix:
  memory_mb: [512]
  vpc: [own, none, {subnets: [subnet-2, subnet-3], security_groups: [sg-2]}]
  snap_start: [none, published]
`)
			r.confirmed = true
			variants := r.scenario.Plan().Variants
			if err := r.Check(t.Context(), variants); err != nil {
				t.Fatal(err)
			}
			for _, v := range variants {
				if err := r.Apply(t.Context(), v); err != nil {
					t.Fatal(err)
				}
				at, _ := r.at(v)
				c, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: &r.host, Qualifier: &at.number})
				if err != nil {
					t.Fatal(err)
				}
				want := map[string][]string{"own": {"subnet-1", "sg-1"}, "none": {}}[v.Setting("vpc")]
				if want == nil {
					want = []string{"subnet-2", "subnet-3", "sg-2"}
				}
				if got := slices.Concat(c.VpcConfig.SubnetIds, c.VpcConfig.SecurityGroupIds); !slices.Equal(got, want) {
					t.Errorf("%s: in %v, want %v", r.scenario.Label(v), got, want)
				}
				snaps := map[string]types.SnapStartApplyOn{"none": types.SnapStartApplyOnNone, "published": types.SnapStartApplyOnPublishedVersions}[v.Setting("snap_start")]
				if c.SnapStart.ApplyOn != snaps {
					t.Errorf("%s: snapshots %s", r.scenario.Label(v), c.SnapStart.ApplyOn)
				}
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Fatal(err)
			}
			cloud.hasNothingOfOurs(t, api)
			now, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("hello")})
			if err != nil || now.SnapStart.ApplyOn != types.SnapStartApplyOnNone || !slices.Equal(now.VpcConfig.SubnetIds, []string{"subnet-1"}) || !slices.Equal(now.VpcConfig.SecurityGroupIds, []string{"sg-1"}) {
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
}
