package scenarios

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// TemplateFunction is a function as a SAM or CloudFormation template has it.
// What only a deployment can tell is left out, and Notes say so.
type TemplateFunction struct {
	Resource     string // its logical name
	Name         string // FunctionName; "" where the deployment makes it up
	Handler      string // "app.handler"; "" for images
	Runtime      string // "python3.12"; "" for images
	MemoryMB     int    // as Timeout, 0 where only a deployment can tell
	Timeout      time.Duration
	Architecture string
	EphemeralMB  int // 0: as Lambda presets it
	Env          []ParamValue
	Layers       []string // ARNs, or logical names of the template
	Routes       []TemplateRoute
	URL          bool   // it has a function URL
	Code         string // CodeUri or Code as the template has it; "" where it is not a folder beside it
	Build        string // Metadata.BuildMethod
	Notes        []string
}

// TemplateRoute is a route of an API that leads to the function.
type TemplateRoute struct {
	REST   bool   // a REST API, otherwise an HTTP API
	Method string // "GET", or "ANY"
	Path   string // "/pets/{type}"
}

// function reads the settings of one of the template's functions.
func (t *samTemplate) function(resource string) *TemplateFunction {
	f := &TemplateFunction{Resource: resource}
	t.sizes(f)
	t.code(f)
	t.environment(f)
	t.layers(f)
	t.routes(f)
	return f
}

// sizes reads what the platform gives a function; 0 with a note where only a
// deployment can tell.
func (t *samTemplate) sizes(f *TemplateFunction) {
	note := func(err *templateError) {
		if err != nil {
			f.Notes = append(f.Notes, err.message)
		}
	}
	var err *templateError
	f.MemoryMB, err = t.number(f.Resource, "MemorySize", minMemoryMB, maxMemoryMB, defaultMemoryMB)
	note(err)
	seconds, err := t.number(f.Resource, "Timeout", 1, int(maxTimeout/time.Second), int(defaultTimeout/time.Second))
	note(err)
	f.Timeout = time.Duration(seconds) * time.Second
	if storage := t.property(f.Resource, "EphemeralStorage").under("Size"); storage != nil {
		if storage, err = t.value(storage, "EphemeralStorage.Size"); err == nil {
			f.EphemeralMB, err = t.within(storage, "EphemeralStorage.Size", minEphemeralMB, maxEphemeralMB)
		}
		note(err)
	}
	f.Architecture, err = t.architecture(f.Resource)
	note(err)
}

// code reads where the function's code is and how it is started.
func (t *samTemplate) code(f *TemplateFunction) {
	text := func(name string) string {
		if n := t.property(f.Resource, name); n != nil {
			return t.noted(f, n, name)
		}
		return ""
	}
	f.Name, f.Handler, f.Runtime = text("FunctionName"), text("Handler"), text("Runtime")
	for _, key := range []string{"CodeUri", "Code"} {
		if n := t.property(f.Resource, key); n != nil && n.shape == scalar && n.yamlTag == "" && !strings.Contains(n.text, "://") {
			f.Code = n.text
		}
	}
	if n := t.root.under("Resources", f.Resource, "Metadata", "BuildMethod"); n != nil && n.shape == scalar {
		f.Build = n.text
	}
}

// noted is a text of the template, "" with a note where only a deployment can
// tell it.
func (t *samTemplate) noted(f *TemplateFunction, n *node, what string) string {
	text, err := t.resolved(n, what)
	if err != nil {
		f.Notes = append(f.Notes, err.message)
		return ""
	}
	return text
}

// environment reads the variables: those of the function over those of Globals.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
func (t *samTemplate) environment(f *TemplateFunction) {
	for _, from := range t.bothOf(f.Resource, "Environment") {
		variables := from.under("Variables")
		if variables == nil || variables.shape != mapping {
			continue
		}
		for _, e := range variables.entries {
			f.Env = slices.DeleteFunc(f.Env, func(p ParamValue) bool { return p.Name == e.key.text })
			what := "the variable " + brief(e.key.text)
			switch text, err := t.resolved(e.value, what); {
			case err != nil:
				f.Notes = append(f.Notes, err.message)
			case len(secret.Refs(text)) > 0 || secret.Malformed(text) >= 0:
				f.Notes = append(f.Notes, t.name+":"+itoa(e.key.line)+": "+what+" holds what a scenario takes for a secret: write it yourself")
			case strings.ContainsRune(text, 0):
				f.Notes = append(f.Notes, t.name+":"+itoa(e.key.line)+": "+what+" holds a zero byte, which no environment can")
			case variablePattern.MatchString(e.key.text):
				f.Env = append(f.Env, ParamValue{Name: e.key.text, Value: text})
			}
		}
	}
}

// layers reads the layers: those of Globals, then the function's own.
func (t *samTemplate) layers(f *TemplateFunction) {
	for _, from := range t.bothOf(f.Resource, "Layers") {
		if from.shape != sequence {
			continue
		}
		for _, item := range from.items {
			name, isRef := reference(item)
			if !isRef {
				name = t.noted(f, item, "a layer")
			}
			if name != "" {
				f.Layers = append(f.Layers, name)
			}
		}
	}
}

// bothOf are a property of Globals and of the function, those that there are.
func (t *samTemplate) bothOf(function, name string) (found []*node) {
	resource := t.root.under("Resources", function)
	if kind := resource.under("Type"); kind != nil && kind.text == functionTypes[0] {
		if n := t.root.under("Globals", "Function", name); n != nil {
			found = append(found, n)
		}
	}
	if n := resource.under("Properties", name); n != nil {
		found = append(found, n)
	}
	return found
}

const globalAuth = "the Auth of Globals.Api is left out: the local API lets everybody in"

// routes reads the API events, in the order of the template.
func (t *samTemplate) routes(f *TemplateFunction) {
	f.URL = t.property(f.Resource, "FunctionUrlConfig") != nil
	events := t.root.under("Resources", f.Resource, "Properties", "Events")
	if events == nil || events.shape != mapping {
		return
	}
	for _, e := range events.entries {
		kind := e.value.under("Type")
		if kind == nil || kind.text != "Api" && kind.text != "HttpApi" {
			continue
		}
		route := TemplateRoute{REST: kind.text == "Api", Method: "ANY", Path: "$default"}
		if e.value.under("Properties", "Auth") != nil {
			f.Notes = append(f.Notes, t.name+":"+itoa(e.key.line)+": the Auth of the event "+brief(e.key.text)+" is left out: the local API lets everybody in")
		}
		if route.REST && t.root.under("Globals", "Api", "Auth") != nil && !slices.Contains(f.Notes, globalAuth) {
			f.Notes = append(f.Notes, globalAuth)
		}
		if route.REST && e.value.under("Properties", "Path") == nil {
			f.Notes = append(f.Notes, t.name+":"+itoa(e.key.line)+": the event "+brief(e.key.text)+" has no Path")
			continue
		}
		if n := e.value.under("Properties", "Method"); n != nil {
			route.Method = t.noted(f, n, "the method of the event "+brief(e.key.text))
		}
		if n := e.value.under("Properties", "Path"); n != nil {
			route.Path = t.noted(f, n, "the path of the event "+brief(e.key.text))
		}
		if route.Method = strings.ToUpper(route.Method); route.Method == "*" {
			route.Method = "ANY"
		}
		if route.Path != "" && route.Method != "" {
			f.Routes = append(f.Routes, route)
		}
	}
}

// noEcho reports whether a parameter is a secret, which is shown nowhere.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func (t *samTemplate) noEcho(parameter string) bool {
	n := t.root.under("Parameters", parameter, "NoEcho")
	return n != nil && n.shape == scalar && strings.EqualFold(n.text, "true")
}

// substitution is a name within the text of !Sub.
var substitution = regexp.MustCompile(`\$\{([^!}][^}]*)\}`)

// resolved is the text of a value: plain, a parameter's default, or a !Sub of
// nothing but parameters with defaults.
func (t *samTemplate) resolved(n *node, what string) (string, *templateError) {
	text, isSub := n, n.shape == scalar && n.yamlTag == "!Sub"
	if n.shape == mapping && len(n.entries) == 1 && n.entries[0].key.text == "Fn::Sub" {
		text, isSub = n.entries[0].value, n.entries[0].value.shape == scalar
	}
	if !isSub {
		plain, err := t.value(n, what)
		if err != nil {
			return "", err
		}
		return plain.text, nil
	}
	var missing string
	out := substitution.ReplaceAllStringFunc(text.text, func(m string) string {
		name := substitution.FindStringSubmatch(m)[1]
		preset := t.root.under("Parameters", name, "Default")
		if preset == nil || preset.shape != scalar || t.noEcho(name) {
			missing = name
			return m
		}
		return preset.text
	})
	if missing != "" {
		return "", &templateError{t.name + ":" + itoa(n.line) + ": " + what + " needs " + brief(missing) + ", which only a deployment can tell", "write it yourself"}
	}
	return strings.ReplaceAll(out, "${!", "${"), nil
}
