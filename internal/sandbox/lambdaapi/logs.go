package lambdaapi

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// As much of CloudWatch Logs as reads what functions logged: groups, into which
// the end of each log goes, and a filter of terms. Functions make no group by
// themselves unless Options.KeepLogs asks for it, so that nobody pays for logs
// that nobody reads.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html

const (
	logsTarget   = "Logs_20140328."
	maxLogEvents = 100_000 // kept of a group; the oldest are forgotten
	maxLogPage   = 10_000  // events of an answer, as AWS has it
	maxLogBytes  = 1 << 20 // of a request
)

// logEvent is the JSON of an event that was found.
type logEvent struct {
	EventID       string `json:"eventId"`
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"`
	Message       string `json:"message"`
}

// logGroups are the log groups that there are.
type logGroups struct {
	some   atomic.Bool // there may be one; read without mu
	own    bool        // functions make theirs
	mu     sync.Mutex
	groups map[string][]logEvent
	serial int
}

// keep takes in the end of an invocation's log, where its group exists. The
// stream is of the version and the environment, as AWS names it.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
func (l *logGroups) keep(rev *sandbox.Revision, res *sandbox.Result) {
	if !l.some.Load() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	group := "/aws/lambda/" + rev.FunctionName
	events, there := l.groups[group]
	if !there && !l.own {
		return
	}
	if l.groups == nil {
		l.groups = map[string][]logEvent{}
	}
	now := time.Now()
	stream := now.UTC().Format("2006/01/02/[") + rev.Version + "]" + res.Environment
	for line := range strings.Lines(string(tail(res, rev))) {
		l.serial++
		events = append(events, logEvent{strconv.Itoa(l.serial), stream, now.UnixMilli(), strings.TrimRight(line, "\n")})
	}
	l.groups[group] = events[max(0, len(events)-maxLogEvents):]
}

// logsRequest are the parts of requests that are looked at.
type logsRequest struct {
	LogGroupName, LogGroupNamePrefix string
	StartTime, EndTime               int64
	FilterPattern, NextToken         string
}

// serve answers a call of CloudWatch Logs.
func (l *logGroups) serve(w http.ResponseWriter, r *http.Request) {
	var in logsRequest
	body, err := readBody(r, maxLogBytes, "CloudWatch Logs")
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		logsFault(w, "SerializationException", "the request cannot be read")
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	call := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), logsTarget)
	events, there := l.groups[in.LogGroupName]
	switch call {
	case "CreateLogGroup":
		if there {
			logsFault(w, "ResourceAlreadyExistsException", "The specified log group already exists")
			return
		}
		if l.groups == nil {
			l.groups = map[string][]logEvent{}
		}
		l.groups[in.LogGroupName] = []logEvent{}
		l.some.Store(true)
		logsAnswer(w, struct{}{})
	case "DescribeLogGroups":
		logsAnswer(w, l.described(in.LogGroupNamePrefix))
	case "DeleteLogGroup", "FilterLogEvents":
		switch {
		case !there:
			logsFault(w, codeNotFound, "The specified log group does not exist.")
		case call == "DeleteLogGroup":
			delete(l.groups, in.LogGroupName)
			logsAnswer(w, struct{}{})
		default:
			logsAnswer(w, found(events, in))
		}
	default:
		logsFault(w, codeUnknownOperation, call+" of CloudWatch Logs is not supported by this sandbox")
	}
}

// described are the groups whose names begin so.
func (l *logGroups) described(prefix string) any {
	type named struct {
		LogGroupName string `json:"logGroupName"`
	}
	groups := []named{}
	for name := range l.groups {
		if strings.HasPrefix(name, prefix) {
			groups = append(groups, named{name})
		}
	}
	slices.SortFunc(groups, func(a, b named) int { return cmp.Compare(a.LogGroupName, b.LogGroupName) })
	return map[string]any{"logGroups": groups}
}

// found is a page of the events of a time that the filter lets through; the token
// of the next one is the place of its first event.
func found(events []logEvent, in logsRequest) any {
	page := []logEvent{}
	from, _ := strconv.Atoi(in.NextToken) // the first page has none
	for i := max(0, from); i < len(events); i++ {
		if len(page) == maxLogPage {
			return map[string]any{"events": page, "nextToken": strconv.Itoa(i)}
		}
		e := events[i]
		if e.Timestamp >= in.StartTime && (in.EndTime == 0 || e.Timestamp < in.EndTime) && passes(e.Message, in.FilterPattern) {
			page = append(page, e)
		}
	}
	return map[string]any{"events": page}
}

// passes holds a message against a pattern of terms of which one must be there,
// `?ERROR ?"timed out"`; every other pattern lets all through.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func passes(message, pattern string) bool {
	if !strings.HasPrefix(pattern, "?") {
		return true
	}
	for _, term := range strings.Split(pattern[1:], " ?") {
		if strings.Contains(message, strings.Trim(term, `"`)) {
			return true
		}
	}
	return false
}

func logsAnswer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	// The shapes are our own; a caller that has gone is not an error of the server.
	_ = json.NewEncoder(w).Encode(body)
}

func logsFault(w http.ResponseWriter, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
}
