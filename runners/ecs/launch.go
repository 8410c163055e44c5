package ecs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// The words of ECS for the states of a task.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
const (
	statusRunning  = "RUNNING"
	statusActive   = "ACTIVE" // of a service or a cluster
	statusInactive = "INACTIVE"
)

// task is one task of a variant's service.
type task struct {
	id      string // the last part of its ARN
	address string // private IPv4, "" until it has one
	launch  measure.Launch
	running bool
	checked bool        // the container's own health check holds, or there is none
	healthy bool        // all that is looked at says so
	served  atomic.Bool // a request has reached it
}

// addressOf is the private IPv4 address of a task's network interface, as the
// attachment of type ElasticNetworkInterface has it, or else a container.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html:
// "For elastic network interfaces, this includes the network interface ID, the
// MAC address, the subnet ID, and the private IPv4 address."
func addressOf(t types.Task) string {
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if aws.ToString(d.Name) == "privateIPv4Address" {
				return aws.ToString(d.Value)
			}
		}
	}
	for _, c := range t.Containers {
		for _, n := range c.NetworkInterfaces {
			if n.PrivateIpv4Address != nil {
				return *n.PrivateIpv4Address
			}
		}
	}
	return ""
}

// see takes in what ECS says of a task.
func (k *task) see(t types.Task, hasCheck bool) {
	k.address = cmp.Or(addressOf(t), k.address)
	k.running = aws.ToString(t.LastStatus) == statusRunning
	k.checked = !hasCheck || t.HealthStatus == types.HealthStatusHealthy
	k.launch.Zone = aws.ToString(t.AvailabilityZone)
	k.launch.Created, k.launch.Started = aws.ToTime(t.CreatedAt), aws.ToTime(t.StartedAt)
	k.launch.PullStarted, k.launch.PullStopped = aws.ToTime(t.PullStartedAt), aws.ToTime(t.PullStoppedAt)
	k.launch.Connected = aws.ToTime(t.ConnectivityAt)
}

// becomes notes that a task is healthy since now, if it was not before. AWS
// keeps no time of this: it is the first look that found it so, and never before
// the task ran.
func (k *task) becomes(healthy bool, now time.Time) {
	if healthy && !k.healthy {
		k.launch.Healthy = now
		if now.Before(k.launch.Started) {
			k.launch.Healthy = k.launch.Started
		}
	}
	k.healthy = healthy
}

// stopped is why a task stopped: ECS's reason, and that of the container that
// ended it.
func stopped(t types.Task) string {
	text := aws.ToString(t.StoppedReason)
	for _, c := range t.Containers {
		if c.Reason != nil {
			text += "; container " + aws.ToString(c.Name) + ": " + *c.Reason
		}
		if c.ExitCode != nil && *c.ExitCode != 0 {
			text += fmt.Sprintf("; container %s exited with %d", aws.ToString(c.Name), *c.ExitCode)
		}
	}
	return cmp.Or(text, string(t.StopCode), "no reason given")
}

// failed reports whether a task stopped because something was wrong with it, and
// not because the service wanted fewer.
func failed(t types.Task) bool {
	switch t.StopCode {
	case types.TaskStopCodeTaskFailedToStart, types.TaskStopCodeEssentialContainerExited:
		return true
	case types.TaskStopCodeServiceSchedulerInitiated: // "Task failed ELB health checks in (target-group ...)", "Task failed container health checks"
		return strings.Contains(aws.ToString(t.StoppedReason), "failed")
	}
	return false
}

// newest orders tasks, the latest launched first.
func newest(tasks []*task) []*task {
	sorted := slices.Clone(tasks)
	slices.SortFunc(sorted, func(a, b *task) int {
		return cmp.Or(b.launch.Created.Compare(a.launch.Created), cmp.Compare(a.id, b.id))
	})
	return sorted
}
