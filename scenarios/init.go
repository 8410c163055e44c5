package scenarios

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

//go:embed init.yaml.tmpl
var initText string

var initTemplate = template.Must(template.New("init").Parse(initText))

// initFields fill the template.
type initFields struct {
	Name, Description string
	Key, Value        string   // the handler's key and its value in YAML
	Comment           string   // about the handler
	More              []string // further lines of the function
	Timeout           string   // "" where the platform knows it
	Provider          string   // with a comment; "" for this machine
	Region            string   // "" for the default one
	Profile           string   // of the AWS configuration, "" for the default chain
	Current           string   // the line of current, "" for a comment
	Architecture      string   // where it is not the default one
	API               PriceAs  // of the gateway in front of the function, "" for none
	Routes            []string // of the gateway, in YAML
	Requests          []string // payloads of the gateway, in YAML; none: Payload
	Payload           string   // in YAML
	Notes             []string // about what is left open
	From, Resource    string   // the template that it is made of, "" for none
}

// Init writes a commented scenario that runs as it is, in a file of the
// current folder: for FILE.py:FUNCTION, FILE.js.FUNCTION, builtin:NAME or a
// COMMAND with its arguments; without ref for builtin:hello. It writes nothing
// to disk. Errors say what is missing.
func Init(ref string) (filename string, content []byte, err error) {
	fields, err := initRef(strings.TrimSpace(ref))
	if err != nil {
		return "", nil, err
	}
	fields.Timeout = "15s"
	fields.More = []string{`# env: {LOG_LEVEL: "warn"}  # values are text: quote numbers`}
	return fields.write(".")
}

// Kind is the kind of the target.
func (i initFields) Kind() Kind {
	if i.API != "" {
		return KindGateway
	}
	return KindFunction
}

// write fills the template for a file in dir, and checks that it is right.
func (i initFields) write(dir string) (filename string, content []byte, err error) {
	i.Provider = cmp.Or(i.Provider, "local               # this machine; no cloud account needed")
	i.Region = cmp.Or(i.Region, DefaultRegion)
	var b bytes.Buffer
	if err := initTemplate.Execute(&b, i); err != nil {
		return "", nil, err
	}
	filename = i.Name + ".yaml"
	if _, err := Parse(filename, dir, b.Bytes()); err != nil {
		return "", nil, i.blamed(err)
	}
	return filename, b.Bytes(), nil
}

// initRef tells what ref is.
func initRef(ref string) (initFields, error) {
	if ref == "" {
		ref = "builtin:hello"
	}
	if name, ok := strings.CutPrefix(ref, "builtin:"); ok {
		return initBuiltin(name)
	}
	if name := filepath.Base(ref); isFile(ref) && (isPython(name) || isNode(name)) {
		return initFields{}, noFunction(ref)
	}
	if file, function, ok := cutFunction(ref, ':'); ok && isPython(file) {
		return initSource(file, function, "python", ":", "python3 must be on the PATH")
	}
	if file, function, ok := cutFunction(ref, '.'); ok && isNode(file) {
		return initSource(file, function, "node", ".", "node must be on the PATH")
	}
	if isPython(ref) || isNode(ref) {
		return initFields{}, fmt.Errorf("there is no file %s", ref)
	}
	return initCommand(ref)
}

// cutFunction splits FILE and FUNCTION at the last separator.
func cutFunction(ref string, separator byte) (file, function string, ok bool) {
	i := strings.LastIndexByte(ref, separator)
	if i < 0 || strings.ContainsAny(ref[i:], `/\ `) {
		return "", "", false
	}
	return ref[:i], ref[i+1:], true
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func isPython(file string) bool { return strings.HasSuffix(file, ".py") }

func isNode(file string) bool {
	return slices.Contains([]string{".js", ".mjs", ".cjs"}, filepath.Ext(file))
}

// builtinPayloads are requests that the built-in functions do some work for.
var builtinPayloads = map[string]string{
	"hello":     "{name: Ada}",
	"primes":    "{limit: 1000000, repeat: 20}",
	"thumbnail": "{width: 160}",
	"pets":      "{type: Exotic}",
	"orders":    "{id: 4711, ms: 40}",
	"report":    "{rows: 400000}",
	"chaos":     "{do: ok, ms: 20}",
}

func initBuiltin(name string) (initFields, error) {
	if !slices.Contains(Builtins(), name) {
		return initFields{}, fmt.Errorf("there is no built-in function %s; %s", quote(name), check.DidYouMean(name, Builtins()))
	}
	return initFields{
		Name: name, Description: "The built-in function " + name + ".",
		Key: "handler", Value: "builtin:" + name, Comment: "lives in the sweetspot binary; for your own code see python, node, command", Payload: builtinPayloads[name],
	}, nil
}

// definitions find the functions that a source file defines or exports.
var definitions = map[string]*regexp.Regexp{
	"python": regexp.MustCompile(`(?m)^(?:async[ \t]+)?def[ \t]+([A-Za-z]\w*)[ \t]*\(`),
	"node":   regexp.MustCompile(`(?m)(?:\bexports\.|^export\s+(?:async\s+)?(?:const\s+|let\s+|var\s+|function\s+))([A-Za-z_$][\w$]*)`),
}

// definedIn lists the functions of a source file, "handler"-like ones first.
func definedIn(file, key string) []string {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var names []string
	for _, m := range definitions[key].FindAllSubmatch(src, 100) {
		if name := string(m[1]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

func rank(name string) int {
	if strings.Contains(strings.ToLower(name), "handler") {
		return 0
	}
	return 1
}

// noFunction says that a reference names a file alone, and what to write.
func noFunction(file string) error {
	key, separator := "python", ":"
	if isNode(file) {
		key, separator = "node", "."
	}
	example := file + separator + "handler"
	if names := definedIn(file, key); len(names) > 0 {
		example = file + separator + names[0]
	}
	return fmt.Errorf("%s does not say which function to call: write %s", file, example)
}

// initSource makes the fields for a function in a source file. A name that does
// not even occur in the file is refused.
func initSource(file, function, key, separator, comment string) (initFields, error) {
	if !isFile(file) {
		return initFields{}, fmt.Errorf("there is no file %s", file)
	}
	if function == "" {
		return initFields{}, noFunction(file)
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return initFields{}, err
	}
	top, _, _ := strings.Cut(function, ".")
	occurs := regexp.MustCompile(`(^|[^\w$])` + regexp.QuoteMeta(top) + `($|[^\w$])`)
	if !occurs.Match(src) {
		names := definedIn(file, key)
		if len(names) == 0 {
			return initFields{}, fmt.Errorf("%s has no function %s", file, function)
		}
		return initFields{}, fmt.Errorf("%s has no function %s; it has %s", file, function, strings.Join(names, ", "))
	}
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	return initFields{
		Name: nameFor(stem), Description: "The function " + function + " of " + filepath.Base(file) + ".",
		Key: key, Value: yamlText(filepath.ToSlash(file) + separator + function), Comment: comment, Payload: "{}",
	}, nil
}

// initCommand makes the fields for a program that speaks the Runtime API.
func initCommand(ref string) (initFields, error) {
	words := strings.Fields(ref)
	if isFile(ref) {
		words = []string{ref}
	}
	program := words[0]
	switch named := strings.ContainsAny(program, `/\`); {
	case !named && isFile(program):
		words[0] = "./" + program
	case named && !isFile(program):
		return initFields{}, fmt.Errorf("there is no program %s; for a function of your own write FILE.py:FUNCTION, FILE.js.FUNCTION or a command that speaks the Lambda Runtime API", program)
	case !named && slices.Contains(Builtins(), program) && len(words) == 1:
		return initFields{}, fmt.Errorf("there is no program %s here; for the built-in function write builtin:%s", program, program)
	}
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = yamlText(filepath.ToSlash(w))
	}
	return initFields{
		Name: nameFor(base(program)), Description: "The function that " + filepath.Base(program) + " serves.",
		Key: "command", Value: "[" + strings.Join(quoted, ", ") + "]", Comment: "speaks the Lambda Runtime API, as a custom runtime's bootstrap does", Payload: "{}",
	}, nil
}

// quotedText writes s as a YAML string in quotation marks, to the byte.
func quotedText(s string) string {
	quoted, _ := json.Marshal(s) // a string cannot fail
	return string(quoted)
}

// blamed is a mistake of a scenario that is written nowhere: its places would
// name a file that there is not.
func (i initFields) blamed(err error) error {
	mistakes, ok := errors.AsType[Errors](err)
	if !ok || i.From == "" {
		return err
	}
	var all []error
	for _, m := range mistakes {
		all = append(all, fmt.Errorf("%s: a scenario of %s cannot be made: %s (%s)", i.From, i.Resource, m.Message, m.Hint))
	}
	return errors.Join(all...)
}

// nameFor makes a scenario's name of a file's.
func nameFor(stem string) string {
	if slug := slugOf(stem); slug != "" {
		return slug
	}
	return "scenario"
}

var plainText = regexp.MustCompile(`^[A-Za-z./_][A-Za-z0-9./_:$+-]*$`)

// yamlText writes s as a YAML string: plain where that is safe, else quoted as
// JSON quotes it, which YAML reads alike.
func yamlText(s string) string {
	n := node{text: s}
	if plainText.MatchString(s) && n.tag() == tagString && !strings.HasSuffix(s, ":") {
		return s
	}
	return quotedText(s)
}
