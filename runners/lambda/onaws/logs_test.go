package onaws

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// fakeLogs is as much of CloudWatch Logs as a run asks for. It hears what the
// sandbox answers to invocations, and keeps the end of each log as events.
type fakeLogs struct {
	mu     sync.Mutex
	groups map[string]*group
	late   time.Duration // after which events can be read
	deaf   bool          // nothing is heard
	mute   bool          // answers have no log
}

type group struct {
	tags   map[string]string
	events []logEvent
}

type logEvent struct {
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"`
	Message       string `json:"message"`
	heard         time.Time
}

// ServeHTTP speaks the JSON protocol of CloudWatch Logs.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
func (l *fakeLogs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var in struct {
		LogGroupName, LogGroupNamePrefix string
		Tags                             map[string]string
		StartTime, EndTime               int64
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	g := l.groups[in.LogGroupName]
	switch {
	case call == "CreateLogGroup" && g != nil:
		refuse(w, "ResourceAlreadyExistsException")
	case call == "CreateLogGroup":
		l.groups[in.LogGroupName] = &group{tags: in.Tags}
		answer(w, struct{}{})
	case call == "DescribeLogGroups":
		var names []map[string]string
		for name := range l.groups {
			if strings.HasPrefix(name, in.LogGroupNamePrefix) {
				names = append(names, map[string]string{"logGroupName": name})
			}
		}
		answer(w, map[string]any{"logGroups": names})
	case g == nil:
		refuse(w, "ResourceNotFoundException")
	case call == "DeleteLogGroup":
		delete(l.groups, in.LogGroupName)
		answer(w, struct{}{})
	case call == "FilterLogEvents":
		answer(w, map[string]any{"events": g.since(l.late)})
	default:
		refuse(w, "UnknownOperationException")
	}
}

// since are the events that are old enough to be read.
func (g *group) since(late time.Duration) []logEvent {
	events := []logEvent{}
	for _, e := range g.events {
		if time.Since(e.heard) >= late {
			events = append(events, e)
		}
	}
	return events
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprintf(w, `{"__type":%q,"message":"refused"}`, code)
}

// listening passes answers on and keeps the logs of invocations. The headers that
// the sandbox adds are taken out: AWS has none of them.
func (l *fakeLogs) listening(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	rest, is := strings.CutSuffix(r.URL.Path, "/invocations")
	if !is {
		return w
	}
	return &listener{ResponseWriter: w, logs: l, function: rest[strings.LastIndex(rest, "/")+1:]}
}

type listener struct {
	http.ResponseWriter
	logs     *fakeLogs
	function string
}

func (l *listener) WriteHeader(status int) {
	header := l.Header()
	environment := header.Get("X-Sweetspot-Environment")
	tail, _ := base64.StdEncoding.DecodeString(header.Get("X-Amz-Log-Result"))
	for name := range header {
		if strings.HasPrefix(name, "X-Sweetspot-") {
			header.Del(name)
		}
	}
	l.logs.keep(l.function, environment, string(tail))
	if l.logs.mute {
		header.Del("X-Amz-Log-Result")
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *fakeLogs) keep(function, environment, tail string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.groups[logGroup(function)]
	if g == nil || l.deaf {
		return
	}
	for line := range strings.Lines(tail) {
		g.events = append(g.events, logEvent{"2026/11/27/[1]" + environment, time.Now().UnixMilli(), strings.TrimRight(line, "\n"), time.Now()})
	}
}
