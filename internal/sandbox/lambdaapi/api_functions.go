package lambdaapi

import (
	"net/http"
	"slices"
	"strings"
)

// createRequest is the body of CreateFunction.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
type createRequest struct {
	settings
	FunctionName  string
	PackageType   string
	Architectures []string
	Publish       bool
	Tags          map[string]string
	Code          struct{ ZipFile []byte } // S3Bucket and ImageUri are accepted and not looked at
}

// decodeCreate reads and checks the body of CreateFunction, but for what its
// handler needs.
func decodeCreate(body []byte) (createRequest, reference, error) {
	var req createRequest
	if err := decode(body, &req); err != nil {
		return req, reference{}, err
	}
	var v violations
	ref, ok := parseReference(req.FunctionName)
	v.check(ok, quoted(req.FunctionName), "functionName", matches(createNamePattern))
	v.check(len(ref.name) <= maxNameLength, quoted(req.FunctionName), "functionName", maxLength(maxNameLength))
	v.check(req.PackageType == "" || req.PackageType == packageZip || req.PackageType == packageImage,
		quoted(req.PackageType), "packageType", oneOf(packageImage, packageZip))
	checkArchitectures(&v, req.Architectures)
	if err := req.settings.check(&v); err != nil {
		return req, ref, err
	}
	return req, ref, checkTags(req.Tags)
}

func checkArchitectures(v *violations, archs []string) {
	if len(archs) == 0 {
		return
	}
	shown := "'[" + strings.Join(archs, ", ") + "]'"
	v.check(len(archs) == 1, shown, "architectures", maxLength(1))
	v.check(!slices.ContainsFunc(archs, func(a string) bool { return a != archX86 && a != archARM }), shown, "architectures",
		"Member must satisfy constraint: ["+oneOf(archX86, archARM)+", Member must not be null]")
}

// The architectures of Lambda.
const (
	archX86 = "x86_64"
	archARM = "arm64"
)

// config is the configuration that a checked request asks for.
func (req *createRequest) config(account string) config {
	c := config{
		PackageType: req.PackageType, Runtime: defaultRuntime, Arch: archX86,
		Role:     "arn:aws:iam::" + account + ":role/sandbox",
		MemoryMB: defaultMemoryMB, TimeoutS: defaultTimeoutS, EphemeralMB: defaultEphemeralMB,
	}
	if c.PackageType == "" {
		c.PackageType = packageZip
	}
	if len(req.Architectures) > 0 {
		c.Arch = req.Architectures[0]
	}
	return req.settings.apply(c)
}

func (s *Server) createFunction(c *call) (response, error) {
	req, ref, err := decodeCreate(c.body)
	if err != nil {
		return response{}, err
	}
	if err := s.checkScope(req.FunctionName, ref); err != nil {
		return response{}, err
	}
	if _, err := s.registry.get(ref.name, ""); err == nil { // before its code is unpacked
		return response{}, faultf(codeConflict, "Function already exist: %s", ref.name)
	}
	cfg := req.config(s.opts.AccountID)
	if err := s.load(&cfg, req.Code.ZipFile); err != nil {
		return response{}, err
	}
	v, err := s.registry.create(ref.name, cfg, req.Tags, req.Publish)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusCreated, v.full()}, nil
}

func (s *Server) deleteFunction(c *call) (response, error) {
	ref, err := s.resolveName(c.params[0], c.query.Get("Qualifier"))
	if err != nil {
		return response{}, err
	}
	return response{http.StatusNoContent, nil}, s.registry.delete(ref.name, ref.qualifier)
}

// functionAnswer is the JSON of GetFunction.
type functionAnswer struct {
	Configuration functionConfiguration
	Code          codeLocation
	Tags          map[string]string `json:",omitempty"`
	Concurrency   *concurrency      `json:",omitempty"`
}

// codeLocation says where the code is. Its Location is "a presigned URL that you
// can use to download the deployment package".
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
type codeLocation struct {
	RepositoryType string
	Location       string `json:",omitempty"`
	ImageUri       string `json:",omitempty"`
}

func (s *Server) getFunction(c *call) (response, error) {
	ref, v, err := s.lookup(c)
	if err != nil {
		return response{}, err
	}
	out := functionAnswer{Configuration: v.full(), Code: v.config.location(c.host)}
	if n, err := s.registry.reserved(ref.name); err == nil && n != nil {
		out.Concurrency = &concurrency{n}
	}
	if out.Tags, err = s.registry.tags(ref.name); err != nil {
		return response{}, err
	}
	return response{http.StatusOK, out}, nil
}

func (s *Server) getFunctionConfiguration(c *call) (response, error) {
	_, v, err := s.lookup(c)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusOK, v.full()}, nil
}

// lookup finds the version that a request's name and qualifier mean.
func (s *Server) lookup(c *call) (reference, view, error) {
	ref, err := s.resolveName(c.params[0], c.query.Get("Qualifier"))
	if err != nil {
		return ref, view{}, err
	}
	v, err := s.registry.get(ref.name, ref.qualifier)
	return ref, v, err
}

func (s *Server) listFunctions(c *call) (response, error) {
	which := c.query.Get("FunctionVersion")
	if which != "" && which != "ALL" {
		return response{}, invalid(which, "functionVersion", oneOf("ALL"))
	}
	part, next, err := page(s.registry.list(which == "ALL"), c.query, view.key)
	if err != nil {
		return response{}, err
	}
	return response{http.StatusOK, struct {
		Functions  []functionConfiguration
		NextMarker string `json:",omitempty"`
	}{configurations(part), next}}, nil
}

// key orders versions by function and number, $LATEST first.
func (v view) key() string {
	number := v.rev.Version
	if number != latest {
		number = strings.Repeat("0", max(0, 10-len(number))) + number
	}
	return v.rev.FunctionName + " " + number
}

func configurations(views []view) []functionConfiguration {
	out := make([]functionConfiguration, len(views))
	for i, v := range views {
		out[i] = v.listed()
	}
	return out
}

func (s *Server) updateFunctionConfiguration(c *call) (response, error) {
	var req struct {
		settings
		RevisionId string
	}
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	var v violations
	if err := req.settings.check(&v); err != nil {
		return response{}, err
	}
	return s.update(c, change{revisionID: req.RevisionId, edit: func(cfg *config) error {
		*cfg = req.settings.apply(*cfg)
		if req.Handler == nil && req.ImageConfig == nil && req.Runtime == nil {
			return nil
		}
		return s.load(cfg, nil)
	}})
}

func (s *Server) updateFunctionCode(c *call) (response, error) {
	var req struct {
		ZipFile       []byte
		Architectures []string
		Publish       bool
		DryRun        bool
		RevisionId    string
	}
	if err := decode(c.body, &req); err != nil {
		return response{}, err
	}
	var v violations
	checkArchitectures(&v, req.Architectures)
	if err := v.err(); err != nil {
		return response{}, err
	}
	return s.update(c, change{revisionID: req.RevisionId, publish: req.Publish, dryRun: req.DryRun, edit: func(cfg *config) error {
		if len(req.Architectures) > 0 {
			cfg.Arch = req.Architectures[0]
		}
		return s.load(cfg, req.ZipFile)
	}})
}

// change is an update of $LATEST.
type change struct {
	revisionID string              // that it must have, "" for any
	edit       func(*config) error // gets a copy of its configuration
	publish    bool
	dryRun     bool // check it, change nothing
}

func (s *Server) update(c *call, ch change) (response, error) {
	ref, err := s.resolveName(c.params[0], "")
	if err != nil {
		return response{}, err
	}
	cfg, err := s.registry.editable(ref.name, ch.revisionID)
	if err != nil {
		return response{}, err
	}
	if err := ch.edit(&cfg); err != nil {
		return response{}, err
	}
	var v view
	if ch.dryRun {
		v, err = s.registry.get(ref.name, "")
	} else {
		v, err = s.registry.update(ref.name, cfg, ch.publish)
	}
	if err != nil {
		return response{}, err
	}
	return response{http.StatusOK, v.full()}, nil
}
