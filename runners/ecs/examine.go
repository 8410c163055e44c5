package ecs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Examine reads the cluster, the task definition, the target group and the
// quota, and says what a run meets. It changes nothing.
func (r *Runner) Examine(ctx context.Context, variants []scenarios.Variant) []runners.Finding {
	if err := r.connect(ctx); err != nil {
		return []runners.Finding{wrong("credentials", err.Error(), "")}
	}
	found := []runners.Finding{r.examineCluster(ctx), r.examineTemplate(ctx)}
	if slices.ContainsFunc(found, func(f runners.Finding) bool { return f.Level == runners.FindingError }) {
		return found
	}
	found = append(found, r.examineContainer())
	found = append(found, r.examineSizes(variants)...)
	found = append(found, r.examineWay(ctx)...)
	return append(found, r.examineQuota(ctx, variants), r.examineTasks(), r.examineCPU())
}

func fine(what, text string) runners.Finding {
	return runners.Finding{Level: runners.FindingOK, What: what, Text: text}
}

func odd(what, text, fix string) runners.Finding {
	return runners.Finding{Level: runners.FindingWarning, What: what, Text: text, Fix: fix}
}

func wrong(what, text, fix string) runners.Finding {
	return runners.Finding{Level: runners.FindingError, What: what, Text: text, Fix: fix}
}

// examineCluster asks for the cluster. One that does not exist is a failure
// MISSING in an answer that is otherwise well.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
func (r *Runner) examineCluster(ctx context.Context) runners.Finding {
	const what = "cluster"
	out, err := call(ctx, r.clock, "ecs:DescribeClusters", r.aws.ecs.DescribeClusters, &ecs.DescribeClustersInput{Clusters: []string{r.want.Cluster}})
	switch {
	case err != nil:
		return wrong(what, err.Error(), "")
	case len(out.Clusters) == 0:
		return wrong(what, "there is no cluster "+r.want.Cluster+" in "+r.target.Region, "name one that exists, or check target.region")
	case aws.ToString(out.Clusters[0].Status) != statusActive:
		return wrong(what, r.want.Cluster+" is "+aws.ToString(out.Clusters[0].Status), "use one that is "+statusActive)
	}
	return fine(what, r.want.Cluster+" is there")
}

// examineTemplate reads the task definition that is copied.
func (r *Runner) examineTemplate(ctx context.Context) runners.Finding {
	const what = "task definition"
	t, err := r.definition(ctx, r.want.TaskDefinition)
	switch {
	case err != nil:
		return wrong(what, "cannot read "+r.want.TaskDefinition+": "+err.Error(), "name a family, family:revision or an ARN in "+r.target.Region)
	case !slices.Contains(t.Compatibilities, types.CompatibilityFargate) && len(t.Compatibilities) > 0:
		return wrong(what, r.want.TaskDefinition+" cannot run on Fargate: ECS finds it compatible with "+words(t.Compatibilities), "register one with requiresCompatibilities [FARGATE] and network mode awsvpc")
	case t.NetworkMode != types.NetworkModeAwsvpc:
		return wrong(what, fmt.Sprintf("%s has the network mode %q, and Fargate has awsvpc alone", r.want.TaskDefinition, t.NetworkMode), "register a revision with networkMode awsvpc")
	}
	r.template = t
	r.checksItself = slices.ContainsFunc(t.ContainerDefinitions, func(c types.ContainerDefinition) bool { return c.HealthCheck != nil })
	return fine(what, short(aws.ToString(t.TaskDefinitionArn))+" is copied for each size, with "+plural(len(t.ContainerDefinitions), "container"))
}

func words(all []types.Compatibility) string {
	var texts []string
	for _, c := range all {
		texts = append(texts, string(c))
	}
	return strings.Join(texts, ", ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// examineContainer finds the container that serves, and its port.
func (r *Runner) examineContainer() runners.Finding {
	const what = "container"
	var err error
	if r.container, r.port, err = serving(r.template, r.want.Container, r.target.Container.Port); err != nil {
		return wrong(what, err.Error(), "write container.container and container.port")
	}
	return fine(what, fmt.Sprintf("%s serves on port %d", r.container, r.port))
}

// serving is the container of a task definition by its name, or the only one
// that has a port, and the port by its number, or its only one.
func serving(t *types.TaskDefinition, name string, port int) (string, int, error) {
	var found []types.ContainerDefinition
	for _, c := range t.ContainerDefinitions {
		if name == "" && len(c.PortMappings) > 0 || name != "" && aws.ToString(c.Name) == name {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0 && name != "":
		return "", 0, errors.New("the task definition has no container " + name)
	case len(found) == 0:
		return "", 0, errors.New("no container of the task definition has a port")
	case len(found) > 1:
		return "", 0, errors.New("several containers of the task definition have ports")
	}
	mapped := found[0].PortMappings
	if port == 0 && len(mapped) == 1 {
		return aws.ToString(found[0].Name), int(aws.ToInt32(mapped[0].ContainerPort)), nil
	}
	for _, m := range mapped {
		if int(aws.ToInt32(m.ContainerPort)) == port {
			return aws.ToString(found[0].Name), port, nil
		}
	}
	if port == 0 {
		return "", 0, fmt.Errorf("the container %s has %s", aws.ToString(found[0].Name), plural(len(mapped), "port"))
	}
	return "", 0, fmt.Errorf("the container %s does not map the port %d", aws.ToString(found[0].Name), port)
}

// examineSizes checks that Fargate has the sizes, and says what a copy of the
// task definition in that size leaves out.
func (r *Runner) examineSizes(variants []scenarios.Variant) (found []runners.Finding) {
	const what = "sizes"
	lost, other := map[string]bool{}, false
	own := types.CPUArchitectureX8664
	if p := r.template.RuntimePlatform; p != nil && p.CpuArchitecture != "" {
		own = p.CpuArchitecture
	}
	for _, v := range variants {
		if err := fargate.Legal(v.Setting(scenarios.SettingVCPU), v.MemoryMB); err != nil {
			found = append(found, wrong(what, err.Error(), "see the sizes of Fargate in docs/ecs.md"))
		}
		if text := unfit(r.template, v); text != "" && !lost[text] {
			lost[text] = true
			found = append(found, odd(what, "copies that are smaller than the template go without "+text, ""))
		}
		other = other || platformOf(r.template, v).CpuArchitecture != own
	}
	if other {
		found = append(found, odd(what, fmt.Sprintf("the task definition is for %s; that its images have the other architecture too shows only when a task starts", own), ""))
	}
	if len(found) == 0 {
		found = append(found, fine(what, plural(len(variants), "size")+" that Fargate has"))
	}
	return found
}

// examineTasks checks that each size is seen on enough tasks.
func (r *Runner) examineTasks() runners.Finding {
	const what = "tasks"
	n := r.tasks
	if r.shared() || n < leastTasks {
		n *= max(1, r.scenario.Repeat)
	}
	if n < leastTasks {
		return odd(what, fmt.Sprintf("each size is measured on %s: Fargate hands out different CPUs for one size, and fewer than %d tasks do not show it", plural(n, "task"), leastTasks),
			"write replicas: 3, or repeat: 3")
	}
	return fine(what, fmt.Sprintf("each size is measured on %d tasks or more", min(n, max(leastTasks, r.tasks))))
}

func (r *Runner) examineCPU() runners.Finding {
	const what = "CPU model"
	if r.want.CPUHeader == "" {
		return fine(what, "will not be known: ECS does not tell it; a server that answers with it in a header does, see container.cpu_header")
	}
	return fine(what, "is read from the header "+r.want.CPUHeader)
}
