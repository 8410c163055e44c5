package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// cloudWatchLogs speaks as much of CloudWatch Logs as the commands ask for. It
// has the groups of two functions, orders and users, with two pages of events.
func cloudWatchLogs(w http.ResponseWriter, r *http.Request) {
	var in struct{ LogGroupName, LogGroupNamePrefix, NextToken string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	name := strings.TrimPrefix(in.LogGroupName, "/aws/lambda/")
	sizes := map[string]int{"orders": 1024, "users": 128}
	switch {
	case strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeLogGroups"):
		fmt.Fprint(w, `{"logGroups":[{"logGroupName":"/aws/lambda/users"},{"logGroupName":"/aws/lambda/orders"}]}`)
	case sizes[name] == 0:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}`)
	case in.NextToken == "":
		fmt.Fprintf(w, `{"events":[%s],"nextToken":"next"}`, loggedEvents(sizes[name], 0, 30))
	default:
		fmt.Fprintf(w, `{"events":[%s]}`, loggedEvents(sizes[name], 30, 60))
	}
}

// loggedEvents are reports of a function of the size, one every ten minutes.
func loggedEvents(memoryMB, from, to int) string {
	start := time.Now().Add(-12 * time.Hour).UnixMilli()
	var events []string
	for n := from; n < to; n++ {
		message, _ := json.Marshal(fmt.Sprintf("REPORT RequestId: 0a1b2c3d-0000-4000-8000-%012d\tDuration: %d.50 ms\tBilled Duration: %d ms\tMemory Size: %d MB\tMax Memory Used: 70 MB\t\n",
			n, 40+n%7, 41+n%7, memoryMB))
		events = append(events, fmt.Sprintf(`{"logStreamName":"2026/11/20/[$LATEST]0123456789abcdef","timestamp":%d,"message":%s}`, start+int64(n)*600_000, message))
	}
	return strings.Join(events, ",")
}
