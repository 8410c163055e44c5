package scenarios

import (
	"slices"
	"strconv"
	"strings"
)

// defaultMemoryMB is the memory of a function whose template does not say it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
const defaultMemoryMB = 128

// functionTypes are the types of resource that are functions.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
var functionTypes = []string{"AWS::Serverless::Function", "AWS::Lambda::Function"}

// samTemplate is a SAM or CloudFormation template, as far as it says how its
// functions are configured. Its tags are kept, and those that refer to a
// parameter are resolved to the parameter's default; nothing else is.
type samTemplate struct {
	name string // as the scenario has it
	root *node
}

// templateError is a mistake in a template: message says where.
type templateError struct{ message, hint string }

// parseTemplate reads a template's text.
func parseTemplate(name string, src []byte) (*samTemplate, *templateError) {
	clean, bad := text(name, src)
	if bad != nil {
		return nil, &templateError{name + ": " + bad.Message, bad.Hint}
	}
	root, errs := parseTagged(name, clean, strings.Split(clean, "\n"))
	if len(errs) > 0 {
		e := errs.inOrder(name)[0]
		return nil, &templateError{name + ":" + itoa(e.Line) + ": " + e.Message, e.Hint}
	}
	t := &samTemplate{name: name, root: root}
	if root == nil || root.shape != mapping || root.get("Resources") == nil || root.get("Resources").shape != mapping {
		return nil, &templateError{name + " has no Resources", "name a SAM or CloudFormation template; of other files write memory_mb and timeout themselves"}
	}
	return t, nil
}

// functions are the names of the resources that are functions.
func (t *samTemplate) functions() []string {
	var names []string
	for _, e := range t.root.get("Resources").entries {
		if kind := e.value.under("Type"); kind != nil && slices.Contains(functionTypes, kind.text) {
			names = append(names, e.key.text)
		}
	}
	return names
}

// under is get of what may be no mapping, or nil.
func (n *node) under(keys ...string) *node {
	for _, key := range keys {
		if n == nil || n.shape != mapping {
			return nil
		}
		n = n.get(key)
	}
	return n
}

// property is a setting of a function: its own, or that of Globals; nil where
// neither has it. Globals hold for functions of SAM alone.
func (t *samTemplate) property(function, name string) *node {
	resource := t.root.under("Resources", function)
	if own := resource.under("Properties", name); own != nil {
		return own
	}
	if kind := resource.under("Type"); kind == nil || kind.text != functionTypes[0] {
		return nil
	}
	return t.root.under("Globals", "Function", name)
}

// value resolves a setting to a plain value.
func (t *samTemplate) value(n *node, what string) (*node, *templateError) {
	where := func(n *node) string { return t.name + ":" + itoa(n.line) + ": " }
	name, isRef := reference(n)
	switch {
	case isRef:
		parameter := t.root.under("Parameters", name)
		if t.noEcho(name) {
			return nil, &templateError{where(n) + what + " is the secret parameter " + brief(name) + " (NoEcho)", "write ${env:NAME} in the scenario, and set the variable"}
		}
		preset := parameter.under("Default")
		if preset == nil {
			return nil, &templateError{where(n) + what + " is the parameter " + brief(name) + ", which has no Default", "write it in current, or give the parameter a Default"}
		}
		return preset, nil
	case n.yamlTag != "":
		return nil, &templateError{where(n) + what + " is made by " + brief(n.yamlTag) + ", which only a deployment can tell", "write it in current"}
	case n.shape != scalar:
		return nil, &templateError{where(n) + what + " is not a plain value but " + n.describe(), "write it in current"}
	}
	return n, nil
}

// reference is the name that !Ref NAME or {Ref: NAME} refers to.
func reference(n *node) (name string, ok bool) {
	switch {
	case n.shape == scalar && n.yamlTag == "!Ref":
		return n.text, true
	case n.shape == mapping && len(n.entries) == 1 && n.entries[0].key.text == "Ref":
		return n.entries[0].value.text, true
	}
	return "", false
}

// number is a setting that is a whole number within bounds; preset where the
// template does not have it.
func (t *samTemplate) number(function, name string, lo, hi, preset int) (int, *templateError) {
	n := t.property(function, name)
	if n == nil {
		return preset, nil
	}
	n, err := t.value(n, name)
	if err != nil {
		return 0, err
	}
	return t.within(n, name, lo, hi)
}

// within is the whole number that a plain value is, between two bounds.
func (t *samTemplate) within(n *node, name string, lo, hi int) (int, *templateError) {
	value, bad := strconv.Atoi(n.text)
	if bad != nil || value < lo || value > hi {
		return 0, &templateError{t.name + ":" + itoa(n.line) + ": " + name + " is " + n.describe() + ", no number from " + itoa(lo) + " to " + itoa(hi), ""}
	}
	return value, nil
}

// architecture is the first of Architectures; x86_64 where there are none.
func (t *samTemplate) architecture(function string) (string, *templateError) {
	n := t.property(function, "Architectures")
	if n == nil {
		return DefaultArchitecture, nil
	}
	if n.shape == sequence && len(n.items) == 1 && n.yamlTag == "" {
		n = n.items[0]
	}
	n, err := t.value(n, "Architectures")
	if err != nil {
		return "", err
	}
	if n.text != "x86_64" && n.text != "arm64" {
		return "", &templateError{t.name + ":" + itoa(n.line) + ": Architectures is " + n.describe() + ", neither x86_64 nor arm64", ""}
	}
	return n.text, nil
}
