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

// Limits of what invokes a function and of an account.
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	maxShards          = 100_000
	maxParallelization = 10
	defaultConcurrency = 1000
	maxAccount         = 1_000_000
)

// source reads what invokes the function.
func (d *decoder) source(n *node) *EventSource {
	s := &EventSource{}
	d.object(n, "source", field{name: "stream", read: func(n *node) { s.Stream = d.stream(n) }})
	return s
}

func (d *decoder) stream(n *node) *Stream {
	s := &Stream{Parallelization: 1}
	if d.object(n, "source.stream",
		field{name: "shards", read: func(n *node) { s.Shards = d.integer(n, "source.stream.shards", 1, maxShards) }},
		field{name: "parallelization", read: func(n *node) {
			s.Parallelization = d.integer(n, "source.stream.parallelization", 1, maxParallelization)
		}},
	) && len(n.entries) > 0 && n.get("shards") == nil {
		d.missing(n, "source.stream does not say how many shards it has", "add shards: 10")
	}
	return s
}

// account reads the concurrency of the account.
func (d *decoder) account(n *node) *Account {
	a := &Account{Concurrency: defaultConcurrency}
	d.object(n, "account",
		field{name: "concurrency", read: func(n *node) { a.Concurrency = d.integer(n, "account.concurrency", 1, maxAccount) }},
		field{name: "reserved", read: func(n *node) { a.Reserved = d.integer(n, "account.reserved", 0, maxAccount) }},
	)
	if at := n.get("reserved"); at != nil && a.Reserved > a.Concurrency {
		d.fail(at, "it is the part of account.concurrency that other functions have", "account.reserved is "+itoa(a.Reserved)+", more than the account's "+itoa(a.Concurrency))
	}
	return a
}
