package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Initialization types, as AWS_LAMBDA_INITIALIZATION_TYPE says them.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
const (
	onDemand               = "on-demand"
	provisionedConcurrency = "provisioned-concurrency"
)

// DefaultRegion is the region that a function sees when its ARN names none.
const DefaultRegion = "us-east-1"

// LogGroup is the name of a function's log group.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
func LogGroup(function string) string { return "/aws/lambda/" + function }

// logStream is the name of an environment's log stream.
func logStream(version, environment string, t time.Time) string {
	return fmt.Sprintf("%s[%s]%s", t.UTC().Format("2006/01/02/"), version, environment)
}

// needed are the parent's variables that a process cannot run without on some
// system; none holds a secret.
var needed = map[string][]string{
	"windows": {"SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT"},
}

// storeVariable names the directory that stands for a function's database.
const storeVariable = "STORE_DIR"

// launch is what the variables of one environment are made of.
type launch struct {
	rev         *Revision
	executable  string
	runtimeDir  string // holds the bootstraps
	home        string // private to the environment
	stream      string
	api         string // host:port
	initialized string // onDemand or provisionedConcurrency
}

// variables is everything that a function's process sees: what Lambda sets,
// the function's own variables, and of the parent's variables PATH alone (with
// a few more on Windows, see needed). A function may set PATH, TZ, LANG and
// its directories; the rest is reserved, as on Lambda. Credentials are absent:
// there is no role here.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
func (l launch) variables() []string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "TZ": ":UTC", "LANG": "en_US.UTF-8",
		"HOME": l.home, "TMPDIR": l.home,
	}
	for _, name := range needed[runtime.GOOS] {
		env[name] = os.Getenv(name)
	}
	if runtime.GOOS == "windows" {
		env["TEMP"], env["TMP"], env["USERPROFILE"] = l.home, l.home, l.home
	}
	if l.rev.Handler.Builtin != "" {
		// What stands for a database outlives and spans the environments.
		env[storeVariable] = filepath.Join(l.runtimeDir, "store-"+l.rev.FunctionName)
	}
	for k, v := range l.rev.Env {
		env[k] = v
	}
	l.reserved(env)
	list := make([]string, 0, len(env))
	for k, v := range env {
		list = append(list, k+"="+v)
	}
	slices.Sort(list)
	return list
}

func (l launch) reserved(env map[string]string) {
	region := region(l.rev.ARN)
	env["AWS_LAMBDA_RUNTIME_API"] = l.api
	env["_HANDLER"] = l.rev.Handler.name()
	env["AWS_LAMBDA_FUNCTION_NAME"] = l.rev.FunctionName
	env["AWS_LAMBDA_FUNCTION_VERSION"] = l.rev.Version
	env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = strconv.Itoa(l.rev.MemoryMB)
	env["AWS_LAMBDA_LOG_GROUP_NAME"] = LogGroup(l.rev.FunctionName)
	env["AWS_LAMBDA_LOG_STREAM_NAME"] = l.stream
	env["AWS_LAMBDA_INITIALIZATION_TYPE"] = l.initialized
	env["AWS_REGION"], env["AWS_DEFAULT_REGION"] = region, region
	env["LAMBDA_TASK_ROOT"] = l.rev.Handler.taskRoot(l.executable)
	env["LAMBDA_RUNTIME_DIR"] = l.runtimeDir
	// Lambda leaves it undefined for the runtimes without a language.
	if r := l.rev.Runtime; r != "" && !strings.HasPrefix(r, "provided") {
		env["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + r
	} else {
		delete(env, "AWS_EXECUTION_ENV")
	}
	if b := l.rev.Handler.Builtin; b != "" {
		env[BuiltinVariable] = b
	}
}

// region is the fourth field of an ARN.
func region(arn string) string {
	if fields := strings.SplitN(arn, ":", 5); len(fields) == 5 && fields[3] != "" {
		return fields[3]
	}
	return DefaultRegion
}
