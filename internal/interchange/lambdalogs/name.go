package lambdalogs

import (
	"regexp"
	"strings"
)

var (
	arn       = regexp.MustCompile(`^arn:aws[a-z-]*:lambda:([a-z0-9-]+):([0-9]{12}):function:([A-Za-z0-9_-]{1,140})`)
	groupARN  = regexp.MustCompile(`^arn:aws[a-z-]*:logs:([a-z0-9-]+):([0-9]{12}):log-group:([^:*]+)`)
	ownGroup  = regexp.MustCompile(`^(?:([0-9]{12}):)?(.+)$`)
	anyStream = regexp.MustCompile(`^[0-9]{4}/[0-9]{2}/[0-9]{2}/([A-Za-z0-9_-]*)\[[^\]]*\][0-9a-f]{8,64}$`)
	kept      = regexp.MustCompile(`^([0-9]{4})-([0-9]{2})-([0-9]{2})-(.*\[[^\]]*\][0-9a-f]{8,64})$`)
)

const groupPrefix = "/aws/lambda/"

// functionARN takes apart the ARN of a function.
func functionARN(text string) (name, region, account string) {
	if m := arn.FindStringSubmatch(text); m != nil {
		return m[3], m[1], m[2]
	}
	return "", "", ""
}

// splitGroup takes apart what stands for a log group: its name, its ARN, or
// "123456789012:/aws/lambda/name" as Logs Insights writes it.
func splitGroup(text string) (group, region, account string) {
	if m := groupARN.FindStringSubmatch(text); m != nil {
		return m[3], m[1], m[2]
	}
	if m := ownGroup.FindStringSubmatch(text); m != nil {
		return m[2], "", m[1]
	}
	return "", "", ""
}

// functionOf is the name of the function that logs to a group and a stream.
// Several functions may share a group of another name; their streams then tell
// ("2024/01/01/name[$LATEST]1a2b…").
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
func functionOf(group, stream string) string {
	if name, ok := strings.CutPrefix(group, groupPrefix); ok {
		return name
	}
	if m := anyStream.FindStringSubmatch(stream); m != nil && m[1] != "" {
		return m[1]
	}
	return group
}

// StreamOfFolder is the log stream whose folder of an export to S3 bears the
// name: the slashes in it have become hyphens. It is "" for other folders.
func StreamOfFolder(name string) string {
	if m := kept.FindStringSubmatch(name); m != nil {
		return m[1] + "/" + m[2] + "/" + m[3] + "/" + m[4]
	}
	return ""
}
