package scenarios

import "time"

// The longest times that limits take: more than any client waits, and the
// longest visibility time-out of SQS.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
const (
	maxWait       = 24 * time.Hour
	maxVisibility = 12 * time.Hour
)

// limits reads what must outlast the function.
func (d *decoder) limits(n *node) *Limits {
	l := &Limits{}
	limit := func(name string, dst *time.Duration, longest time.Duration) field {
		return field{name: name, read: func(n *node) {
			*dst, _ = d.duration(n, "limits."+name, time.Second, longest)
		}}
	}
	d.object(n, "limits",
		limit("client", &l.Client, maxWait),
		limit("gateway", &l.Gateway, maxWait),
		limit("queue_visibility", &l.QueueVisibility, maxVisibility),
	)
	return l
}
