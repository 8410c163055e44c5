package scenarios

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// TemplateSource says which function of a SAM or CloudFormation template a
// scenario is made of, and who runs it.
type TemplateSource struct {
	File     string   // of the template
	Resource string   // logical name of the function; "" where there is only one
	Provider Provider // ProviderLocal when ""
	Name     string   // of the deployed function, provider aws; "" for the template's FunctionName
	Region   string   // DefaultRegion when ""
	Profile  string   // of the AWS configuration, provider aws
}

// NotDeployedError says that a template does not name the deployed function: its
// stack must be asked.
type NotDeployedError struct{ Resource string }

// Error implements error.
func (e *NotDeployedError) Error() string {
	return "the template leaves the name of " + e.Resource + " to the deployment"
}

// FromTemplate makes a commented scenario of a function of a template, for a
// file in the template's folder: the code beside the template, or the deployed
// function. It writes nothing to disk. Notes say what the template leaves open.
func FromTemplate(src TemplateSource) (filename string, content []byte, notes []string, err error) {
	t, f, err := functionOf(src)
	if err != nil {
		return "", nil, nil, err
	}
	fields := initFields{
		Name: nameFor(kebab(f.Resource)), Description: "The function " + f.Resource + " of " + filepath.Base(src.File) + ".",
		Payload: "{}", Region: src.Region, From: filepath.Base(src.File), Resource: f.Resource,
	}
	if src.Provider == ProviderAWS {
		err = fields.deployed(src, f)
	} else {
		err = fields.beside(t, f, filepath.Dir(src.File))
	}
	if err != nil {
		return "", nil, nil, err
	}
	switch {
	case src.Provider == ProviderAWS:
		fields.Current = fmt.Sprintf("current: {from: aws, resource: %s}", yamlText(f.Resource))
		if f.MemoryMB > 0 {
			f.Notes = append(f.Notes, fmt.Sprintf("what runs today is read from AWS, whatever the template says of it (%d MB)", f.MemoryMB))
		}
	case f.MemoryMB > 0:
		fields.Current = fmt.Sprintf("current: {template: %s, resource: %s}", yamlText("./"+filepath.Base(src.File)), yamlText(f.Resource))
	}
	if f.Architecture != "" && f.Architecture != DefaultArchitecture {
		fields.Architecture = f.Architecture
	}
	fields.Notes = f.Notes
	filename, content, err = fields.write(filepath.Dir(src.File))
	return filename, content, f.Notes, err
}

// functionOf reads the template and chooses the function.
func functionOf(src TemplateSource) (*samTemplate, *TemplateFunction, error) {
	name := filepath.Base(src.File)
	text, err := os.ReadFile(src.File)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the template: %w", err)
	}
	t, bad := parseTemplate(name, text)
	if bad != nil {
		return nil, nil, errors.New(bad.message)
	}
	names := t.functions()
	switch {
	case len(names) == 0:
		return nil, nil, fmt.Errorf("%s has no function: one is of type %s", name, strings.Join(functionTypes, " or "))
	case src.Resource == "" && len(names) == 1:
		return t, t.function(names[0]), nil
	case src.Resource == "":
		return nil, nil, fmt.Errorf("%s has several functions: choose one with --resource: %s", name, strings.Join(names, ", "))
	case !slices.Contains(names, src.Resource):
		return nil, nil, fmt.Errorf("there is no function %s in %s; %s", quote(src.Resource), name, check.DidYouMean(src.Resource, names))
	}
	return t, t.function(src.Resource), nil
}

// beside has the function run here, of the code beside the template.
func (i *initFields) beside(t *samTemplate, f *TemplateFunction, dir string) error {
	code, err := f.startedBy(dir)
	if err != nil {
		return err
	}
	t.layered(f, &code, dir)
	i.Key, i.Value, i.Comment = code.key, code.value, "the code beside the template"
	if code.build != "" {
		i.More = append(i.More, "build: "+code.build)
	}
	i.Timeout = check.FormatDuration(f.Timeout)
	if f.Runtime != "" {
		i.More = append(i.More, "runtime: "+yamlText(f.Runtime))
	}
	if f.EphemeralMB > 0 {
		i.More = append(i.More, "ephemeral_storage: "+itoa(f.EphemeralMB)+" MB")
	}
	env := slices.Clone(f.Env)
	if len(code.path) > 0 {
		env = append(env, ParamValue{Name: code.pathName, Value: strings.Join(code.path, string(filepath.ListSeparator))})
	}
	i.front(f)
	if len(env) > 0 {
		i.More = append(i.More, "env:")
		for _, p := range env {
			i.More = append(i.More, "  "+p.Name+": "+quotedText(p.Value))
		}
	}
	return nil
}

// front puts the API of the template's events before the function, or its
// function URL. Of two kinds of API the first event's is taken.
func (i *initFields) front(f *TemplateFunction) {
	if len(f.Routes) == 0 {
		if f.URL {
			i.API = PriceURL
		}
		return
	}
	i.API = f.Routes[0].api()
	if f.URL {
		f.Notes = append(f.Notes, "the function URL is left out: the API of the events stands in front")
	}
	for _, r := range f.Routes {
		if r.api() != i.API {
			f.Notes = append(f.Notes, "the route "+r.Method+" "+r.Path+" belongs to an API of another kind")
			continue
		}
		method, path := r.Method, r.example()
		route := method + " " + r.Path
		if r.Path == "$default" {
			route = r.Path
		}
		if method == "ANY" {
			method = "GET"
		}
		i.Routes = append(i.Routes, jsonText(route))
		request := "{name: " + nameFor(slugOf(method+path)) + ", request: " + jsonText(method+" "+path)
		if slices.Contains([]string{"POST", "PUT", "PATCH"}, method) {
			request += ", json: {}"
		}
		i.Requests = append(i.Requests, request+"}")
	}
}

// api is the kind of API that a route belongs to.
func (r TemplateRoute) api() PriceAs {
	if r.REST {
		return PriceREST
	}
	return PriceHTTP
}

// pathParameter is a part of a route's path that stands for what a request has.
var pathParameter = regexp.MustCompile(`\{([^}+]+)\+?\}`)

// example is a path of a request that takes the route: parameters stand for
// themselves, to be replaced.
func (r TemplateRoute) example() string {
	if r.Path == "$default" {
		return "/"
	}
	return pathParameter.ReplaceAllString(r.Path, "$1")
}

// invoked writes a payload for each route: the event that the API would invoke
// the deployed function with.
func (i *initFields) invoked(f *TemplateFunction) {
	for _, r := range f.Routes {
		method, path := r.Method, r.example()
		if method == "ANY" {
			method = "GET"
		}
		set := "method: " + method + ", path: " + jsonText(path)
		if parameters := r.parameters(); parameters != "" {
			set += ", parameters: " + parameters
		}
		template := "api-http, set: {route: " + jsonText(r.Method+" "+r.Path) + ", "
		switch {
		case r.REST:
			template = "api-rest, set: {resource: " + jsonText(r.Path) + ", "
		case r.Path == "$default":
			template = "api-http, set: {route: $default, "
		}
		i.Requests = append(i.Requests, "{name: "+nameFor(slugOf(method+path))+", template: "+template+set+"}}")
	}
}

// parameters are the path's parameters in YAML, each standing for itself; ""
// without any.
func (r TemplateRoute) parameters() string {
	var all []string
	for _, m := range pathParameter.FindAllStringSubmatch(r.Path, -1) {
		all = append(all, jsonText(m[1])+": "+jsonText(m[1]))
	}
	if len(all) == 0 {
		return ""
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// deployed has the deployed function measured.
func (i *initFields) deployed(src TemplateSource, f *TemplateFunction) error {
	name := src.Name
	if name == "" {
		name = f.Name
	}
	if name == "" {
		return &NotDeployedError{f.Resource}
	}
	i.Provider = "aws                 # a copy of the function is measured, and removed at the end"
	i.Key, i.Value, i.Comment = "name", yamlText(name), "as it is deployed"
	i.Profile = src.Profile
	i.invoked(f)
	return nil
}

// kebab is a logical name in small letters with hyphens: "PetStoreFunction" is
// "pet-store-function".
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && (name[i-1] < 'A' || name[i-1] > 'Z') {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}
