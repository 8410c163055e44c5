package lambdalogs

import (
	"bytes"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Whatever stands in a file, it gives invocations that a run directory can
// hold, or an error.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"2026-11-20T10:00:00Z START RequestId: " + a + "\n2026-11-20T10:00:00Z " + report(a, "Init Duration: 3 ms"),
		"2026-11-20T10:00:00Z INIT_START Runtime Version: python:3.12.v36\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:07\n" + a + " Task timed out after 3.00 seconds",
		`{"events":[{"timestamp":1795168800100,"logStreamName":"s","message":"` + a + `"}]}`,
		"{\n\"results\":[[{\"field\":\"@duration\",\"value\":\"1\"}]]}",
		`{"time":"2026-11-20T10:00:00.113Z","type":"platform.report","record":{"requestId":"` + a + `","metrics":{"durationMs":12.34,"billedDurationMs":113,"memorySizeMB":512}}}`,
		"@timestamp,@message\n2026-11-20 10:00:00.000,\"" + report(a, "") + "\n\"\n",
		`[["x",{}],"REPORT RequestId: x"]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := NewCollector("")
		_, _ = Read(t.Context(), bytes.NewReader(data), Event{}, c.Add)
		for _, log := range c.Logs() {
			for _, i := range log.Invocations {
				if i.Duration < 0 || i.Billed < 0 || i.Init < 0 || i.MemoryMB < 128 || i.MemoryMB > 10240 || i.MaxMemoryMB < 0 || i.RequestID == "" || len(i.RequestID) > 120 {
					t.Errorf("%+v", i)
				}
				if log.Dated == i.Began.IsZero() || i.Duration > time.Hour || i.End().Before(i.Sent()) {
					t.Errorf("dated %t: %+v", log.Dated, i)
				}
				switch i.Outcome {
				case measure.OutcomeOK, measure.OutcomeFunction, measure.OutcomeOOM, measure.OutcomeTimeout:
				default:
					t.Errorf("outcome %q", i.Outcome)
				}
			}
		}
	})
}
