package scenarios

import "github.com/sweetspot-bench/sweetspot/internal/secret"

// ECSService is how a container of provider aws runs: as a service of its own on
// ECS, in tasks of Fargate that are copies of a task definition.
type ECSService struct {
	Cluster        string   `json:"cluster"`             // name or ARN
	TaskDefinition string   `json:"task_definition"`     // family, family:revision or ARN of what is copied
	Container      string   `json:"container,omitempty"` // of it, that serves; "": the only one with a port
	Subnets        []string `json:"subnets"`
	SecurityGroups []string `json:"security_groups,omitempty"` // empty: the default one of the VPC
	AssignPublicIP bool     `json:"assign_public_ip"`
	TargetGroup    string   `json:"target_group,omitempty"` // ARN; "": tasks are reached one by one
	URL            string   `json:"url,omitempty"`          // that leads to the tasks; "": their private addresses
	TaskHeader     string   `json:"task_header,omitempty"`  // of answers, that names the task
	CPUHeader      string   `json:"cpu_header,omitempty"`   // of answers, that names the CPU's model
	ScaleTo        int      `json:"scale_to,omitempty"`     // tasks of the scaling step; 0: none is measured
}

// withValues is a copy with what f makes of the URL.
func (e *ECSService) withValues(f func(name, text string) string) *ECSService {
	if e == nil {
		return nil
	}
	c := *e
	c.URL = f(urlPlace, e.URL)
	return &c
}

// ShownURL is the URL as it may be shown: without passwords and tokens.
func (e *ECSService) ShownURL() string { return secret.RedactURL(e.URL) }
