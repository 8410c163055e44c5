package onaws

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/faultproxy"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// faulty puts a proxy before the cloud, through which every runner speaks that is
// made from then on.
func (c *fakeCloud) faulty(t *testing.T) *faultproxy.Proxy {
	t.Helper()
	proxy, err := faultproxy.Start(c.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	t.Setenv("AWS_ENDPOINT_URL", proxy.URL)
	return proxy
}

// everything is all that is in the cloud, but for what every change changes: dates
// and revisions.
func (c *fakeCloud) everything(t *testing.T, api *lambda.Client) map[string]string {
	t.Helper()
	found := map[string]string{}
	all, err := api.ListFunctions(t.Context(), &lambda.ListFunctionsInput{FunctionVersion: "ALL"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all.Functions {
		name := *f.FunctionName + ":" + *f.Version
		one, err := api.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: f.FunctionName, Qualifier: f.Version})
		if err != nil {
			t.Fatal(err)
		}
		cfg := one.Configuration
		found[name] = fmt.Sprint(*cfg.MemorySize, *cfg.Timeout, aws.ToString(cfg.Description), *cfg.Role, cfg.Architectures, cfg.Environment.Variables, one.Tags, *cfg.CodeSha256,
			aws.ToInt32(cfg.EphemeralStorage.Size), cfg.SnapStart.ApplyOn)
		if cfg.VpcConfig != nil {
			found[name] += fmt.Sprint(" in ", cfg.VpcConfig.SubnetIds, cfg.VpcConfig.SecurityGroupIds)
		}
		for _, l := range cfg.Layers {
			found[name] += " with " + *l.Arn
		}
		if one.Concurrency != nil {
			found[name] += fmt.Sprint(" reserved ", *one.Concurrency.ReservedConcurrentExecutions)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.logs.groups)) {
		found["log group "+name] = ""
	}
	return found
}

// attempt is what a run does, from the check to the end, with a journal on disk.
func attempt(ctx context.Context, r *Runner) error {
	variants := r.scenario.Plan().Variants
	if err := r.Check(ctx, variants); err != nil {
		return err
	}
	for _, v := range variants {
		if err := r.Apply(ctx, v); err != nil {
			return err
		}
		if s := r.Invoke(ctx, v, hello); !s.OK() {
			return fmt.Errorf("the invocation ended with %s: %s", s.Outcome, s.Reason)
		}
	}
	if err := r.Recycle(ctx, variants[0]); err != nil {
		return err
	}
	return r.Restore(ctx)
}

// journalled gives a runner the journal of a run directory, as cmd does.
func journalled(t *testing.T, r *Runner, dir rundir.Dir) *rundir.Journal {
	t.Helper()
	j, err := dir.OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	r.confirmed = true
	r.UseJournal(j)
	return j
}

// A run that is killed at any of its changing calls, just before the call was
// carried out or just after, leaves nothing of ours, and everything of theirs as it
// was, once another process has put back what the journal on disk says.
func TestAKillAtEachCallIsPutBack(t *testing.T) {
	for name, more := range map[string]string{
		"copy":        "",
		"versions":    "mode: versions, ",
		"reserved":    "mode: versions, matrix: {memory_mb: [256, 512], reserved_concurrency: [3]}, ",
		"provisioned": "matrix: {memory_mb: [256, 512], provisioned_concurrency: [1]}, ",
		// A variant of another architecture gets its code by UpdateFunctionCode.
		"architecture":     "matrix: {memory_mb: [256], architecture: [x86_64, arm64]}, ",
		"network":          "matrix: {memory_mb: [256], " + elsewhere + "}, ",
		"network versions": "mode: versions, matrix: {memory_mb: [256], " + elsewhere + "}, ",
		"tmp versions":     "mode: versions, matrix: {memory_mb: [256, 512], ephemeral_storage: [1024 MB], timeout: [9s]}, ",
	} {
		t.Run(name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, inNetwork)
			if _, err := api.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("hello"), ReservedConcurrentExecutions: aws.Int32(7)}); err != nil {
				t.Fatal(err)
			}
			proxy := cloud.faulty(t)
			before := cloud.everything(t, api)
			for _, done := range []bool{false, true} {
				for n := 1; killed(t, cloud, proxy, more, n, done); n++ {
					if after := cloud.everything(t, api); !reflect.DeepEqual(after, before) {
						t.Fatalf("killed at change %d (done: %v), it is put back to\n%v\nwhere it was\n%v", n, done, after, before)
					}
				}
			}
		})
	}
}

// elsewhere is a network that the function is not in, with snapshots that it has not.
const elsewhere = "vpc: [none, {subnets: [subnet-2, subnet-3], security_groups: [sg-2]}], snap_start: [published]"

// inNetwork deploys a function of a runtime that has snapshots into a network.
func inNetwork(in *lambda.CreateFunctionInput) {
	in.Runtime = types.RuntimePython313
	in.VpcConfig = &types.VpcConfig{SubnetIds: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}
}

// everyPackage is a runner whose package is for each architecture.
func (c *fakeCloud) everyPackage(t *testing.T, more string) *Runner {
	t.Helper()
	r := c.runner(t, more, 256, 512)
	r.target.Function.Code = map[string]string{"arm64": scenarios.SamePackage}
	return r
}

// killed kills a run at its n-th change, has another process put back, and reports
// whether there was such a change.
func killed(t *testing.T, cloud *fakeCloud, proxy *faultproxy.Proxy, more string, n int, done bool) bool {
	t.Helper()
	dir := rundir.Dir(t.TempDir())
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	proxy.Set(faultproxy.Killed(n, done, kill))
	crashed := cloud.everyPackage(t, more)
	journalled(t, crashed, dir)
	err := attempt(ctx, crashed)
	changes := proxy.Changes()
	if len(changes) < n {
		if err != nil {
			t.Fatalf("a run that nothing goes wrong with ends with %v", err)
		}
		if n < 8 {
			t.Fatalf("only %v change anything", changes)
		}
		return false
	}
	if err == nil {
		t.Fatalf("a run that is killed at %s ends well", changes[n-1])
	}
	if done { // the process that puts back is killed, too, at its first call
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		proxy.Set(faultproxy.Killed(1, true, kill))
		second := cloud.everyPackage(t, more)
		_ = runners.PutBack(ctx, second, journalled(t, second, dir), "test", nil)
	}
	proxy.Set(nil)
	restorer := cloud.everyPackage(t, more)
	journal := journalled(t, restorer, dir)
	if err := runners.PutBack(t.Context(), restorer, journal, "test", nil); err != nil {
		t.Fatalf("after a kill at %s (done: %v): %v", changes[n-1], done, err)
	}
	if left := journal.Outstanding(); len(left) > 0 {
		t.Fatalf("after a kill at %s: %v is outstanding", changes[n-1], left)
	}
	return true
}

// A control plane that throttles every call a few times makes a run slower, and
// nothing else.
func TestAThrottledControlPlane(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	proxy := cloud.faulty(t)
	proxy.Set(faultproxy.Throttled(3))
	r := cloud.runner(t, "", 256, 512)
	journalled(t, r, rundir.Dir(t.TempDir()))
	if err := attempt(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	proxy.Set(nil)
	cloud.hasNothingOfOurs(t, api)
	proxy.Set(faultproxy.Throttled(100))
	if err := attempt(t.Context(), cloud.runner(t, "", 256)); err == nil || !strings.Contains(err.Error(), "it was throttled") {
		t.Errorf("a control plane that is throttled without end: %v", err)
	}
}

// What a run may no longer do half-way it says, with the remedy; what is left is
// put back once it may again.
func TestPermissionsAndCredentialsAreLostHalfWay(t *testing.T) {
	for name, test := range map[string]struct {
		fault func() faultproxy.Fault
		want  string
	}{
		"permission":  {func() faultproxy.Fault { return faultproxy.Denied(4) }, "allow lambda:"},
		"credentials": {func() faultproxy.Fault { return faultproxy.Expired(12) }, "log in again"},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, nil)
			proxy := cloud.faulty(t)
			dir := rundir.Dir(t.TempDir())
			proxy.Set(test.fault())
			r := cloud.runner(t, "", 256, 512)
			journal := journalled(t, r, dir)
			err := attempt(t.Context(), r)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the run ends with %v", err)
			}
			if err := r.Restore(t.Context()); err == nil || len(journal.Outstanding()) == 0 {
				t.Errorf("it puts back what it may not: %v", err)
			}
			proxy.Set(nil)
			restorer := cloud.runner(t, "", 256, 512)
			if err := runners.PutBack(t.Context(), restorer, journalled(t, restorer, dir), "test", nil); err != nil {
				t.Error(err)
			}
			cloud.hasNothingOfOurs(t, api)
		})
	}
}

// Answers of the configuration of before are told from those of a variant.
func TestAnOldConfigurationAnswersFirst(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	cloud.faulty(t).Set(faultproxy.Stale(2, 1024))
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, true, false} {
		if s := r.Invoke(t.Context(), v, hello); s.Stale != want {
			t.Errorf("answer %d: %+v", i+1, s)
		}
	}
	if err := errors.Join(r.Restore(t.Context())); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}
