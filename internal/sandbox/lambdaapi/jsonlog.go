package lambdaapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// loggingConfig says how a function logs.
// https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
type loggingConfig struct {
	LogFormat           string `json:",omitempty"`
	ApplicationLogLevel string `json:",omitempty"`
	SystemLogLevel      string `json:",omitempty"`
	LogGroup            string `json:",omitempty"`
}

// The words of a loggingConfig that matter here.
const (
	logText, logJSON = "Text", "JSON"
	levelWarn        = "WARN"
)

func (l *loggingConfig) check(v *violations) {
	v.check(l.LogFormat == "" || l.LogFormat == logText || l.LogFormat == logJSON, quoted(l.LogFormat), "loggingConfig.logFormat", oneOf(logJSON, logText))
}

// of is the configuration with its defaults, for a function of that name.
// "By default, Lambda sets the system log level to INFO."
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
func (l loggingConfig) of(function string) loggingConfig {
	l.LogFormat = cmp.Or(l.LogFormat, logText)
	l.LogGroup = cmp.Or(l.LogGroup, "/aws/lambda/"+function)
	if l.LogFormat == logJSON {
		l.SystemLogLevel, l.ApplicationLogLevel = cmp.Or(l.SystemLogLevel, "INFO"), cmp.Or(l.ApplicationLogLevel, "INFO")
	}
	return l
}

// The words of SnapStart.
const (
	snapNone      = "None"
	snapPublished = "PublishedVersions"
)

// snapStart of a version. Here it is kept and has no effect: nothing is
// snapshotted. "You can use SnapStart only on published function versions": its
// status is On for those alone.
// https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
func (c *config) snapStart(version string) snapStart {
	out := snapStart{cmp.Or(c.SnapStart, snapNone), "Off"}
	if out.ApplyOn == snapPublished && version != latest {
		out.OptimizationStatus = "On"
	}
	return out
}

// tail is the end of an invocation's log in the format of the function. As JSON
// the platform writes events in place of its lines, which are of level INFO and
// left out where the function wants less.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html#monitoring-cloudwatchlogs-system-log-levels
func tail(res *sandbox.Result, rev *sandbox.Revision) []byte {
	log := res.Log
	if rev.LogFormat == logJSON {
		log = asJSON(res, rev)
	}
	return log[max(0, len(log)-sandbox.LogTailBytes):]
}

func asJSON(res *sandbox.Result, rev *sandbox.Revision) []byte {
	var out bytes.Buffer
	event := func(kind string, record map[string]any) {
		if rev.SystemLogLevel == levelWarn {
			return
		}
		record["requestId"] = res.Report.RequestID
		text, _ := json.Marshal(map[string]any{"time": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "type": kind, "record": record})
		out.Write(append(text, '\n'))
	}
	for line := range strings.Lines(string(res.Log)) {
		word, _, _ := strings.Cut(line, " ")
		switch word {
		case "START":
			event("platform.start", map[string]any{"version": rev.Version})
		case "END":
		case "REPORT":
			event("platform.report", map[string]any{"status": cmp.Or(res.Report.Status, "success"), "metrics": metricsOf(&res.Report)})
		default:
			out.WriteString(line)
		}
	}
	return out.Bytes()
}

// metricsOf are the figures of a platform.report.
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#ReportMetrics
func metricsOf(r *sandbox.Report) map[string]any {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	metrics := map[string]any{
		"durationMs": ms(r.Duration), "billedDurationMs": r.Billed.Milliseconds(), "memorySizeMB": r.MemoryMB, "maxMemoryUsedMB": r.MaxMemoryMB,
	}
	if r.Init > 0 {
		metrics["initDurationMs"] = ms(r.Init)
	}
	return metrics
}
