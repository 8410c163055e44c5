package ecs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// server answers as a task does, and says its CPU.
func server(t *testing.T) (port int) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Cpu", "Intel(R) Xeon(R) Platinum 8375C")
		if r.URL.Path != "/work" && r.URL.Path != "/ready" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, _ = strconv.Atoi(u.Port())
	return port
}

// scenario is one of two sizes; container and more are further keys of the
// container and of the scenario.
func scenario(t *testing.T, container, more string) *scenarios.Scenario {
	t.Helper()
	src := `version: 1
name: orders
target:
  kind: container
  provider: aws
  container:
    cluster: bench
    task_definition: orders
    subnets: [subnet-0123456789abcdef0]
    health: /ready
    request: {method: GET, path: /work}
    ` + container + `
matrix: {sizes: [{vcpu: 0.25, memory_mb: 512}, {vcpu: 1, memory_mb: 2048}]}
load: {concurrency: 1, invocations: 4}
` + more
	s, err := scenarios.Parse("orders.yaml", t.TempDir(), []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// behindLoadBalancer are the keys of a service in a target group, whose load
// balancer is a server on this machine.
const behindLoadBalancer = `target_group: "` + fakeGroup + `"
    url: "http://127.0.0.1:9"`

// start makes a runner on the fake, checked, with a journal.
func start(t *testing.T, f *fake, s *scenarios.Scenario) (*Runner, *[]string) {
	t.Helper()
	r, warnings := fresh(f, s)
	journal, err := rundir.Dir(t.TempDir()).OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
		t.Fatal(err)
	}
	if len(f.changed) > 0 {
		t.Fatalf("Check changed something: %v", f.changed)
	}
	r.UseJournal(journal)
	*warnings = nil // of Check
	return r, warnings
}

func fresh(f *fake, s *scenarios.Scenario) (*Runner, *[]string) {
	var warnings []string
	r := New(s, 0, func(text string) { warnings = append(warnings, text) })
	r.aws, r.clock = f.platform(), f.clock()
	return r, &warnings
}

func apply(t *testing.T, r *Runner, v scenarios.Variant) {
	t.Helper()
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
}

func restore(t *testing.T, f *fake, r *Runner) {
	t.Helper()
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
	if left := f.remains(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if left := r.journal.Outstanding(); len(left) > 0 {
		t.Errorf("outstanding: %v", left)
	}
	f.theirs(t)
}

func TestVariantsRunInServicesOfTheirOwn(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "cpu_header: X-Cpu\n    env: {MODE: bench}", "")
	r, warnings := start(t, f, s)
	variants := s.Plan().Variants
	for _, v := range append(variants, variants...) {
		apply(t, r, v)
		seen := map[string]bool{}
		for i := range 4 {
			sample := r.Invoke(t.Context(), v, s.Payloads[0])
			if !sample.OK() {
				t.Fatalf("%+v", sample)
			}
			if fresh := sample.Cold == measure.ColdProactive; fresh && (sample.Init < fakeRunning || sample.Init > fakeRunning+pollEvery) {
				t.Errorf("request %d: init %s", i, sample.Init)
			}
			seen[sample.Environment] = true
		}
		if len(seen) != 3 {
			t.Errorf("%d tasks served", len(seen))
		}
	}
	if len(*warnings) > 0 {
		t.Error(*warnings)
	}
	small := f.definitions["arn:aws:ecs:us-east-1:123456789012:task-definition/"+r.named(variants[0])+":1"]
	web := small.ContainerDefinitions[0]
	if *small.Cpu != "256" || *small.Memory != "512" || small.RuntimePlatform.CpuArchitecture != types.CPUArchitectureX8664 || *small.TaskRoleArn != "arn:aws:iam::123456789012:role/orders" {
		t.Errorf("%+v", small)
	}
	if len(web.Environment) != 1 || *web.Environment[0].Value != "bench" || web.LogConfiguration.Options["awslogs-group"] != "/orders" || web.Cpu != 0 || web.MemoryReservation != nil {
		t.Errorf("%+v", web)
	}
	launches := r.Launches()
	if len(launches) != 6 {
		t.Errorf("%d launches", len(launches))
	}
	for _, l := range launches {
		if l.CPU != "Intel(R) Xeon(R) Platinum 8375C" || l.Started.Sub(l.Created) != fakeRunning || l.PullStopped.Sub(l.PullStarted) != 6*time.Second || l.StartUp() < fakeRunning || l.StartUp() > fakeRunning+pollEvery+time.Second {
			t.Errorf("%+v", l)
		}
	}
	restore(t, f, r)
	if again := r.Restore(t.Context()); again != nil {
		t.Error(again)
	}
}

func TestHealthIsWhatIsAsked(t *testing.T) {
	for name, test := range map[string]struct {
		container string
		check     bool
		least     time.Duration
	}{
		"our request":       {"", false, fakeRunning},
		"the container's":   {"", true, fakeChecked},
		"the load balancer": {behindLoadBalancer, false, fakeTargeted},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(server(t))
			if test.check {
				f.definitions[fakeTemplate].ContainerDefinitions[0].HealthCheck = &types.HealthCheck{Command: []string{"true"}}
				f.health = true
			}
			s := scenario(t, test.container, "")
			r, _ := start(t, f, s)
			apply(t, r, s.Plan().Variants[0])
			for _, l := range r.Launches() {
				if l.StartUp() < test.least || l.StartUp() > test.least+pollEvery+time.Second {
					t.Errorf("healthy after %s", l.StartUp())
				}
			}
			restore(t, f, r)
		})
	}
}

func TestOnlyOneVariantIsBehindTheLoadBalancer(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, behindLoadBalancer, "")
	r, _ := start(t, f, s)
	for _, b := range s.Plan().Blocks {
		v := s.Plan().Variants[b.Variant]
		apply(t, r, v)
		for name, service := range f.services {
			if want := map[bool]int{true: 3}[name == r.named(v)]; name != "orders" && service.desired != want {
				t.Errorf("round %d: %s has %d tasks", b.Round, name, service.desired)
			}
		}
		if states, _ := r.targets(t.Context()); len(states) != 3 {
			t.Errorf("%d targets", len(states))
		}
	}
	if n := len(r.Launches()); n < 12 {
		t.Errorf("%d launches in three rounds of two sizes", n)
	}
	restore(t, f, r)
}

func TestFewReplicasAreReplacedUntilThreeWereSeen(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "replicas: 1", "")
	r, _ := start(t, f, s)
	v := s.Plan().Variants[0]
	seen := map[string]bool{}
	for range 5 {
		apply(t, r, v)
		seen[r.Invoke(t.Context(), v, s.Payloads[0]).Environment] = true
	}
	if len(seen) != leastTasks {
		t.Errorf("%d tasks in five rounds", len(seen))
	}
	restore(t, f, r)
}

func TestScalingStepIsMeasured(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "scale_to: 5", "")
	r, _ := start(t, f, s)
	v := s.Plan().Variants[1]
	apply(t, r, v)
	apply(t, r, v)
	steps := r.Scalings()
	if len(steps) != 1 || steps[0].From != 3 || steps[0].To != 5 || steps[0].Variant != v.Index {
		t.Fatalf("%+v", steps)
	}
	if got := steps[0]; got.Running < fakeRunning || got.Running > fakeRunning+time.Second || got.Healthy < got.Running || got.Healthy > got.Running+2*pollEvery {
		t.Errorf("%+v", got)
	}
	if n := len(f.services[r.named(v)].wanted()); n != 3 {
		t.Errorf("%d tasks afterwards", n)
	}
	restore(t, f, r)
	if n := len(r.Launches()); n != 5 {
		t.Errorf("%d launches in all", n)
	}
}

func TestRecycleSendsToANewTask(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "cold_starts: {samples: 3}\n")
	r, _ := start(t, f, s)
	v := s.Plan().Variants[0]
	apply(t, r, v)
	known := map[string]bool{}
	for range 6 {
		known[r.Invoke(t.Context(), v, s.Payloads[0]).Environment] = true
	}
	for range 3 {
		if err := r.Recycle(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		sample := r.Invoke(t.Context(), v, s.Payloads[0])
		if known[sample.Environment] || sample.Cold != measure.ColdProactive || sample.Init < fakeRunning {
			t.Errorf("%+v", sample)
		}
		known[sample.Environment] = true
	}
	if len(r.Launches()) != 6 {
		t.Errorf("%d launches", len(r.Launches()))
	}
	restore(t, f, r)
}

func TestRollOutThatFailsSaysWhy(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	f.breaks = "CannotPullContainerError: pull image manifest has been retried 5 time(s): orders:9: not found"
	err := r.Apply(t.Context(), s.Plan().Variants[0])
	if err == nil {
		t.Fatal("it came up")
	}
	for _, part := range []string{"does not come up", "circuit breaker: tasks failed to start", "CannotPullContainerError", "deployment failed"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("without %q: %v", part, err)
		}
	}
	restore(t, f, r)
}

func TestTasksThatNeverAnswerEndTheWait(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "start_timeout: 2m", "")
	r, _ := start(t, f, s)
	f.address = "127.0.0.1:0" // nobody listens
	err := r.Apply(t.Context(), s.Plan().Variants[0])
	if err == nil || !strings.Contains(err.Error(), "0 of 3 tasks are healthy, 3 run") || !strings.Contains(err.Error(), "no answer at http://") {
		t.Error(err)
	}
	restore(t, f, r)
}

func TestWhatIsNotKnownYetIsWaitedFor(t *testing.T) {
	f := newFake(server(t))
	f.lag = 6 * time.Second
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	apply(t, r, s.Plan().Variants[0])
	restore(t, f, r)
}

func TestThrottledCallsAreMadeAgain(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	began := f.now
	f.throttles = 3
	apply(t, r, s.Plan().Variants[0])
	if f.now.Sub(began) < 7*time.Second {
		t.Errorf("paused %s", f.now.Sub(began))
	}
	f.throttles = 100
	err := r.Apply(t.Context(), s.Plan().Variants[1])
	if err == nil || !strings.Contains(err.Error(), "ecs:RegisterTaskDefinition was throttled 7 times in a row: ThrottlingException: Rate exceeded") {
		t.Error(err)
	}
	f.throttles = 0
	restore(t, f, r)
}

func TestDeniedCallNamesThePermission(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	f.refuse[actionCreate] = refused("AccessDeniedException", "User: arn:aws:iam::123456789012:user/a is not authorized to perform: iam:PassRole")
	err := r.Apply(t.Context(), s.Plan().Variants[0])
	if err == nil || !strings.Contains(err.Error(), "iam:PassRole; allow ecs:CreateService") {
		t.Error(err)
	}
	restore(t, f, r)
}

func TestDeadTasksAreToldOf(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, warnings := start(t, f, s)
	v := s.Plan().Variants[0]
	apply(t, r, v)
	f.services[r.named(v)].tasks[0].stop(f.now, types.TaskStopCodeEssentialContainerExited, "Essential container in task exited")
	apply(t, r, v)
	apply(t, r, v)
	if len(*warnings) != 1 || !strings.Contains((*warnings)[0], "tasks ended by themselves (1): Essential container in task exited") {
		t.Error(*warnings)
	}
	restore(t, f, r)
}

// What a dry run lists is what the run then does, call by call.
func TestCallsAreThoseOfTheRun(t *testing.T) {
	for name, test := range map[string]struct{ container, more string }{
		"plain":           {"", ""},
		"cold and scaled": {"scale_to: 4", "cold_starts: {samples: 2}\n"},
		"one replica":     {"replicas: 1", "repeat: 4\n"},
		"load balancer":   {behindLoadBalancer, "seed: 3\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(server(t))
			s := scenario(t, test.container, test.more)
			r, _ := start(t, f, s)
			plan := s.Plan()
			calls, err := r.Calls(t.Context(), plan.Variants)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range plan.Blocks {
				v := plan.Variants[b.Variant]
				apply(t, r, v)
				for range forced(s, plan, b.Round) {
					if err := r.Recycle(t.Context(), v); err != nil {
						t.Fatal(err)
					}
				}
			}
			restore(t, f, r)
			var foreseen []string
			for _, c := range calls {
				foreseen = append(foreseen, c.Action+" "+c.Resource)
			}
			if !slices.Equal(foreseen, f.changed) {
				t.Errorf("foreseen\n%s\nmade\n%s", strings.Join(foreseen, "\n"), strings.Join(f.changed, "\n"))
			}
		})
	}
}

func forced(s *scenarios.Scenario, plan *scenarios.Plan, round int) int {
	if s.ColdStarts == nil {
		return 0
	}
	return runners.Share(s.ColdStarts.Samples, plan.Rounds, round)
}

// A process that dies before any changing call, or after it with its answer lost,
// leaves a journal from which a new one removes everything.
func TestKilledRunIsPutBack(t *testing.T) {
	port := server(t)
	rapid.Check(t, func(rt *rapid.T) {
		container := rapid.SampledFrom([]string{"", "scale_to: 4", "replicas: 1", behindLoadBalancer}).Draw(rt, "container")
		cold := ""
		if !strings.Contains(container, "url:") && rapid.Bool().Draw(rt, "cold") {
			cold = "cold_starts: {samples: 2}\n"
		}
		f := newFake(port)
		f.lag = time.Duration(rapid.IntRange(0, 6).Draw(rt, "lag")) * time.Second
		s := scenario(t, container, cold)
		dir := rundir.Dir(t.TempDir())
		journal, err := dir.OpenJournal()
		if err != nil {
			rt.Fatal(err)
		}
		dieAt := rapid.IntRange(1, 24).Draw(rt, "die at")
		r, _ := fresh(f, s)
		if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
			rt.Fatal(err)
		}
		r.UseJournal(journal)
		killed := run(t.Context(), f, r, s, dieAt, rapid.Bool().Draw(rt, "answer lost"))
		_ = journal.Close()
		f.about, f.alter = nil, nil
		f.throttles = rapid.IntRange(0, 3).Draw(rt, "throttles")
		again, err := dir.OpenJournal()
		if err != nil {
			rt.Fatal(err)
		}
		next, _ := fresh(f, s)
		next.UseJournal(again)
		if err := next.Restore(t.Context()); err != nil {
			rt.Fatalf("killed %t at call %d: %v", killed, dieAt, err)
		}
		if left := f.remains(); len(left) > 0 || len(again.Outstanding()) > 0 {
			rt.Fatalf("killed %t at call %d (%v): left %v, outstanding %v", killed, dieAt, f.changed, left, again.Outstanding())
		}
		_ = again.Close()
		f.theirs(rt)
	})
}

// run drives a whole plan until the process is killed at a changing call: before
// it is made, or once it was.
func run(ctx context.Context, f *fake, r *Runner, s *scenarios.Scenario, dieAt int, lost bool) (killed bool) {
	defer func() { killed = recover() != nil }()
	die := func() {
		if dieAt--; dieAt <= 0 {
			panic("killed")
		}
	}
	if lost {
		f.alter = die
	} else {
		f.about = die
	}
	plan := s.Plan()
	for _, b := range plan.Blocks {
		v := plan.Variants[b.Variant]
		if r.Apply(ctx, v) != nil {
			panic("it failed by itself")
		}
		for range forced(s, plan, b.Round) {
			_ = r.Recycle(ctx, v)
		}
	}
	_ = r.Restore(ctx)
	return false
}

func TestExamineFindsWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		container string
		change    func(f *fake, s *scenarios.Scenario)
		want      string
	}{
		"cluster":    {"", func(_ *fake, s *scenarios.Scenario) { s.Targets[0].Container.ECS.Cluster = "other" }, "cluster: there is no cluster other in us-east-1"},
		"definition": {"", func(_ *fake, s *scenarios.Scenario) { s.Targets[0].Container.ECS.TaskDefinition = "other" }, "task definition: cannot read other: ecs:DescribeTaskDefinition: ClientException"},
		"EC2 only": {"", func(f *fake, _ *scenarios.Scenario) {
			f.definitions[fakeTemplate].Compatibilities = []types.Compatibility{types.CompatibilityEc2}
		}, "cannot run on Fargate: ECS finds it compatible with EC2"},
		"bridge": {"", func(f *fake, _ *scenarios.Scenario) {
			f.definitions[fakeTemplate].NetworkMode = types.NetworkModeBridge
		}, `has the network mode "bridge"`},
		"no port":       {"port: 81", nil, "does not map the port 81"},
		"no container":  {"container: db", nil, "has no container db"},
		"quota":         {"", func(f *fake, _ *scenarios.Scenario) { f.quota = 3 }, "needs up to 3.75 vCPU of Fargate at a time, and the account may have 3"},
		"target group":  {`target_group: "` + strings.Replace(fakeGroup, "bench", "other", 1) + "\"\n    url: \"http://127.0.0.1:9\"", nil, "TargetGroupNotFound"},
		"others' group": {behindLoadBalancer, func(f *fake, _ *scenarios.Scenario) { f.foreign = []string{"10.1.0.1"} }, "bench has 1 target already"},
		"denied": {"", func(f *fake, _ *scenarios.Scenario) {
			f.refuse["ecs:DescribeClusters"] = refused("AccessDeniedException", "no")
		}, "allow ecs:DescribeClusters"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(8080)
			s := scenario(t, test.container, "")
			if test.change != nil {
				test.change(f, s)
			}
			r, _ := fresh(f, s)
			err := r.Check(t.Context(), s.Plan().Variants)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, not %q", err, test.want)
			}
			if len(f.changed) > 0 {
				t.Errorf("Check changed %v", f.changed)
			}
		})
	}
}

func TestExamineTellsWhatIsNotKnown(t *testing.T) {
	f := newFake(8080)
	f.quota = 0
	s := scenario(t, "replicas: 1", "repeat: 2\n")
	s.Targets[0].Matrix.Architecture = []string{"arm64"}
	r, _ := fresh(f, s)
	text := fmt.Sprint(r.Examine(t.Context(), s.Plan().Variants))
	for _, part := range []string{"how many the account may have is unknown", "measured on 2 tasks: Fargate hands out different CPUs", "will not be known: ECS does not tell it",
		"the task definition is for X86_64", "go without the CPU or memory that container web reserves", "private addresses"} {
		if !strings.Contains(text, part) {
			t.Errorf("without %q: %s", part, text)
		}
	}
}

func TestPermissionsCoverEveryCall(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, behindLoadBalancer, "")
	r, _ := start(t, f, s)
	allowed := map[string][]string{}
	for _, p := range r.Permissions(s.Plan().Variants) {
		if len(p.Resources) == 0 {
			t.Errorf("%s on nothing", p.Action)
		}
		allowed[p.Action] = p.Resources
	}
	calls, _ := r.Calls(t.Context(), s.Plan().Variants)
	for _, c := range calls {
		if allowed[c.Action] == nil {
			t.Errorf("%s is not asked for", c.Action)
		}
	}
	if got := allowed["iam:PassRole"]; !slices.Equal(got, []string{"arn:aws:iam::123456789012:role/pull", "arn:aws:iam::123456789012:role/orders"}) {
		t.Error(got)
	}
	if got := allowed[actionCreate]; !slices.Equal(got, []string{"arn:aws:ecs:us-east-1:*:service/bench/sweetspot-*"}) {
		t.Error(got)
	}
}

func TestPutBackTouchesNothingOfOthers(t *testing.T) {
	f := newFake(8080)
	r, _ := fresh(f, scenario(t, "", ""))
	for _, c := range []runners.Change{
		{Action: actionCreate, Resource: "service/bench/orders"},
		{Action: actionRegister, Resource: "task-definition/orders"},
	} {
		if err := r.PutBack(t.Context(), c); err == nil || !strings.Contains(err.Error(), "not a name that a run gives") {
			t.Errorf("%s: %v", c.Resource, err)
		}
	}
	if len(f.changed) > 0 {
		t.Error(f.changed)
	}
	f.theirs(t)
}

func TestAddressOfTask(t *testing.T) {
	for want, task := range map[string]types.Task{
		"":         {},
		"10.0.0.4": {Containers: []types.Container{{}, {NetworkInterfaces: []types.NetworkInterface{{PrivateIpv4Address: aws.String("10.0.0.4")}}}}},
		"10.0.0.5": {Attachments: []types.Attachment{{Details: []types.KeyValuePair{{Name: aws.String("macAddress"), Value: aws.String("m")}, {Name: aws.String("privateIPv4Address"), Value: aws.String("10.0.0.5")}}}}},
	} {
		if got := addressOf(task); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// What may not be removed stays in the journal, with what is missing, and goes
// once it is allowed. That one change cannot be undone does not keep the others.
func TestLostPermissionLeavesTheRestToRestore(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	for _, v := range s.Plan().Variants {
		apply(t, r, v)
	}
	f.refuse[actionDelete] = refused("AccessDeniedException", "User is not authorized to perform: ecs:DeleteService")
	err := r.Restore(t.Context())
	if err == nil || strings.Count(err.Error(), "is not put back: ecs:DeleteService: AccessDeniedException") != 2 || !strings.Contains(err.Error(), "allow ecs:DeleteService") {
		t.Error(err)
	}
	if left := r.journal.Outstanding(); len(left) != 2 || left[0].Action != actionCreate || left[1].Action != actionCreate {
		t.Errorf("%+v", left)
	}
	for name, service := range f.services {
		if name != "orders" && len(service.wanted()) > 0 {
			t.Errorf("%s still costs money", name)
		}
	}
	delete(f.refuse, actionDelete)
	restore(t, f, r)
}

// A token that expires in mid-run is named as such.
func TestExpiredTokenIsNamed(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	apply(t, r, s.Plan().Variants[0])
	f.refuse[actionRegister] = refused("ExpiredTokenException", "The security token included in the request is expired")
	err := r.Apply(t.Context(), s.Plan().Variants[1])
	if err == nil || !strings.Contains(err.Error(), "ecs:RegisterTaskDefinition: ExpiredTokenException") || !strings.Contains(err.Error(), "renew the credentials") {
		t.Error(err)
	}
	restore(t, f, r)
}

// An interrupt ends a wait at once, and what was made goes all the same.
func TestInterruptEndsAWait(t *testing.T) {
	f := newFake(server(t))
	s := scenario(t, "", "")
	r, _ := start(t, f, s)
	ctx, cancel := context.WithCancel(t.Context())
	r.clock.wait = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	if err := r.Apply(ctx, s.Plan().Variants[0]); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	r.clock = f.clock()
	restore(t, f, r)
}
