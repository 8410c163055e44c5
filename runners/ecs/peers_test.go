//go:build peers

package ecs

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// moto is a server of moto (PyPI), which speaks ECS and ELBv2 on the wire but
// starts no tasks: the test starts those that the scheduler would, and puts them
// into the target group.
type moto struct {
	t        *testing.T
	endpoint string
	ecs      *ecs.Client
	elb      *elb.Client
	config   aws.Config
	subnet   string
	group    string // security group
	balancer string // target group
}

// startMoto starts the server, whose services have as many running tasks from
// the start as these have.
func startMoto(t *testing.T, tasks int) *moto {
	t.Helper()
	m := &moto{t: t, endpoint: peers.Moto(t, fmt.Sprintf("MOTO_ECS_SERVICE_RUNNING=%d", tasks))}
	// moto's tasks begin in RUNNING and go one state on towards STOPPED with each
	// look at them, unless told to stay.
	stay := strings.NewReader(`{"model_name": "ecs::task", "transition": {"progression": "manual", "times": 1000000}}`)
	answer, err := http.Post(m.endpoint+"/moto-api/state-manager/set-transition", "application/json", stay)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if m.config, err = cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"}); err != nil {
		t.Fatal(err)
	}
	m.ecs, m.elb = ecs.NewFromConfig(m.config), elb.NewFromConfig(m.config)
	m.prepare()
	return m
}

// ec2 asks EC2 for the first ID of a form.
func (m *moto) ec2(action, form string) string {
	m.t.Helper()
	request, _ := http.NewRequest(http.MethodPost, m.endpoint, strings.NewReader(url.Values{"Action": {action}, "Version": {"2016-11-15"}}.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		m.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return regexp.MustCompile(form).FindString(string(body))
}

// prepare makes what an account has before a run.
func (m *moto) prepare() {
	t, ctx := m.t, m.t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m.subnet, m.group = m.ec2("DescribeSubnets", `subnet-[0-9a-f]+`), m.ec2("DescribeSecurityGroups", `sg-[0-9a-f]+`)
	vpc := m.ec2("DescribeSubnets", `vpc-[0-9a-f]+`)
	_, err := m.ecs.CreateCluster(ctx, &ecs.CreateClusterInput{ClusterName: aws.String("bench")})
	must(err)
	_, err = m.ecs.RegisterTaskDefinition(ctx, &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("orders"), Cpu: aws.String("1024"), Memory: aws.String("2048"), NetworkMode: types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate}, ExecutionRoleArn: aws.String("arn:aws:iam::123456789012:role/pull"),
		ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("web"), Image: aws.String("orders:9"), Memory: aws.Int32(1024),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(8080)}}}},
	})
	must(err)
	group, err := m.elb.CreateTargetGroup(ctx, &elb.CreateTargetGroupInput{Name: aws.String("bench"), TargetType: elbtypes.TargetTypeEnumIp, Port: aws.Int32(8080), Protocol: elbtypes.ProtocolEnumHttp, VpcId: &vpc})
	must(err)
	m.balancer = *group.TargetGroups[0].TargetGroupArn
	lb, err := m.elb.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{Name: aws.String("bench"), Subnets: []string{m.subnet}})
	must(err)
	_, err = m.elb.CreateListener(ctx, &elb.CreateListenerInput{LoadBalancerArn: lb.LoadBalancers[0].LoadBalancerArn, Port: aws.Int32(80), Protocol: elbtypes.ProtocolEnumHttp,
		DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: &m.balancer}}})
	must(err)
}

// schedule starts the tasks of a service, as ECS's scheduler would, in the
// target group.
func (m *moto) schedule(service string, n int) {
	m.t.Helper()
	out, err := m.ecs.RunTask(m.t.Context(), &ecs.RunTaskInput{
		Cluster: aws.String("bench"), TaskDefinition: aws.String("orders"), Count: aws.Int32(int32(n)), LaunchType: types.LaunchTypeFargate, Group: aws.String("service:" + service),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{m.subnet}, SecurityGroups: []string{m.group}}},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	for _, task := range out.Tasks {
		if _, err := m.elb.RegisterTargets(m.t.Context(), &elb.RegisterTargetsInput{TargetGroupArn: &m.balancer, Targets: []elbtypes.TargetDescription{{Id: aws.String(addressOf(task)), Port: aws.Int32(8080)}}}); err != nil {
			m.t.Fatal(err)
		}
	}
}

// What the runner sends and reads is what moto, written by others, takes and
// gives: a service of each step, its tasks and their targets, and all of it
// removed.
func TestPeersMotoTakesAWholeRun(t *testing.T) {
	m := startMoto(t, 3)
	front := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer front.Close()
	s, err := scenarios.Parse("orders.yaml", t.TempDir(), []byte(fmt.Sprintf(`version: 1
name: orders
target:
  kind: container
  provider: aws
  container: {start_timeout: 20s, cluster: bench, task_definition: "orders:1", subnets: [%s], security_groups: [%s], target_group: %q, url: %q}
matrix: {vcpu: [0.5], memory_mb: [1024], architecture: [arm64]}
load: {concurrency: 1, invocations: 3}
`, m.subnet, m.group, m.balancer, front.URL)))
	if err != nil {
		t.Fatal(err)
	}
	journal, err := rundir.Dir(t.TempDir()).OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	r := New(s, 0, func(string) {})
	v := s.Plan().Variants[0]
	if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
		t.Fatal(err)
	}
	r.UseJournal(journal)
	m.schedule(r.named(v), 3)
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if sample := r.Invoke(t.Context(), v, s.Payloads[0]); !sample.OK() {
		t.Errorf("%+v", sample)
	}
	m.looksRight(r.named(v), r)
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.isClean(r.named(v))
}

// looksRight checks what moto has of the run.
func (m *moto) looksRight(name string, r *Runner) {
	t := m.t
	definition, err := m.ecs.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: &name, Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags}})
	if err != nil {
		t.Fatal(err)
	}
	d := definition.TaskDefinition
	if *d.Cpu != "512" || *d.Memory != "1024" || d.RuntimePlatform.CpuArchitecture != types.CPUArchitectureArm64 || *d.ExecutionRoleArn != "arn:aws:iam::123456789012:role/pull" || len(definition.Tags) != 2 {
		t.Errorf("%+v %v", d, definition.Tags)
	}
	out, err := m.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: aws.String("bench"), Services: []string{name}, Include: []types.ServiceField{types.ServiceFieldTags}})
	if err != nil {
		t.Fatal(err)
	}
	s := out.Services[0]
	if len(s.Tags) != 2 || *s.Tags[0].Key != cloud.RunTag || *s.LoadBalancers[0].ContainerName != "web" || *s.LoadBalancers[0].ContainerPort != 8080 {
		t.Errorf("%+v", s)
	}
	for _, l := range r.Launches() {
		if l.Healthy.IsZero() || l.Environment == "" {
			t.Errorf("%+v", l)
		}
	}
	if n := len(r.Launches()); n != 3 {
		t.Errorf("%d launches", n)
	}
}

// isClean checks that nothing of the run is left, and the template is.
func (m *moto) isClean(name string) {
	t := m.t
	out, err := m.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: aws.String("bench"), Services: []string{name}})
	if err != nil || len(out.Services) == 1 && *out.Services[0].Status != statusInactive {
		t.Errorf("%+v %v", out, err)
	}
	tasks, err := m.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: aws.String("bench"), DesiredStatus: types.DesiredStatusRunning})
	if err != nil || len(tasks.TaskArns) > 0 {
		t.Errorf("%v %v", tasks.TaskArns, err)
	}
	for _, status := range []types.TaskDefinitionStatus{types.TaskDefinitionStatusActive, types.TaskDefinitionStatusInactive} {
		list, err := m.ecs.ListTaskDefinitions(t.Context(), &ecs.ListTaskDefinitionsInput{Status: status})
		if want := map[types.TaskDefinitionStatus]int{types.TaskDefinitionStatusActive: 1}[status]; err != nil || len(list.TaskDefinitionArns) != want {
			t.Errorf("%s: %v %v", status, list.TaskDefinitionArns, err)
		}
	}
}

// Without a journal, what the tagging API lists is removed. moto does not speak
// the protocol that the SDK speaks to that API, so the list is the test's.
func TestPeersMotoSweeps(t *testing.T) {
	m := startMoto(t, 0)
	name := "sweetspot-20261122T150405Z-orders-ab12-orders-1"
	tags := []types.Tag{{Key: aws.String(cloud.RunTag), Value: aws.String("r1")}}
	d, err := m.ecs.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{Family: &name, Tags: tags, ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("web"), Image: aws.String("a"), Memory: aws.Int32(128)}}})
	if err != nil {
		t.Fatal(err)
	}
	service, err := m.ecs.CreateService(t.Context(), &ecs.CreateServiceInput{Cluster: aws.String("bench"), ServiceName: &name, TaskDefinition: d.TaskDefinition.TaskDefinitionArn, DesiredCount: aws.Int32(1), Tags: tags})
	if err != nil {
		t.Fatal(err)
	}
	sweeper := &sweeper{runner: &Runner{clock: wallClock, aws: open(m.config)}, find: func(context.Context) ([]cloud.Tagged, error) {
		return []cloud.Tagged{{ARN: *d.TaskDefinition.TaskDefinitionArn, Run: "r1"}, {ARN: *service.Service.ServiceArn, Run: "r1"}, {ARN: "arn:aws:ecs:us-east-1:123456789012:service/bench/orders", Run: "r1"}}, nil
	}}
	left, err := sweeper.Leftovers(t.Context())
	if err != nil || len(left) != 2 || !strings.Contains(left[0].Resource, ":service/") || left[0].Run != "r1" {
		t.Fatalf("%+v %v", left, err)
	}
	for _, l := range left {
		if err := sweeper.Remove(t.Context(), l); err != nil {
			t.Errorf("%s: %v", l.Resource, err)
		}
	}
	if again, err := sweeper.Leftovers(t.Context()); err != nil || len(again) > 0 {
		t.Errorf("%+v %v", again, err)
	}
	m.isClean(name)
}
