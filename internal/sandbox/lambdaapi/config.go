package lambdaapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Defaults and bounds of a function's configuration that package sandbox does not hold.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const (
	defaultMemoryMB    = 128
	defaultTimeoutS    = 3
	defaultEphemeralMB = 512
	maxEphemeralMB     = 10240
	maxDescription     = 256
	maxEnvironment     = 4096 // bytes of its JSON
	maxHandlerLength   = 4096 // AWS has 128; a path may be longer
	defaultRuntime     = "provided.al2023"

	packageZip   = "Zip"
	packageImage = "Image"
)

// config is what a function's owner sets. It is not changed once it is part
// of a version.
type config struct {
	Handler     string
	Image       *imageConfig // for packageImage
	PackageType string
	Runtime     string
	Role        string
	Description string
	MemoryMB    int
	TimeoutS    int
	Env         map[string]string
	EphemeralMB int
	Arch        string
	Logging     loggingConfig
	SnapStart   string // its ApplyOn, "" for none
	Network     network

	CodeDir    string // where an uploaded archive was unpacked, or ""
	CodeSha256 string // base64, as AWS writes it
	CodeSize   int64

	exec sandbox.Handler // what all that comes to
}

// revision makes the sandbox's view of the configuration.
func (c config) revision(name, number, arn string, serial uint64) *sandbox.Revision {
	return &sandbox.Revision{
		FunctionName: name, Version: number, ARN: arn, Serial: serial,
		Handler: c.exec, MemoryMB: c.MemoryMB, Timeout: time.Duration(c.TimeoutS) * time.Second,
		Env: maps.Clone(c.Env), EphemeralMB: c.EphemeralMB, Architecture: c.Arch, Runtime: c.Runtime,
		LogFormat: c.Logging.LogFormat, SystemLogLevel: c.Logging.SystemLogLevel,
	}
}

func (c config) equal(other config) bool { return reflect.DeepEqual(c, other) }

// settings are the parts of CreateFunction's and UpdateFunctionConfiguration's
// requests that configure a function; nil leaves a part as it is.
type settings struct {
	Handler          *string
	ImageConfig      *imageConfig
	Runtime          *string
	Role             *string
	Description      *string
	MemorySize       *int
	Timeout          *int
	Environment      *struct{ Variables map[string]string }
	EphemeralStorage *struct{ Size *int }
	LoggingConfig    *loggingConfig
	SnapStart        *struct{ ApplyOn string }
	VpcConfig        *network

	Layers                 []string
	FileSystemConfigs      []json.RawMessage
	CapacityProviderConfig json.RawMessage
	DurableConfig          json.RawMessage
	TenancyConfig          json.RawMessage
}

// network is where a function is attached to. It is kept and has no effect. One
// that is attached to nothing any more has empty lists.
// https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
type network struct {
	SubnetIDs               []string `json:"SubnetIds"`
	SecurityGroupIDs        []string `json:"SecurityGroupIds"`
	Ipv6AllowedForDualStack bool
}

// imageConfig is the command of a function of package type Image.
type imageConfig struct {
	EntryPoint       []string `json:",omitempty"`
	Command          []string `json:",omitempty"`
	WorkingDirectory string   `json:",omitempty"`
}

// check notes the settings that AWS would refuse, and refuses those that the
// sandbox cannot honour but which change how a function runs.
func (s *settings) check(v *violations) error {
	v.between(s.MemorySize, "memorySize", sandbox.MinMemoryMB, sandbox.MaxMemoryMB)
	v.between(s.Timeout, "timeout", 1, int(sandbox.MaxTimeout/time.Second))
	if s.EphemeralStorage != nil {
		v.between(s.EphemeralStorage.Size, "ephemeralStorage.size", defaultEphemeralMB, maxEphemeralMB)
	}
	if s.Description != nil {
		v.check(len(*s.Description) <= maxDescription, quoted(*s.Description), "description", maxLength(maxDescription))
	}
	if s.Handler != nil {
		v.check(len(*s.Handler) <= maxHandlerLength, quoted(*s.Handler), "handler", maxLength(maxHandlerLength))
	}
	if s.LoggingConfig != nil {
		s.LoggingConfig.check(v)
	}
	if s.SnapStart != nil {
		v.check(s.SnapStart.ApplyOn == snapNone || s.SnapStart.ApplyOn == snapPublished, quoted(s.SnapStart.ApplyOn), "snapStart.applyOn", oneOf(snapPublished, snapNone))
	}
	if err := v.err(); err != nil {
		return err
	}
	if s.Environment != nil {
		if err := checkEnvironment(s.Environment.Variables); err != nil {
			return err
		}
	}
	return s.checkSupported()
}

func (s *settings) checkSupported() error {
	for _, f := range []struct {
		name string
		used bool
	}{
		{"Layers", len(s.Layers) > 0},
		{"FileSystemConfigs", len(s.FileSystemConfigs) > 0},
		{"CapacityProviderConfig", given(s.CapacityProviderConfig)},
		{"DurableConfig", given(s.DurableConfig)},
		{"TenancyConfig", given(s.TenancyConfig)},
	} {
		if f.used {
			return faultf(codeInvalidParameter, "%s is not supported by this sandbox: leave it out", f.name)
		}
	}
	return nil
}

func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// apply returns c with the settings in it.
func (s *settings) apply(c config) config {
	set(&c.Handler, s.Handler)
	set(&c.Runtime, s.Runtime)
	set(&c.Role, s.Role)
	set(&c.Description, s.Description)
	set(&c.MemoryMB, s.MemorySize)
	set(&c.TimeoutS, s.Timeout)
	if s.ImageConfig != nil {
		c.Image = s.ImageConfig
	}
	if s.Environment != nil {
		c.Env = s.Environment.Variables
	}
	if s.EphemeralStorage != nil {
		set(&c.EphemeralMB, s.EphemeralStorage.Size)
	}
	if s.LoggingConfig != nil {
		c.Logging = *s.LoggingConfig
	}
	if s.SnapStart != nil {
		c.SnapStart = s.SnapStart.ApplyOn
	}
	if s.VpcConfig != nil {
		c.Network = *s.VpcConfig
	}
	return c
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// reservedKeys are the variables that the platform itself sets.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
var reservedKeys = []string{
	"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
	"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
	"AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
	"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	"AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
}

func checkEnvironment(env map[string]string) error {
	const failed = "Lambda was unable to configure your environment variables because the environment variables you have provided "
	var reserved []string
	for _, key := range slices.Sorted(maps.Keys(env)) {
		if slices.Contains(reservedKeys, key) {
			reserved = append(reserved, key)
			continue
		}
		if !isVariable(key) || strings.ContainsRune(env[key], 0) {
			return invalid(key, "environment.variables", "Map keys must satisfy constraint: ["+matches("[a-zA-Z]([a-zA-Z0-9_])+")+"]")
		}
	}
	if len(reserved) > 0 {
		return faultf(codeInvalidParameter, failed+"contains reserved keys that are currently not supported for modification. Reserved keys used in this request: %s", strings.Join(reserved, ", "))
	}
	if text, _ := json.Marshal(env); len(env) > 0 && len(text) > maxEnvironment {
		return faultf(codeInvalidParameter, failed+"exceeded the 4KB limit. String measured: %s", text)
	}
	return nil
}

func isVariable(key string) bool {
	return len(key) > 1 && isName(key) && !strings.Contains(key, "-") &&
		key[0] != '_' && (key[0] < '0' || key[0] > '9')
}
