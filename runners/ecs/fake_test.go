package ecs

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	quotatypes "github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
	"github.com/aws/smithy-go"
)

// fake is ECS, a load balancer and the quotas as far as the runner uses them, in
// virtual time: what is waited for passes at once. Each behaviour beyond keeping
// records has AWS's sentence beside it.
type fake struct {
	now         time.Time
	definitions map[string]*fakeDefinition // by ARN
	revisions   map[string]int             // by family
	services    map[string]*fakeService    // by name
	nextTask    int
	changed     []string // the changing calls, as "ecs:CreateService service/bench/name"

	lag       time.Duration // until a list or a description shows what was made
	breaks    string        // why tasks fail to start, "" if they do not
	throttles int           // calls that are refused before one is taken
	quota     float64       // 0: not permitted to ask
	address   string        // of every task
	health    bool          // the template's container has a health check
	foreign   []string      // addresses in the target group that are not of the run
	refuse    map[string]error
	about     func() // before a changing call is made, nil for nothing
	alter     func() // once it was
}

type fakeDefinition struct {
	types.TaskDefinition
	made time.Time
}

type fakeService struct {
	name, definition, status string
	made                     time.Time
	desired                  int
	tasks                    []*fakeTask
	grouped                  bool
	broken                   int // tasks that failed in the deployment
}

type fakeTask struct {
	id       string
	address  string
	created  time.Time
	stopping time.Time // zero while it is wanted
	code     types.TaskStopCode
	reason   string
}

// How long a task takes, from its creation.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
// has the states PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING,
// STOPPING, DEPROVISIONING, STOPPED.
const (
	fakePending  = 2 * time.Second  // "Amazon ECS has to perform additional steps before the task is launched. For example, for tasks that use the awsvpc network mode, the elastic network interface needs to be provisioned."
	fakeRunning  = 12 * time.Second // after a pull from 3 s to 9 s
	fakeChecked  = 20 * time.Second
	fakeTargeted = 40 * time.Second
	fakeStopped  = 6 * time.Second // from the stop
)

const (
	fakeCluster  = "bench"
	fakeTemplate = "arn:aws:ecs:us-east-1:123456789012:task-definition/orders:7"
	fakeGroup    = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/bench/0123456789abcdef"
)

func newFake(port int) *fake {
	f := &fake{
		now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), quota: 100, address: "127.0.0.1",
		definitions: map[string]*fakeDefinition{}, revisions: map[string]int{"orders": 7}, services: map[string]*fakeService{}, refuse: map[string]error{},
	}
	f.definitions[fakeTemplate] = &fakeDefinition{TaskDefinition: types.TaskDefinition{
		TaskDefinitionArn: aws.String(fakeTemplate), Family: aws.String("orders"), Revision: 7, Status: types.TaskDefinitionStatusActive,
		Compatibilities: []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate}, NetworkMode: types.NetworkModeAwsvpc,
		Cpu: aws.String("1024"), Memory: aws.String("2048"), ExecutionRoleArn: aws.String("arn:aws:iam::123456789012:role/pull"), TaskRoleArn: aws.String("arn:aws:iam::123456789012:role/orders"),
		ContainerDefinitions: []types.ContainerDefinition{
			{Name: aws.String("web"), Image: aws.String("orders:9"), Cpu: 512, MemoryReservation: aws.Int32(1024), Essential: aws.Bool(true),
				PortMappings:     []types.PortMapping{{ContainerPort: aws.Int32(int32(port))}},
				Environment:      []types.KeyValuePair{{Name: aws.String("MODE"), Value: aws.String("production")}},
				LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{"awslogs-group": "/orders"}}},
			{Name: aws.String("log-router"), Image: aws.String("fluent-bit:3")},
		},
	}}
	f.services["orders"] = &fakeService{name: "orders", definition: fakeTemplate, status: statusActive, made: f.now, desired: 2,
		tasks: []*fakeTask{{id: "theirs1", created: f.now.Add(-time.Hour)}, {id: "theirs2", created: f.now.Add(-time.Hour)}}}
	return f
}

// clock is the fake's virtual time.
func (f *fake) clock() clock {
	return clock{now: func() time.Time { return f.now }, wait: func(ctx context.Context, d time.Duration) error {
		f.now = f.now.Add(d)
		return ctx.Err()
	}}
}

func (f *fake) platform() *platform { return &platform{ecs: f, elb: f, quotas: f} }

func refused(code, message string) error {
	return &smithy.GenericAPIError{Code: code, Message: message}
}

var changing = []string{actionRegister, actionDeregister, actionForget, actionCreate, actionUpdate, actionDelete, actionStop}

// called begins a call: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html:
// "If you exceed an API throttling quota, you get the ThrottlingException error code."
func (f *fake) called(ctx context.Context, action string) error {
	f.now = f.now.Add(50 * time.Millisecond)
	f.advance()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case f.throttles > 0:
		f.throttles--
		return refused("ThrottlingException", "Rate exceeded")
	case f.about != nil && slices.Contains(changing, action):
		f.about()
	}
	return f.refuse[action]
}

// did ends a changing call.
func (f *fake) did(action, resource string) error {
	f.changed = append(f.changed, action+" "+resource)
	f.advance()
	if f.alter != nil {
		f.alter()
	}
	return nil
}

// seen reports whether what was made at a time shows already.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html:
// "The Amazon ECS API follows an eventual consistency model. This is because of
// the distributed nature of the system supporting the API. This means that the
// result of an API command you run that affects your Amazon ECS resources might
// not be immediately visible to all subsequent commands you run."
func (f *fake) seen(made time.Time) bool { return !f.now.Before(made.Add(f.lag)) }

// advance lets the scheduler do what is due: it starts what is wanted, replaces
// what failed until the circuit breaker ends the deployment, and stops what is
// too much.
func (f *fake) advance() {
	for _, s := range f.services {
		if f.breaks != "" {
			s.fail(f)
		}
		wanted := s.wanted()
		for len(wanted) > s.desired {
			wanted[0].stop(f.now, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by (deployment ecs-svc/1)")
			wanted = wanted[1:]
		}
		for n := len(wanted); n < s.desired && s.status == statusActive && !s.failed(); n++ {
			f.nextTask++
			s.tasks = append(s.tasks, &fakeTask{id: fmt.Sprintf("%032x", f.nextTask), created: f.now, address: f.addressOf(s)})
		}
		// API_DeleteService.html: "After all tasks have transitioned to either STOPPING
		// or STOPPED status, the service status moves from DRAINING to INACTIVE."
		if s.status == "DRAINING" && len(s.wanted()) == 0 {
			s.status = statusInactive
		}
	}
}

// addressOf is that of a new task: where the test's server listens, or of its own
// in a target group.
func (f *fake) addressOf(s *fakeService) string {
	if s.grouped {
		return fmt.Sprintf("10.0.0.%d", f.nextTask)
	}
	return f.address
}

// fail ends tasks that cannot start, each after some seconds.
func (s *fakeService) fail(f *fake) {
	for _, t := range s.wanted() {
		if strings.HasPrefix(s.name, prefix) && f.now.Sub(t.created) > fakeRunning {
			t.stop(f.now, types.TaskStopCodeTaskFailedToStart, f.breaks)
			s.broken++
		}
	}
}

// failed is whether the circuit breaker has ended the deployment.
// API_ServiceDeploymentCircuitBreaker.html: "The deployment circuit breaker has a
// minimum threshold of 3 and a maximum threshold of 200. and uses the values in
// the following formula to determine the deployment failure. 0.5 * desired task
// count". API_Deployment.html: "A deployment in FAILED state doesn't launch any
// new tasks."
func (s *fakeService) failed() bool { return s.broken >= max(3, (s.desired+1)/2) }

func (s *fakeService) wanted() (tasks []*fakeTask) {
	for _, t := range s.tasks {
		if t.stopping.IsZero() {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

func (t *fakeTask) stop(now time.Time, code types.TaskStopCode, reason string) {
	t.stopping, t.code, t.reason = now, code, reason
}

func (t *fakeTask) status(now time.Time) string {
	age := now.Sub(t.created)
	switch {
	case !t.stopping.IsZero() && now.Sub(t.stopping) >= fakeStopped:
		return "STOPPED"
	case !t.stopping.IsZero():
		return "STOPPING"
	case age >= fakeRunning:
		return "RUNNING"
	case age >= fakePending:
		return "PENDING"
	}
	return "PROVISIONING"
}

func (f *fake) describe(s *fakeService, t *fakeTask) types.Task {
	out := types.Task{
		TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/bench/" + t.id), LastStatus: aws.String(t.status(f.now)), CreatedAt: &t.created,
		AvailabilityZone: aws.String("us-east-1a"), TaskDefinitionArn: &s.definition, HealthStatus: types.HealthStatusUnknown,
		Containers: []types.Container{{Name: aws.String("web")}},
	}
	age := f.now.Sub(t.created)
	if age >= fakePending {
		out.Attachments = []types.Attachment{{Type: aws.String("ElasticNetworkInterface"), Details: []types.KeyValuePair{{Name: aws.String("privateIPv4Address"), Value: &t.address}}}}
		out.PullStartedAt, out.ConnectivityAt = aws.Time(t.created.Add(3*time.Second)), aws.Time(t.created.Add(fakePending))
	}
	if age >= fakeRunning {
		out.PullStoppedAt, out.StartedAt = aws.Time(t.created.Add(9*time.Second)), aws.Time(t.created.Add(fakeRunning))
	}
	if f.health && age >= fakeChecked {
		out.HealthStatus = types.HealthStatusHealthy
	}
	if !t.stopping.IsZero() {
		out.StopCode, out.StoppedReason = t.code, &t.reason
	}
	return out
}

func (f *fake) DescribeClusters(ctx context.Context, in *ecs.DescribeClustersInput, _ ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error) {
	if err := f.called(ctx, "ecs:DescribeClusters"); err != nil {
		return nil, err
	}
	if in.Clusters[0] != fakeCluster {
		return &ecs.DescribeClustersOutput{Failures: []types.Failure{{Reason: aws.String("MISSING")}}}, nil
	}
	return &ecs.DescribeClustersOutput{Clusters: []types.Cluster{{Status: aws.String(statusActive)}}}, nil
}

func (f *fake) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	if err := f.called(ctx, "ecs:DescribeTaskDefinition"); err != nil {
		return nil, err
	}
	for arn, d := range f.definitions {
		if name := *in.TaskDefinition; arn == name || short(arn) == name || familyOf(arn) == name {
			found := d.TaskDefinition
			return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &found}, nil
		}
	}
	return nil, refused("ClientException", "Unable to describe task definition.")
}

func (f *fake) ListTaskDefinitions(ctx context.Context, in *ecs.ListTaskDefinitionsInput, _ ...func(*ecs.Options)) (*ecs.ListTaskDefinitionsOutput, error) {
	if err := f.called(ctx, "ecs:ListTaskDefinitions"); err != nil {
		return nil, err
	}
	out := &ecs.ListTaskDefinitionsOutput{}
	for arn, d := range f.definitions {
		if strings.HasPrefix(*d.Family, *in.FamilyPrefix) && d.Status == in.Status && f.seen(d.made) {
			out.TaskDefinitionArns = append(out.TaskDefinitionArns, arn)
		}
	}
	slices.Sort(out.TaskDefinitionArns)
	return out, nil
}

func (f *fake) RegisterTaskDefinition(ctx context.Context, in *ecs.RegisterTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.RegisterTaskDefinitionOutput, error) {
	if err := f.called(ctx, actionRegister); err != nil {
		return nil, err
	}
	f.revisions[*in.Family]++
	d := &fakeDefinition{made: f.now, TaskDefinition: types.TaskDefinition{
		Family: in.Family, Revision: int32(f.revisions[*in.Family]), Status: types.TaskDefinitionStatusActive, Cpu: in.Cpu, Memory: in.Memory,
		ContainerDefinitions: in.ContainerDefinitions, RuntimePlatform: in.RuntimePlatform, NetworkMode: in.NetworkMode,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn, Compatibilities: in.RequiresCompatibilities,
	}}
	arn := "arn:aws:ecs:us-east-1:123456789012:task-definition/" + *in.Family + ":" + strconv.Itoa(int(d.Revision))
	d.TaskDefinitionArn = &arn
	f.definitions[arn] = d
	return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: &d.TaskDefinition}, f.did(actionRegister, definitionResource+*in.Family)
}

func (f *fake) DeregisterTaskDefinition(ctx context.Context, in *ecs.DeregisterTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.DeregisterTaskDefinitionOutput, error) {
	if err := f.called(ctx, actionDeregister); err != nil {
		return nil, err
	}
	d := f.definitions[*in.TaskDefinition]
	if d == nil {
		return nil, refused("ClientException", "The specified task definition does not exist.")
	}
	d.Status = types.TaskDefinitionStatusInactive
	return &ecs.DeregisterTaskDefinitionOutput{}, f.did(actionDeregister, definitionResource+familyOf(*in.TaskDefinition))
}

// API_DeleteTaskDefinitions.html: "You must deregister a task definition revision
// before you delete it."
func (f *fake) DeleteTaskDefinitions(ctx context.Context, in *ecs.DeleteTaskDefinitionsInput, _ ...func(*ecs.Options)) (*ecs.DeleteTaskDefinitionsOutput, error) {
	if err := f.called(ctx, actionForget); err != nil {
		return nil, err
	}
	out := &ecs.DeleteTaskDefinitionsOutput{}
	for _, arn := range in.TaskDefinitions {
		d := f.definitions[arn]
		if d == nil || d.Status != types.TaskDefinitionStatusInactive {
			out.Failures = append(out.Failures, types.Failure{Arn: &arn, Reason: aws.String("The specified task definition is not in INACTIVE status.")})
			continue
		}
		d.Status = types.TaskDefinitionStatusDeleteInProgress
	}
	return out, f.did(actionForget, definitionResource+familyOf(in.TaskDefinitions[0]))
}

// API_DeleteService.html: "If you attempt to create a new service with the same
// name as an existing service in either ACTIVE or DRAINING status, you receive an
// error."
func (f *fake) CreateService(ctx context.Context, in *ecs.CreateServiceInput, _ ...func(*ecs.Options)) (*ecs.CreateServiceOutput, error) {
	if err := f.called(ctx, actionCreate); err != nil {
		return nil, err
	}
	if old := f.services[*in.ServiceName]; old != nil && old.status != statusInactive {
		return nil, refused("InvalidParameterException", "Creation of service was not idempotent.")
	}
	if d := f.definitions[*in.TaskDefinition]; d == nil || d.Status != types.TaskDefinitionStatusActive {
		return nil, refused("ClientException", "TaskDefinition is inactive")
	}
	f.services[*in.ServiceName] = &fakeService{
		name: *in.ServiceName, definition: *in.TaskDefinition, status: statusActive, made: f.now, desired: int(*in.DesiredCount), grouped: len(in.LoadBalancers) > 0,
	}
	return &ecs.CreateServiceOutput{}, f.did(actionCreate, serviceOf(*in.Cluster, *in.ServiceName))
}

func (f *fake) UpdateService(ctx context.Context, in *ecs.UpdateServiceInput, _ ...func(*ecs.Options)) (*ecs.UpdateServiceOutput, error) {
	if err := f.called(ctx, actionUpdate); err != nil {
		return nil, err
	}
	s := f.services[*in.Service]
	if s == nil || s.status != statusActive {
		return nil, refused("ServiceNotActiveException", "Service was not ACTIVE.")
	}
	s.desired = int(*in.DesiredCount)
	return &ecs.UpdateServiceOutput{}, f.did(actionUpdate, serviceOf(*in.Cluster, *in.Service))
}

// API_DeleteService.html: "You can delete a service if you have no running tasks
// in it and the desired task count is zero."
func (f *fake) DeleteService(ctx context.Context, in *ecs.DeleteServiceInput, _ ...func(*ecs.Options)) (*ecs.DeleteServiceOutput, error) {
	if err := f.called(ctx, actionDelete); err != nil {
		return nil, err
	}
	s := f.services[*in.Service]
	switch {
	case s == nil:
		return nil, refused("ServiceNotFoundException", "Service not found.")
	case s.desired > 0:
		return nil, refused("InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
	}
	s.status = "DRAINING"
	return &ecs.DeleteServiceOutput{}, f.did(actionDelete, serviceOf(*in.Cluster, *in.Service))
}

func (f *fake) DescribeServices(ctx context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	if err := f.called(ctx, "ecs:DescribeServices"); err != nil {
		return nil, err
	}
	s := f.services[in.Services[0]]
	if s == nil || !f.seen(s.made) {
		return &ecs.DescribeServicesOutput{Failures: []types.Failure{{Arn: &in.Services[0], Reason: aws.String("MISSING")}}}, nil
	}
	running, pending := 0, 0
	for _, t := range s.tasks {
		switch t.status(f.now) {
		case "RUNNING":
			running++
		case "PROVISIONING", "PENDING":
			pending++
		}
	}
	d := types.Deployment{Status: aws.String("PRIMARY"), RolloutState: types.DeploymentRolloutStateInProgress, DesiredCount: int32(s.desired)}
	var events []types.ServiceEvent
	switch {
	case s.failed():
		d.RolloutState, d.RolloutStateReason = types.DeploymentRolloutStateFailed, aws.String("ECS deployment circuit breaker: tasks failed to start.")
		events = []types.ServiceEvent{{Message: aws.String("(service " + s.name + ") (deployment ecs-svc/1) deployment failed: tasks failed to start.")}}
	case running == s.desired:
		d.RolloutState = types.DeploymentRolloutStateCompleted
	}
	return &ecs.DescribeServicesOutput{Services: []types.Service{{
		ServiceName: &s.name, Status: &s.status, DesiredCount: int32(s.desired), RunningCount: int32(running), PendingCount: int32(pending),
		Deployments: []types.Deployment{d}, Events: events,
	}}}, nil
}

func (f *fake) ListTasks(ctx context.Context, in *ecs.ListTasksInput, _ ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if err := f.called(ctx, "ecs:ListTasks"); err != nil {
		return nil, err
	}
	s := f.services[*in.ServiceName]
	if s == nil || !f.seen(s.made) {
		return nil, refused("ServiceNotFoundException", "Service not found.")
	}
	out := &ecs.ListTasksOutput{}
	for _, t := range s.tasks {
		if t.stopping.IsZero() == (in.DesiredStatus == types.DesiredStatusRunning) && f.seen(t.created) {
			out.TaskArns = append(out.TaskArns, t.id)
		}
	}
	return out, nil
}

func (f *fake) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	if err := f.called(ctx, "ecs:DescribeTasks"); err != nil {
		return nil, err
	}
	out := &ecs.DescribeTasksOutput{}
	for _, id := range in.Tasks {
		if s, t := f.task(id); t != nil {
			out.Tasks = append(out.Tasks, f.describe(s, t))
		} else {
			out.Failures = append(out.Failures, types.Failure{Arn: &id, Reason: aws.String("MISSING")})
		}
	}
	return out, nil
}

func (f *fake) task(id string) (*fakeService, *fakeTask) {
	for _, s := range f.services {
		for _, t := range s.tasks {
			if t.id == short(id) {
				return s, t
			}
		}
	}
	return nil, nil
}

func (f *fake) StopTask(ctx context.Context, in *ecs.StopTaskInput, _ ...func(*ecs.Options)) (*ecs.StopTaskOutput, error) {
	if err := f.called(ctx, actionStop); err != nil {
		return nil, err
	}
	s, t := f.task(*in.Task)
	if t == nil {
		return nil, refused("InvalidParameterException", "The referenced task was not found.")
	}
	t.stop(f.now, types.TaskStopCodeUserInitiated, aws.ToString(in.Reason))
	return &ecs.StopTaskOutput{}, f.did(actionStop, serviceOf(fakeCluster, s.name))
}

func (f *fake) DescribeTargetGroups(ctx context.Context, in *elb.DescribeTargetGroupsInput, _ ...func(*elb.Options)) (*elb.DescribeTargetGroupsOutput, error) {
	if err := f.called(ctx, "elasticloadbalancing:DescribeTargetGroups"); err != nil {
		return nil, err
	}
	if in.TargetGroupArns[0] != fakeGroup {
		return nil, refused("TargetGroupNotFound", "One or more target groups not found")
	}
	return &elb.DescribeTargetGroupsOutput{TargetGroups: []elbtypes.TargetGroup{{
		TargetGroupName: aws.String("bench"), TargetType: elbtypes.TargetTypeEnumIp, LoadBalancerArns: []string{"arn"}, HealthyThresholdCount: aws.Int32(5), HealthCheckIntervalSeconds: aws.Int32(30),
	}}}, nil
}

// API_TargetHealth: a new target is "initial" until it has passed the checks.
func (f *fake) DescribeTargetHealth(ctx context.Context, _ *elb.DescribeTargetHealthInput, _ ...func(*elb.Options)) (*elb.DescribeTargetHealthOutput, error) {
	if err := f.called(ctx, "elasticloadbalancing:DescribeTargetHealth"); err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetHealthOutput{}
	add := func(address string, state elbtypes.TargetHealthStateEnum) {
		out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, elbtypes.TargetHealthDescription{
			Target: &elbtypes.TargetDescription{Id: &address}, TargetHealth: &elbtypes.TargetHealth{State: state},
		})
	}
	for _, s := range f.services {
		for _, t := range s.tasks {
			if s.grouped && t.status(f.now) == "RUNNING" {
				state := elbtypes.TargetHealthStateEnumInitial
				if f.now.Sub(t.created) >= fakeTargeted {
					state = elbtypes.TargetHealthStateEnumHealthy
				}
				add(t.address, state)
			}
		}
	}
	for _, address := range f.foreign {
		add(address, elbtypes.TargetHealthStateEnumHealthy)
	}
	return out, nil
}

func (f *fake) GetServiceQuota(ctx context.Context, _ *servicequotas.GetServiceQuotaInput, _ ...func(*servicequotas.Options)) (*servicequotas.GetServiceQuotaOutput, error) {
	if err := f.called(ctx, "servicequotas:GetServiceQuota"); err != nil {
		return nil, err
	}
	if f.quota == 0 {
		return nil, refused("AccessDeniedException", "User is not authorized to perform: servicequotas:GetServiceQuota")
	}
	return &servicequotas.GetServiceQuotaOutput{Quota: &quotatypes.ServiceQuota{Value: &f.quota}}, nil
}

// remains are what is left of the runs: services that are not gone, tasks that
// run, task definitions that can be used.
func (f *fake) remains() (left []string) {
	for name, s := range f.services {
		if strings.HasPrefix(name, prefix) && (s.status != statusInactive || len(s.wanted()) > 0) {
			left = append(left, "service "+name+" "+s.status)
		}
	}
	for arn, d := range f.definitions {
		if strings.HasPrefix(*d.Family, prefix) && d.Status != types.TaskDefinitionStatusDeleteInProgress {
			left = append(left, arn+" "+string(d.Status))
		}
	}
	slices.Sort(left)
	return left
}

// theirs checks that what is not of the runs is as it was.
func (f *fake) theirs(t interface {
	Helper()
	Errorf(string, ...any)
}) {
	t.Helper()
	if d := f.definitions[fakeTemplate]; d == nil || d.Status != types.TaskDefinitionStatusActive || len(d.ContainerDefinitions[0].Environment) != 1 || d.ContainerDefinitions[0].Cpu != 512 {
		t.Errorf("the template was altered: %+v", d)
	}
	if s := f.services["orders"]; s.desired != 2 || len(s.wanted()) != 2 || s.status != statusActive {
		t.Errorf("their service was altered: %+v", s)
	}
}
