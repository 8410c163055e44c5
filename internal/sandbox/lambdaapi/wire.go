package lambdaapi

import (
	"net/url"
	"slices"
	"strconv"
	"time"
)

// functionConfiguration is the JSON of a function or a version.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
type functionConfiguration struct {
	FunctionName               string
	FunctionArn                string
	Runtime                    string `json:",omitempty"`
	Role                       string
	Handler                    string `json:",omitempty"`
	CodeSize                   int64
	Description                string
	Timeout                    int
	MemorySize                 int
	LastModified               string
	CodeSha256                 string
	Version                    string
	Environment                *environment `json:",omitempty"`
	TracingConfig              tracingConfig
	RevisionId                 string
	State                      string               `json:",omitempty"`
	StateReason                string               `json:",omitempty"`
	StateReasonCode            string               `json:",omitempty"`
	LastUpdateStatus           string               `json:",omitempty"`
	LastUpdateStatusReason     string               `json:",omitempty"`
	LastUpdateStatusReasonCode string               `json:",omitempty"`
	ImageConfigResponse        *imageConfigResponse `json:",omitempty"`
	PackageType                string
	Architectures              []string
	EphemeralStorage           ephemeralStorage
	SnapStart                  snapStart
	VpcConfig                  *network `json:",omitempty"`
	LoggingConfig              loggingConfig
}

type environment struct{ Variables map[string]string }
type tracingConfig struct{ Mode string }
type imageConfigResponse struct{ ImageConfig imageConfig }
type ephemeralStorage struct{ Size int }
type snapStart struct{ ApplyOn, OptimizationStatus string }

// AWS's words for a function on its way.
const (
	beingCreated = "The function is being created."
	codeCreating = "Creating"
)

// timestamp writes a time as Lambda does.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// listed is the configuration as lists have it, without the states.
func (v view) listed() functionConfiguration {
	c := v.config
	out := functionConfiguration{
		FunctionName: v.rev.FunctionName, FunctionArn: v.arn, Version: v.rev.Version,
		Runtime: c.Runtime, Role: c.Role, Handler: c.Handler, Description: c.Description,
		CodeSize: c.CodeSize, CodeSha256: c.CodeSha256, PackageType: c.PackageType,
		Timeout: c.TimeoutS, MemorySize: c.MemoryMB, Architectures: []string{c.Arch},
		EphemeralStorage: ephemeralStorage{c.EphemeralMB},
		LastModified:     timestamp(v.modified), RevisionId: v.revisionID,
		TracingConfig: tracingConfig{"PassThrough"},
		SnapStart:     c.snapStart(v.rev.Version),
		LoggingConfig: c.Logging.of(v.rev.FunctionName),
	}
	if c.Env != nil {
		out.Environment = &environment{c.Env}
	}
	if c.Network.SubnetIDs != nil {
		out.VpcConfig = &c.Network
	}
	if c.PackageType == packageImage {
		out.Runtime, out.Handler = "", ""
		out.ImageConfigResponse = &imageConfigResponse{*c.Image}
	}
	return out
}

// full is the configuration with its states.
func (v view) full() functionConfiguration {
	out := v.listed()
	switch {
	case v.pending:
		out.State, out.StateReason, out.StateReasonCode = "Pending", beingCreated, codeCreating
	case v.updating:
		out.State, out.LastUpdateStatus = "Active", "InProgress"
		out.LastUpdateStatusReason, out.LastUpdateStatusReasonCode = beingCreated, codeCreating
	default:
		out.State, out.LastUpdateStatus = "Active", "Successful"
	}
	return out
}

const defaultPage = 50 // items of a list's answer, and the most of some

// page cuts a list into pages by Marker and MaxItems. A marker is the key of
// the last item that was seen; key must ascend.
func page[T any](items []T, query url.Values, key func(T) string) (part []T, next string, err error) {
	size := defaultPage
	if text := query.Get("MaxItems"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, "", invalid(text, "maxItems", "Member must have value greater than or equal to 1")
		}
		size = min(n, defaultPage)
	}
	if marker := query.Get("Marker"); marker != "" {
		i := slices.IndexFunc(items, func(item T) bool { return key(item) > marker })
		if i < 0 {
			i = len(items)
		}
		items = items[i:]
	}
	if len(items) <= size {
		return items, "", nil
	}
	return items[:size], key(items[size-1]), nil
}
