package lambdareport

import (
	"testing"
	"time"
)

// The events are those of Lambda's own documentation, in one line each.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
const (
	jsonStart  = `{"time":"2024-03-13T18:56:24.046Z","type":"platform.start","record":{"requestId":"79b4","version":"$LATEST","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:f"}}` + "\n"
	jsonReport = `{"time":"2024-03-13T18:56:25.046Z","type":"platform.report","record":{"requestId":"79b4","metrics":{"durationMs":101.51,"billedDurationMs":300,"memorySizeMB":512,"maxMemoryUsedMB":33,"initDurationMs":116.67},"status":"success"}}` + "\n"
	jsonInit   = `{"time":"2024-03-13T18:56:25.046Z","type":"platform.initReport","record":{"initializationType":"on-demand","status":"timeout","phase":"init","metrics":{"durationMs":9999.77}}}` + "\n"
)

func TestOfLog(t *testing.T) {
	for _, tc := range []struct {
		name, log  string
		id         string
		took, init time.Duration
		memory     int
		ok         bool
	}{
		{
			"cold start", "START RequestId: 8f5 Version: $LATEST\nhello\nEND RequestId: 8f5\n" +
				"REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n",
			"8f5", 12340 * time.Microsecond, 110220 * time.Microsecond, 128, true,
		},
		{"the function prints the word", "the REPORT of today\n", "", 0, 0, 0, false},
		{"the last one counts", "REPORT RequestId: a\tDuration: 1.00 ms\nREPORT RequestId: b\tDuration: 2.00 ms\n", "b", 2 * time.Millisecond, 0, 0, true},
		{"JSON", jsonStart + `{"level":"INFO","message":"platform.report"}` + "\n" + jsonReport, "79b4", 101510 * time.Microsecond, 116670 * time.Microsecond, 512, true},
		{"JSON cut off at its start", jsonReport[40:], "", 0, 0, 0, false},
		{"empty", "", "", 0, 0, 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := OfLog(tc.log)
			if got.RequestID != tc.id || got.Duration != tc.took || got.Init != tc.init || got.MemoryMB != tc.memory || ok != tc.ok {
				t.Errorf("got %+v %v", got, ok)
			}
		})
	}
}

func TestInitOfLog(t *testing.T) {
	for _, log := range []string{"INIT_REPORT Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\nSTART RequestId: 1\n", jsonInit + jsonReport} {
		if r, ok := InitOfLog(log); !ok || r.Init != 9999770*time.Microsecond || r.Phase != "init" || r.Status != "timeout" {
			t.Errorf("%q: %+v %v", log, r, ok)
		}
	}
	if _, ok := InitOfLog(jsonReport); ok {
		t.Error("a report of an invocation is one of an init")
	}
}

func FuzzOfLog(f *testing.F) {
	f.Add("REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 123 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 110.22 ms\t\n")
	f.Add("INIT_REPORT Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\n")
	f.Add(jsonStart + jsonReport)
	f.Add(jsonInit)
	f.Fuzz(func(t *testing.T, log string) {
		for _, read := range []func(string) (Report, bool){OfLog, InitOfLog} {
			if r, _ := read(log); r.Duration < 0 || r.Billed < 0 || r.Init < 0 || r.MemoryMB < 0 || r.MaxMemoryMB < 0 {
				t.Errorf("negative figure in %+v", r)
			}
		}
	})
}
