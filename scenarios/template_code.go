package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// localCode is how a function of a template is started on this machine.
type localCode struct {
	key, value string   // the handler's key of a scenario and its value in YAML
	build      string   // in YAML, "" where nothing must be built
	path       []string // folders of local layers, for PYTHONPATH or NODE_PATH
	pathName   string   // which of them
}

// provided matches the runtimes that start a program called bootstrap.
var provided = regexp.MustCompile(`^(provided(\.al2|\.al2023)?|go1\.x)$`)

// startedBy finds the code of a function beside its template, relative to dir,
// the template's folder. The error says what there is to do.
func (f *TemplateFunction) startedBy(dir string) (localCode, error) {
	runtime, _, _ := strings.Cut(f.Runtime, ".")
	runtime = strings.TrimRight(runtime, "0123456789")
	switch {
	case f.Runtime == "" && f.Code != "":
		return localCode{}, fmt.Errorf("the template does not say which runtime %s has: %s", f.Resource, strings.Join(append(f.Notes, "write Runtime"), "; "))
	case f.Code == "":
		return localCode{}, fmt.Errorf("the code of %s is not in a folder beside the template: run it where it is deployed, with --provider aws", f.Resource)
	case runtime == "python":
		return f.source(dir, "python", ":", []string{".py"})
	case runtime == "nodejs":
		return f.source(dir, "node", ".", []string{".js", ".mjs", ".cjs"})
	case provided.MatchString(f.Runtime):
		return f.program(dir)
	}
	return localCode{}, fmt.Errorf("the runtime %s of %s cannot be started here, only Python, Node.js and programs that speak the Runtime API: run it where it is deployed, with --provider aws",
		quote(f.Runtime), f.Resource)
}

// source is a function of a file. The module of a handler is a path, or written
// with dots as Python writes packages.
func (f *TemplateFunction) source(dir, key, separator string, endings []string) (localCode, error) {
	i := strings.LastIndexByte(f.Handler, '.')
	if i <= 0 || i == len(f.Handler)-1 {
		return localCode{}, fmt.Errorf("the handler %s of %s is no MODULE.FUNCTION", quote(f.Handler), f.Resource)
	}
	module, function := f.Handler[:i], f.Handler[i+1:]
	for _, module := range []string{module, strings.ReplaceAll(module, ".", "/")} {
		for _, ending := range endings {
			file := beside(f.Code, module+ending)
			if isFile(filepath.Join(dir, filepath.FromSlash(file))) {
				return localCode{key: key, value: yamlText(file + separator + function)}, nil
			}
		}
	}
	hint := "name the folder with CodeUri"
	if f.Build != "" {
		hint = "it is made by a build (" + f.Build + "): run sam build, and name .aws-sam/build/template.yaml"
	}
	return localCode{}, fmt.Errorf("there is no file %s, which %s names as its handler; %s", beside(f.Code, module+endings[0]), f.Resource, hint)
}

// program is a custom runtime's bootstrap: the one that is there, or what go
// build makes of the folder.
func (f *TemplateFunction) program(dir string) (localCode, error) {
	file := beside(f.Code, "bootstrap")
	code := localCode{key: "command", value: "[" + yamlText(file) + "]"}
	folder := filepath.Join(dir, filepath.FromSlash(f.Code))
	if sources, _ := filepath.Glob(filepath.Join(folder, "*.go")); len(sources) > 0 { // the pattern has no fault
		code.build = "[go, build, -C, " + yamlText(beside(f.Code, "")) + ", -tags, lambda.norpc, -o, bootstrap, .]"
		return code, nil
	}
	if !isFile(filepath.Join(dir, filepath.FromSlash(file))) {
		return localCode{}, fmt.Errorf("there is no program %s and no Go to build it of: run sam build, and name .aws-sam/build/template.yaml", file)
	}
	return code, nil
}

// beside is a path of the code, relative to the template: "./src/app.py".
func beside(code, file string) string {
	path := filepath.ToSlash(filepath.Join(filepath.FromSlash(code), filepath.FromSlash(file)))
	if filepath.IsAbs(filepath.FromSlash(path)) || strings.HasPrefix(path, "../") {
		return path
	}
	return "./" + path
}

// layered adds the folders of layers that the template itself holds, and says
// which layers there are not.
// https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
func (t *samTemplate) layered(f *TemplateFunction, code *localCode, dir string) {
	under, name := map[string][2]string{"python": {"python", "PYTHONPATH"}, "node": {"nodejs/node_modules", "NODE_PATH"}}[code.key], ""
	for _, layer := range f.Layers {
		uri := t.root.under("Resources", layer, "Properties", "ContentUri")
		folder := ""
		if uri != nil && uri.shape == scalar && uri.yamlTag == "" {
			folder = filepath.Join(dir, filepath.FromSlash(uri.text), under[0])
		}
		if info, err := os.Stat(folder); under[0] == "" || folder == "" || err != nil || !info.IsDir() {
			f.Notes = append(f.Notes, "the layer "+brief(layer)+" is not there on this machine")
			continue
		}
		code.path, name = append(code.path, folder), under[1]
	}
	code.pathName = name
}
