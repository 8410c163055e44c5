package lambdalogs

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// collected reads text and gives the log of the only function in it.
func collected(t *testing.T, text string) *Log {
	t.Helper()
	logs, unread, err := collect(t, text, Event{})
	if err != nil || unread != 0 || len(logs) != 1 {
		t.Fatalf("%d logs, %d unread, %v", len(logs), unread, err)
	}
	return logs[0]
}

func collect(t *testing.T, text string, from Event) ([]*Log, int, error) {
	t.Helper()
	c := NewCollector("")
	unread, err := Read(t.Context(), strings.NewReader(text), from, c.Add)
	return c.Logs(), unread, err
}

// said is an invocation in one line.
func said(i Invocation) string {
	return fmt.Sprintf("%s %s d=%s b=%s i=%s %d/%d %s %s %q",
		i.RequestID, i.Sent().Format("15:04:05.000"), i.Duration, i.Billed, i.Init, i.MaxMemoryMB, i.MemoryMB, i.Cold, i.Outcome, i.Reason)
}

func check(t *testing.T, log *Log, want ...string) {
	t.Helper()
	var got []string
	for _, i := range log.Invocations {
		got = append(got, said(i))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const (
	a = "11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
	b = "22222222-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
)

// One function, in every container: the same two invocations.
func TestContainers(t *testing.T) {
	start := "START RequestId: " + a + " Version: $LATEST"
	report := "REPORT RequestId: " + a + `\tDuration: 12.34 ms\tBilled Duration: 113 ms\tMemory Size: 512 MB\tMax Memory Used: 70 MB\tInit Duration: 100.25 ms\t\n`
	second := "REPORT RequestId: " + b + `\tDuration: 20.00 ms\tBilled Duration: 20 ms\tMemory Size: 512 MB\tMax Memory Used: 71 MB\t\n`
	tab := strings.NewReplacer(`\t`, "\t", `\n`, "")
	blank := strings.NewReplacer(`\t`, "    ", `\n`, "")
	stream := "2026/11/20/[$LATEST]0123456789abcdef0123456789abcdef"
	platform := `{"time":"2026-11-20T10:00:00.100Z","type":"platform.start","record":{"requestId":"` + a + `","version":"$LATEST"}}
{"time":"2026-11-20T10:00:00.113Z","type":"platform.report","record":{"requestId":"` + a + `","status":"success","metrics":{"durationMs":12.34,"billedDurationMs":113,"memorySizeMB":512,"maxMemoryUsedMB":70,"initDurationMs":100.25}}}
{"level":"INFO","message":"hello"}
{"time":"2026-11-20T10:00:01.020Z","type":"platform.report","record":{"requestId":"` + b + `","status":"success","metrics":{"durationMs":20,"billedDurationMs":20,"memorySizeMB":512,"maxMemoryUsedMB":71}}}
`
	event := func(ms int, message string) string {
		return fmt.Sprintf(`{"timestamp":%d,"logStreamName":%q,"message":"%s","ingestionTime":1}`, ms, stream, message)
	}
	events := event(1795168800100, start) + "," + event(1795168800113, report) + "," + event(1795168801020, second)
	csvRow := func(at, message string) string { return at + `,"` + tab.Replace(message) + "\n\"," + stream + "\n" }
	for name, text := range map[string]string{
		"text with times":   "2026-11-20T10:00:00.100Z " + start + "\n2026-11-20T10:00:00.113Z " + tab.Replace(report) + "\nXRAY TraceId: 1-5\n2026-11-20T10:00:01.020Z " + tab.Replace(second) + "\n",
		"aws logs tail":     "2026-11-20T10:00:00.100000+00:00 " + stream + " " + start + "\n2026-11-20T10:00:00.113000+00:00 " + stream + " " + blank.Replace(report) + "\n2026-11-20T12:00:01.020000+02:00 " + stream + " " + tab.Replace(second) + "\n",
		"sam logs":          stream + " 2026-11-20T10:00:00.100000 " + start + "\n" + stream + " 2026-11-20T10:00:00.113000 " + tab.Replace(report) + "\n" + stream + " 2026-11-20T10:00:01.020000 " + tab.Replace(second) + "\n",
		"JSON lines":        platform,
		"pretty":            strings.ReplaceAll(strings.ReplaceAll(platform, "{", "{\n"), ",", ",\n "),
		"filter-log-events": "{\n \"events\": [" + events + "],\n \"searchedLogStreams\": [{\"logStreamName\":\"x\"}]\n}\n",
		"one line":          `{"events":[` + events + `],"nextToken":null}`,
		"two pages":         `{"events":[` + event(1795168800100, start) + "," + event(1795168800113, report) + "]}\n{\"events\":[" + event(1795168801020, second) + `]}`,
		"array":             "[" + events + "]",
		"subscription":      `{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/f","logStream":"` + stream + `","logEvents":[` + events + `]}`,
		"Insights CSV":      "@timestamp,@message,@logStream\n" + csvRow("2026-11-20 10:00:01.020", second) + csvRow("2026-11-20 10:00:00.113", report) + csvRow("2026-11-20 10:00:00.100", start),
		"console CSV":       "timestamp,message\n1795168800100,\"" + start + "\n\"\n1795168800113,\"" + tab.Replace(report) + "\"\n1795168801020,\"" + tab.Replace(second) + "\"\n",
		"Insights fields": `{"results":[[{"field":"@timestamp","value":"2026-11-20 10:00:00.113"},{"field":"@requestId","value":"` + a + `"},{"field":"@duration","value":"12.34"},{"field":"@billedDuration","value":"113.0"},{"field":"@memorySize","value":"5.12E8"},{"field":"@maxMemoryUsed","value":"7.0E7"},{"field":"@initDuration","value":"100.25"}],
			[{"field":"@timestamp","value":"2026-11-20 10:00:01.020"},{"field":"@requestId","value":"` + b + `"},{"field":"@duration","value":"20.0"},{"field":"@billedDuration","value":"20.0"},{"field":"@memorySize","value":"512000000"},{"field":"@maxMemoryUsed","value":"71000000"}]],"status":"Complete"}`,
	} {
		t.Run(name, func(t *testing.T) {
			sent := "09:59:59.999"
			if name == "Insights fields" { // there is no start: the report comes after the handler
				sent = "10:00:00.000"
			}
			for _, packed := range []string{text, zipped(t, text)} {
				log := collected(t, packed)
				check(t, log,
					a+" "+sent+" d=12.34ms b=113ms i=100.25ms 70/512 waited ok \"\"",
					b+" 10:00:01.000 d=20ms b=20ms i=0s 71/512 none ok \"\"")
				if want := map[string]string{"subscription": "f"}[name]; log.Function != want || !log.Dated {
					t.Errorf("function %q, dated %t", log.Function, log.Dated)
				}
			}
		})
	}
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// report is a REPORT line of the request with what is added to it.
func report(id, more string) string {
	return "REPORT RequestId: " + id + "\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t" + more
}

func TestOutcomes(t *testing.T) {
	end := "\nEND RequestId: " + a + "\n"
	for _, tt := range []struct {
		name, text string
		outcome    measure.Outcome
		reason     string
	}{
		{"success", report(a, ""), measure.OutcomeOK, ""},
		{"status timeout", report(a, "Status: timeout"), measure.OutcomeTimeout, ""},
		{"timed out after the report", report(a, "") + "\n2026-11-20T10:00:03.001Z " + a + " Task timed out after 3.00 seconds\n\n", measure.OutcomeTimeout, ""},
		{"timed out before it", "2026-11-20T10:00:03.001Z " + a + " Task timed out after 3.05 seconds\n" + report(a, ""), measure.OutcomeTimeout, ""},
		{"killed", "RequestId: " + a + " Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n" + report(a, "Status: error\tError Type: Runtime.ExitError"), measure.OutcomeOOM, "Runtime.ExitError"},
		{"out of memory", report(a, "Status: error\tError Type: Runtime.OutOfMemory"), measure.OutcomeOOM, "Runtime.OutOfMemory"},
		{"exited with all memory in use", report(a, "Status: error Error Type: Runtime.ExitError"), measure.OutcomeOOM, "Runtime.ExitError"},
		{"exited", "RequestId: " + a + " Error: Runtime exited with error: exit status 1\n" + strings.Replace(report(a, "Status: error\tError Type: Runtime.ExitError"), "Used: 128", "Used: 50", 1), measure.OutcomeFunction, "Runtime.ExitError"},
		{"Python", "START RequestId: " + a + " Version: 1\n[ERROR] KeyError: 'x'\nTraceback (most recent call last):" + end + report(a, ""), measure.OutcomeFunction, "KeyError"},
		{"Python's logger", "START RequestId: " + a + " Version: 1\n[ERROR]\t2026-11-20T10:00:00.001Z\t" + a + "\tno failure\n[ERROR] a word" + end + report(a, ""), measure.OutcomeOK, ""},
		{"Node", "2026-11-20T10:00:00.001Z\t" + a + "\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"x\"}" + end + report(a, ""), measure.OutcomeFunction, "TypeError"},
		{"Node's console", "2026-11-20T10:00:00.001Z\t" + a + "\tERROR\tno failure" + end + report(a, ""), measure.OutcomeOK, ""},
		{"JSON failure", `{"type":"platform.runtimeDone","record":{"requestId":"` + a + `","status":"failure","errorType":"ValueError"}}` + "\n" + report(a, ""), measure.OutcomeFunction, "ValueError"},
		{"JSON timeout", `{"type":"platform.runtimeDone","record":{"requestId":"` + a + `","status":"timeout"}}` + "\n" + report(a, ""), measure.OutcomeTimeout, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := collected(t, tt.text)
			if len(log.Invocations) != 1 {
				t.Fatalf("%d invocations", len(log.Invocations))
			}
			if i := log.Invocations[0]; i.Outcome != tt.outcome || i.Reason != tt.reason {
				t.Errorf("%s %q", i.Outcome, i.Reason)
			}
			if tt.outcome == measure.OutcomeTimeout && log.Timeout != 3*time.Second {
				t.Errorf("time-out %s", log.Timeout)
			}
		})
	}
}

func TestColdStarts(t *testing.T) {
	init := "10:00:00.000Z INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:07a48df2\n"
	cold := strings.Replace(report(a, "Init Duration: 400.00 ms"), "3000.00 ms\t", "50.00 ms\t", 1) + "\n"
	stream := "2026/11/20/[$LATEST]0123456789abcdef0123456789abcdef "
	lines := func(text string) string {
		var out strings.Builder
		for line := range strings.Lines(text) {
			if line[0] >= '0' && line[0] <= '9' {
				line = stream + "2026-11-20T" + line
			} else {
				line = stream + line
			}
			out.WriteString(line)
		}
		return out.String()
	}
	for _, tt := range []struct {
		name, text, want string
		began            string
	}{
		{"waited for", init + "10:00:00.410Z START RequestId: " + a + "\n" + cold, "waited", "10:00:00.010"},
		{"proactive", init + "10:00:09.000Z START RequestId: " + a + "\n" + cold, "proactive", "10:00:09.000"},
		{"restored", "10:00:09.000Z START RequestId: " + a + "\n" + strings.Replace(cold, "Init Duration: 400.00 ms", "Restore Duration: 500.00 ms\tBilled Restore Duration: 90 ms", 1), "restored", "10:00:08.500"},
		{"again", "10:00:00.000Z INIT_REPORT Init Duration: 900.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n" +
			"10:00:00.500Z INIT_REPORT Init Duration: 300.00 ms\tPhase: invoke\n10:00:00.500Z START RequestId: " + a + "\n" + report(a, "") + "\n", "reinit", "10:00:00.500"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := collected(t, lines(tt.text))
			i := log.Invocations[0]
			if string(i.Cold) != tt.want || i.Sent().Format("15:04:05.000") != tt.began || i.Init == 0 {
				t.Errorf("%s, want it at %s", said(i), tt.began)
			}
			if strings.Contains(tt.text, "INIT_START") && (log.Region != "eu-west-1" || log.Runtime != "python3.12") {
				t.Errorf("region %q, runtime %q", log.Region, log.Runtime)
			}
			if failed := strings.Count(tt.text, "Status: error"); log.FailedInits != failed {
				t.Errorf("%d failed inits", log.FailedInits)
			}
		})
	}
}

// What cannot be used is counted.
func TestCounts(t *testing.T) {
	whole := "2026-11-20T10:00:00Z " + report(a, "")
	log := collected(t, strings.Join([]string{
		whole, whole, // exported twice
		"2026-11-20T10:05:00Z " + report(a, ""), // retried under its old ID
		"2026-11-20T10:00:00Z REPORT RequestId: " + b + "\tDuration: 3.00 ms",
		"2026-11-20T10:00:00Z REPORT RequestId: " + b + "\tDuration: NaN ms\tBilled Duration: 1 ms\tMemory Size: 128 MB",
		"2026-11-20T10:00:00Z START RequestId: " + b + " Version: 1",
	}, "\n"))
	if len(log.Invocations) != 2 || log.Duplicates != 1 || log.Unreadable != 2 || log.Unfinished != 1 || log.Unreadables != "a billed duration" {
		t.Errorf("%+v", log)
	}
	if log := collected(t, report(a, "")+"\n"+report(b, "")); log.Dated || len(log.Invocations) != 2 || log.Whole || !log.Mute {
		t.Errorf("%+v", log)
	}
	if log := collected(t, report(a, "Status: success")+"\n"+report(b, "Status: error")); log.Mute {
		t.Errorf("%+v: both reports have a status", log)
	}
}

func TestRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "the file is empty",
		" \n":                  "the file is empty",
		"PK\x00\x01":           "this is no text",
		"\x1f\x8b":             "begins as a gzip file and is none",
		"{\n\"events\": [1, 2": "unexpected EOF",
		"{\n\"events\": {}":    "no list",
		"[{\"message\": \"" + strings.Repeat("x", 2*maxPiece): "a piece of it is larger than 8 MB",
	} {
		if _, _, err := collect(t, text, Event{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	long := strings.Repeat("x", 2*maxMessage) + "\n" + report(a, "")
	if logs, unread, err := collect(t, long, Event{}); err != nil || unread != 1 || len(logs[0].Invocations) != 1 {
		t.Errorf("a long line: %d unread, %v", unread, err)
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ group, stream, want string }{
		{"/aws/lambda/orders", "", "orders"},
		{"123456789012:/aws/lambda/orders", "2026/11/20/[$LATEST]0123456789abcdef", "orders"},
		{"arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders:*", "", "orders"},
		{"shared", "2026/11/20/orders[$LATEST]0123456789abcdef", "orders"},
		{"shared", "x", "shared"},
		{"", "2026/11/20/[7]0123456789abcdef", ""},
	} {
		group, _, _ := splitGroup(tt.group)
		if got := functionOf(group, tt.stream); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.group, tt.stream, got, tt.want)
		}
	}
	if got := StreamOfFolder("2026-11-20-[$LATEST]0123456789abcdef"); got != "2026/11/20/[$LATEST]0123456789abcdef" {
		t.Errorf("%q", got)
	}
	if got := StreamOfFolder("logs"); got != "" {
		t.Errorf("%q", got)
	}
}
