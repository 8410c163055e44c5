package scenarios

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Builtins lists the functions that the sweetspot binary brings along, for
// `handler: builtin:NAME`.
func Builtins() []string {
	return []string{"hello", "primes", "thumbnail", "pets", "orders", "report", "chaos"}
}

// handlerKeys are the keys of a function of which exactly one must stand.
var handlerKeys = []string{"handler", "python", "node", "command", "name"}

// function reads a function.
func (d *decoder) function(s *draft, n *node, what string) *Function {
	f := &Function{Timeout: defaultTimeout, EphemeralStorage: minEphemeralMB << 20}
	if !d.object(n, what,
		field{name: "handler", read: func(n *node) { f.Handler = d.builtin(n, what+".handler") }},
		field{name: "python", read: func(n *node) { f.Python = d.sourceHandler(n, what+".python", python) }},
		field{name: "node", read: func(n *node) { f.Node = d.sourceHandler(n, what+".node", nodeJS) }},
		field{name: "command", read: func(c *node) { f.Command = d.command(c, n.get("build") != nil, what+".command") }},
		field{name: "build", read: func(n *node) { f.Build = d.words(n, what+".build", "[go, build, -o, bootstrap, .]") }},
		field{name: "name", read: func(n *node) { f.Name = d.deployed(n, what+".name") }},
		field{name: "code", read: func(n *node) { f.Code = d.packages(n, what+".code") }},
		field{name: "runtime", read: func(n *node) { f.Runtime, _ = d.str(n, what+".runtime") }},
		field{name: "timeout", read: func(n *node) { f.Timeout = d.timeout(n, what+".timeout") }},
		field{name: "env", read: func(n *node) { s.env[f] = n; f.Env = d.env(n, what+".env") }},
		field{name: "ephemeral_storage", read: func(n *node) { f.EphemeralStorage = d.ephemeral(n, what+".ephemeral_storage") }},
	) || len(n.entries) == 0 {
		return f
	}
	d.oneHandler(n, what)
	if env := s.env[f]; env != nil {
		d.longEnough(env)
	}
	return f
}

// oneHandler checks that exactly one of handlerKeys stands.
func (d *decoder) oneHandler(n *node, what string) {
	var found []string
	for _, e := range n.entries {
		if slices.Contains(handlerKeys, e.key.text) && !slices.Contains(found, e.key.text) {
			found = append(found, e.key.text)
			if len(found) == 2 {
				d.fail(e.key, "keep one of them", found[0]+" and "+found[1]+" cannot stand together: both say what to run")
			}
		}
	}
	if len(found) == 0 {
		d.missing(n, what+" does not say what to run", "add one of handler: builtin:hello, python: app.py:handler, node: app.js.handler, command: [./bootstrap]")
	}
	if code := n.get("code"); code != nil && n.get("name") == nil && len(found) > 0 {
		d.fail(code, "remove code", "code belongs to name, a function that is deployed")
	}
	if build := n.get("build"); build != nil && n.get("command") == nil && len(found) > 0 {
		d.fail(build, "remove build", "build belongs to command: "+found[0]+" needs none")
	}
}

func (d *decoder) builtin(n *node, what string) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	name, isBuiltin := strings.CutPrefix(text, "builtin:")
	switch {
	case isBuiltin && slices.Contains(Builtins(), name):
	case isBuiltin:
		d.failIn(n, len("builtin:"), check.DidYouMean(name, Builtins()), "there is no built-in function "+quote(name))
	case slices.Contains(Builtins(), text):
		d.fail(n, "write builtin:"+text, what+" must start with builtin:")
	case strings.Contains(text, ".py"):
		d.fail(n, "write python: "+text+" in place of handler", what+" is for built-in functions")
	case strings.Contains(text, "js."):
		d.fail(n, "write node: "+text+" in place of handler", what+" is for built-in functions")
	default:
		d.fail(n, "write builtin:hello; for your own code use python, node or command", what+" cannot be "+quote(text))
	}
	return text
}

// language is how a handler in a source file is named: file, sign, function.
type language struct {
	name, example string
	pattern       *regexp.Regexp // file and function
}

var (
	python = language{"Python", "app.py:handler", regexp.MustCompile(`^(.+\.py):([A-Za-z_][A-Za-z0-9_.]*)$`)}
	nodeJS = language{"Node", "app.js.handler", regexp.MustCompile(`^(.+\.[cm]?js)\.([A-Za-z_$][A-Za-z0-9_$]*)$`)}
)

// sourceHandler reads FILE.py:NAME or FILE.js.NAME and makes it absolute.
func (d *decoder) sourceHandler(n *node, what string, lang language) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	parts := lang.pattern.FindStringSubmatch(text)
	if parts == nil {
		d.fail(n, "write the file and its function, as in "+lang.example, what+" cannot be "+quote(text))
		return ""
	}
	path := d.path(parts[1])
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		d.fail(n, "paths start from the scenario file's folder", "there is no file "+parts[1])
		return ""
	}
	return path + text[len(parts[1]):]
}

// path makes a path of the file absolute, and remembers it.
func (d *decoder) path(p string) string {
	p = filepath.Clean(filepath.FromSlash(p))
	if !filepath.IsAbs(p) {
		p = filepath.Join(d.dir, p)
	}
	d.files = append(d.files, p)
	return p
}

// words reads a command: a list of texts.
func (d *decoder) words(n *node, what, example string) []string {
	var all []string
	if n.shape == scalar {
		d.fail(n, "write the words as a list: ["+strings.Join(strings.Fields(brief(n.text)), ", ")+"]", what+" must be a list, not "+n.describe())
		return nil
	}
	for _, item := range d.list(n, what, example) {
		text, ok := d.scalarText(item, "a word of "+what, example)
		if ok && text == "" {
			d.fail(item, "remove it", "a word of "+what+" is empty")
		}
		all = append(all, text)
	}
	return all
}

// command reads a command; a program named by a path must exist unless it is
// yet to be built.
func (d *decoder) command(n *node, built bool, what string) []string {
	return d.program(n, built, what, fromFolder+"; if it must be built first, add build: [go, build, -o, bootstrap, .]")
}

// fromFolder is the hint at a path that leads nowhere.
const fromFolder = "paths start from the scenario file's folder"

// program is command with the hint at a program that does not exist.
func (d *decoder) program(n *node, built bool, what, hint string) []string {
	command := d.words(n, what, "[./bootstrap]")
	if len(command) == 0 || !strings.ContainsAny(command[0], `/\`) {
		return command
	}
	named := command[0]
	command[0] = d.path(named)
	if info, err := os.Stat(command[0]); !built && (err != nil || info.IsDir()) {
		d.fail(n.items[0], hint, "there is no program "+named)
	}
	return command
}

func (d *decoder) ephemeral(n *node, what string) check.Bytes {
	text, ok := d.scalarText(n, what, what+": 1024 MB")
	if !ok {
		return 0
	}
	b, err := check.ParseBytes(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0
	}
	if b < minEphemeralMB<<20 || b > maxEphemeralMB<<20 || b%(1<<20) != 0 {
		d.fail(n, "write a size from 512 MB to 10240 MB", what+" is "+text+", outside what is possible")
	}
	return b
}
