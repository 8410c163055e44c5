package scenarios

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// current reads what runs today, from the scenario or from a template. What the
// scenario says itself goes before what the template says.
func (d *decoder) current(n *node) *Current {
	c := &Current{Worth: DefaultWorth}
	mistakes := len(d.errs)
	ok := d.object(n, "current",
		field{name: "from", read: func(n *node) { c.From, _ = d.word(n, "current.from", []string{CurrentFromAWS}, nil) }},
		field{name: "memory_mb", read: func(n *node) { c.MemoryMB = d.memory(n, "current.memory_mb") }},
		field{name: "timeout", read: func(n *node) { c.Timeout = d.timeout(n, "current.timeout") }},
		field{name: "architecture", read: func(n *node) { c.Architecture = d.architecture(n, "current.architecture") }},
		field{name: "ephemeral_storage", read: func(n *node) { c.Ephemeral = d.ephemeral(n, "current.ephemeral_storage") }},
		field{name: "worth", read: func(n *node) { c.Worth, _ = d.share(n, "current.worth") }},
		field{name: "template", read: func(n *node) { c.Template, _ = d.str(n, "current.template") }},
		field{name: "resource", read: func(n *node) { c.Resource, _ = d.str(n, "current.resource") }},
	)
	switch {
	case !ok || len(n.entries) == 0 || len(d.errs) > mistakes:
	case c.From != "" && c.Template != "":
		d.fail(n.get("from"), "keep one of them", "from and template both say where what runs today is read")
	case c.Template != "":
		d.fromTemplate(n, c)
	case n.get("memory_mb") == nil && c.From == "":
		d.missing(n, "current does not say how much memory runs today", "add memory_mb: 1024, or template: template.yaml")
	}
	return c
}

// fromTemplate fills in what the template says and the scenario does not.
func (d *decoder) fromTemplate(n *node, c *Current) {
	at := n.get("template")
	t := d.readTemplate(at, c.Template)
	if t == nil || !d.chooseFunction(n, t, c) {
		return
	}
	c.Template = d.path(c.Template)
	note := func(key string, read func() *templateError) {
		if n.get(key) == nil {
			if err := read(); err != nil {
				d.fail(at, err.hint, err.message)
			}
		}
	}
	note("memory_mb", func() (err *templateError) {
		c.MemoryMB, err = t.number(c.Resource, "MemorySize", minMemoryMB, maxMemoryMB, defaultMemoryMB)
		return err
	})
	note("timeout", func() *templateError {
		seconds, err := t.number(c.Resource, "Timeout", 1, int(maxTimeout/time.Second), int(defaultTimeout/time.Second))
		c.Timeout = time.Duration(seconds) * time.Second
		return err
	})
	note("architecture", func() (err *templateError) {
		c.Architecture, err = t.architecture(c.Resource)
		return err
	})
}

// readTemplate reads a template, nil with the mistake noted where it cannot.
func (d *decoder) readTemplate(at *node, name string) *samTemplate {
	if strings.EqualFold(filepath.Ext(name), ".tf") {
		d.fail(at, "write memory_mb, timeout and architecture themselves", "Terraform files are not read")
		return nil
	}
	src, err := readFile(d.path(name))
	if errs, unread := errors.AsType[Errors](err); unread {
		d.fail(at, "paths start from the scenario file's folder", "the template "+quote(name)+": "+errs[0].Message)
		return nil
	}
	t, mistake := parseTemplate(name, src)
	if mistake != nil {
		d.fail(at, mistake.hint, mistake.message)
		return nil
	}
	return t
}

// chooseFunction finds the function in the template: the one that is named, or
// the only one.
func (d *decoder) chooseFunction(n *node, t *samTemplate, c *Current) bool {
	names := t.functions()
	resource := n.get("resource")
	switch {
	case len(names) == 0:
		d.fail(n.get("template"), "a function is of type "+strings.Join(functionTypes, " or "), t.name+" has no function")
		return false
	case resource == nil && len(names) == 1:
		c.Resource = names[0]
		return true
	case resource == nil:
		d.fail(n.get("template"), "add resource: "+names[0], t.name+" has several functions: "+strings.Join(names, ", "))
		return false
	}
	for _, name := range names {
		if name == c.Resource {
			return true
		}
	}
	d.fail(resource, check.DidYouMean(c.Resource, names), "there is no function "+quote(c.Resource)+" in "+t.name)
	return false
}
