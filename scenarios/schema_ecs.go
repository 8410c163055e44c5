package scenarios

import (
	"regexp"

	"github.com/invopop/jsonschema"
)

// ecsProperties describe a container that runs on ECS.
func ecsProperties() []property {
	text := func(form *regexp.Regexp, description string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: form.String(), Description: "Provider aws: " + description}
	}
	several := func(form *regexp.Regexp, most uint64, description string) *jsonschema.Schema {
		l := list("Provider aws: "+description, &jsonschema.Schema{Type: "string", Pattern: form.String()})
		l.MaxItems, l.UniqueItems = &most, true
		return l
	}
	return []property{
		prop("cluster", text(clusterPattern, "name or ARN of the ECS cluster.")),
		prop("task_definition", text(definitionPattern, "family, family:revision or ARN of the task definition that is copied for each size.")),
		prop("container", text(containerPattern, "the container of it that serves; by default the only one with a port.")),
		prop("subnets", several(subnetPattern, maxNetwork, "where the tasks run.")),
		prop("security_groups", several(groupPattern, maxGroups, "of the tasks; by default that of the VPC.")),
		prop("assign_public_ip", flag("Provider aws: the tasks get public addresses, as they need to pull images in a subnet without a NAT gateway.")),
		prop("target_group", text(targetGroupPattern, "ARN of an empty target group of type ip that the tasks are put into.")),
		prop("url", &jsonschema.Schema{Type: "string", Pattern: `^[hH][tT][tT][pP][sS]?://[^/?#\s][^?#\s]*$`, Description: "Provider aws: where requests go, such as the load balancer; by default to the private addresses of the tasks."}),
		prop("task_header", text(headerName, "header of answers that names the task, behind a URL.")),
		prop("cpu_header", text(headerName, "header of answers that names the CPU model.")),
		prop("scale_to", integer("Provider aws: tasks of a scaling step that is measured once for each size.", 2, maxReplicas, 0)),
	}
}
