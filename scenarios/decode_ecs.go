package scenarios

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// Defaults of a container on ECS.
const (
	// defaultTasks is how many tasks a size is measured on: Fargate hands out
	// different CPUs for one size.
	defaultTasks = 3
	// defaultRollOut leaves room for a large image, and for the health checks of a
	// load balancer, five of them 30 s apart by default.
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
	defaultRollOut = 15 * time.Minute
	maxNetwork     = 16 // subnets of a service: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
	maxGroups      = 5  // security groups, likewise
)

// What ECS takes as names.
var (
	clusterPattern     = regexp.MustCompile(`^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$`)
	definitionPattern  = regexp.MustCompile(`^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition/)?[A-Za-z0-9_-]{1,255}(:[1-9][0-9]*)?$`)
	subnetPattern      = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
	groupPattern       = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
	targetGroupPattern = regexp.MustCompile(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]+$`)
	containerPattern   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)
)

// ecsKeys are the keys of a container that only provider aws has.
var ecsKeys = []string{"cluster", "task_definition", "container", "subnets", "security_groups", "assign_public_ip", "target_group", "url", "task_header", "cpu_header", "scale_to"}

// ecsFields are the keys of a container that runs on ECS.
func (d *decoder) ecsFields(c *Container, what string) []field {
	e := func() *ECSService {
		if c.ECS == nil {
			c.ECS = &ECSService{}
		}
		return c.ECS
	}
	header := func(n *node, key string) string {
		return http.CanonicalHeaderKey(d.matching(n, what+"."+key, headerName, "X-Cpu-Model"))
	}
	return []field{
		{name: "cluster", read: func(n *node) { e().Cluster = d.matching(n, what+".cluster", clusterPattern, "production") }},
		{name: "task_definition", read: func(n *node) {
			e().TaskDefinition = d.matching(n, what+".task_definition", definitionPattern, "orders or orders:12")
		}},
		{name: "container", read: func(n *node) { e().Container = d.matching(n, what+".container", containerPattern, "web") }},
		{name: "subnets", read: func(n *node) {
			e().Subnets = d.resources(n, what+".subnets", subnetPattern, "subnet-0123456789abcdef0", maxNetwork)
		}},
		{name: "security_groups", read: func(n *node) {
			e().SecurityGroups = d.resources(n, what+".security_groups", groupPattern, "sg-0123456789abcdef0", maxGroups)
		}},
		{name: "assign_public_ip", read: func(n *node) { e().AssignPublicIP = d.boolean(n, what+".assign_public_ip") }},
		{name: "target_group", read: func(n *node) {
			e().TargetGroup = d.matching(n, what+".target_group", targetGroupPattern, "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/bench/0123456789abcdef")
		}},
		{name: "url", read: func(n *node) { e().URL = d.bareURL(n, what+".url") }},
		{name: "task_header", read: func(n *node) { e().TaskHeader = header(n, "task_header") }},
		{name: "cpu_header", read: func(n *node) { e().CPUHeader = header(n, "cpu_header") }},
		{name: "scale_to", read: func(n *node) { e().ScaleTo = d.integer(n, what+".scale_to", 2, maxReplicas) }},
	}
}

// matching reads text of a form.
func (d *decoder) matching(n *node, what string, form *regexp.Regexp, example string) string {
	text, ok := d.str(n, what)
	if ok && !form.MatchString(text) {
		d.fail(n, "write it as in "+example, what+" cannot be "+quote(text))
	}
	return text
}

// resources reads a list of names of a form.
func (d *decoder) resources(n *node, what string, form *regexp.Regexp, example string, most int) (all []string) {
	items := d.list(n, what, "["+example+"]")
	for _, item := range items {
		all = append(all, d.matching(item, what, form, example))
	}
	d.unique(items, what)
	if len(items) > most {
		d.fail(items[most], "leave out all but "+itoa(most), what+" has more than "+itoa(most)+" entries, which ECS does not take")
	}
	return all
}

// bareURL reads a URL that paths are put behind.
func (d *decoder) bareURL(n *node, what string) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	if len(secret.Refs(text)) == 0 {
		d.checkURL(n, what, text)
	}
	if strings.Contains(text, "?") {
		d.fail(n, "put the query into request: {path: /…}", what+" has a query, and a path goes behind it")
	}
	return text
}

// containerBy checks that a container has the keys of who runs it.
func (d *decoder) containerBy(n *node, what string, t *Target) {
	if t.Provider == ProviderAWS {
		d.onECS(n, what, t)
		return
	}
	d.offECS(n, what)
	if t.Container.ECS == nil && len(n.entries) > 0 {
		d.oneServer(n, what)
	}
}

// onECS checks a container n of the target t that runs on ECS, and fills in the
// defaults that differ from those of this machine.
func (d *decoder) onECS(n *node, what string, t *Target) {
	for _, key := range []string{"image", "command", "build", "handler", "handlers", "services"} {
		if n.get(key) != nil {
			d.fail(keyNode(n, key), "remove it, or remove provider: aws", what+"."+key+" runs on this machine; on ECS the task definition says what runs")
		}
	}
	for _, need := range []struct{ key, example string }{
		{"cluster", "cluster: production"}, {"task_definition", "task_definition: orders"}, {"subnets", "subnets: [subnet-0123456789abcdef0]"},
	} {
		if n.get(need.key) == nil && len(n.entries) > 0 {
			d.missing(n, what+" of provider aws needs "+need.key, "add "+need.example)
		}
	}
	if t.Container.ECS == nil {
		return
	}
	if n.get("target_group") != nil && n.get("url") == nil {
		d.fail(keyNode(n, "target_group"), `add url: "http://my-load-balancer.us-east-1.elb.amazonaws.com"`, what+" has a target group, and does not say by which URL its load balancer is reached")
	}
	d.tasksOf(n, what, t.Container)
}

// tasksOf fills in how many tasks there are and where they listen.
func (d *decoder) tasksOf(n *node, what string, c *Container) {
	if n.get("replicas") == nil {
		c.Replicas = defaultTasks
	}
	if n.get("port") == nil {
		c.Port = 0 // that of the task definition
	}
	if n.get("start_timeout") == nil {
		c.StartTimeout = defaultRollOut
	}
	if to := n.get("scale_to"); to != nil && c.ECS.ScaleTo <= c.Replicas {
		d.fail(to, "write more than "+itoa(c.Replicas), what+".scale_to is "+itoa(c.ECS.ScaleTo)+", and there are "+itoa(c.Replicas)+" tasks already")
	}
}

// offECS checks that a container of this machine has no keys of ECS.
func (d *decoder) offECS(n *node, what string) {
	for _, key := range ecsKeys {
		if n.get(key) != nil {
			d.fail(keyNode(n, key), "remove it, or add provider: aws to the target", what+"."+key+" belongs to provider aws")
			return
		}
	}
}
