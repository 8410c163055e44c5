package sandbox

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// BuiltinVariable is the environment variable that tells a re-executed
// sweetspot binary which of its functions to serve.
const BuiltinVariable = "SWEETSPOT_BUILTIN"

//go:embed bootstrap.py
var pythonBootstrap []byte

//go:embed bootstrap.mjs
var nodeBootstrap []byte

// The names of the bootstraps in the platform's directory.
const (
	pythonBootstrapName = "bootstrap.py"
	nodeBootstrapName   = "bootstrap.mjs"
)

// CheckHandler reports why h cannot serve a function on this machine: not
// exactly one kind of handler, a file that does not exist, an interpreter or a
// command that cannot be found. It starts nothing. Whether a builtin's name
// is known is not checked here.
func CheckHandler(h Handler) error {
	switch kinds := h.kinds(); {
	case kinds == 0:
		return errors.New("the function has no handler: give one of builtin, python, node or a command")
	case kinds > 1:
		return errors.New("the function has more than one handler: give one of builtin, python, node or a command")
	case h.Python != "":
		file, _, err := splitPython(h.Python)
		return errors.Join(err, checkScript(file, err), checkInterpreter("python3", err))
	case h.Node != "":
		file, _, err := splitNode(h.Node)
		return errors.Join(err, checkScript(file, err), checkInterpreter("node", err))
	case len(h.Command) > 0:
		return checkCommand(h)
	}
	return nil
}

func (h Handler) kinds() (n int) {
	for _, set := range []bool{h.Builtin != "", h.Python != "", h.Node != "", len(h.Command) > 0} {
		if set {
			n++
		}
	}
	return n
}

// splitPython cuts "/abs/file.py:handler".
func splitPython(s string) (file, function string, err error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || !strings.HasSuffix(s[:i], ".py") || s[i+1:] == "" {
		return "", "", fmt.Errorf("python handler %q: want FILE.py:FUNCTION", s)
	}
	return s[:i], s[i+1:], nil
}

// splitNode cuts "/abs/file.js.handler".
func splitNode(s string) (file, function string, err error) {
	i := strings.LastIndexByte(s, '.')
	if i >= 0 && s[i+1:] != "" {
		switch filepath.Ext(s[:i]) {
		case ".js", ".cjs", ".mjs":
			return s[:i], s[i+1:], nil
		}
	}
	return "", "", fmt.Errorf("node handler %q: want FILE.js.FUNCTION, FILE.cjs.FUNCTION or FILE.mjs.FUNCTION", s)
}

func checkScript(file string, before error) error {
	if before != nil {
		return nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("handler file %s does not exist", file)
	case err != nil:
		return fmt.Errorf("handler file: %w", err)
	case info.IsDir():
		return fmt.Errorf("handler file %s is a directory", file)
	}
	return nil
}

func checkInterpreter(name string, before error) error {
	if before != nil {
		return nil
	}
	_, err := findInterpreter(name)
	return err
}

// findInterpreter looks for python3 or node; on Windows python3 is python.
func findInterpreter(name string) (string, error) {
	names := []string{name}
	if name == "python3" && runtime.GOOS == "windows" {
		names = append(names, "python")
	}
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not on PATH: install it or use another kind of handler", name)
}

func checkCommand(h Handler) error {
	if info, err := os.Stat(h.Dir); h.Dir != "" && (err != nil || !info.IsDir()) {
		return fmt.Errorf("the command's directory %s does not exist", h.Dir)
	}
	_, err := h.program()
	return err
}

// program finds what Command starts: a path is taken relative to Dir, a bare
// name is looked up on PATH and then in Dir, so that both "node" and
// "bootstrap" do what they say.
func (h Handler) program() (string, error) {
	name := h.Command[0]
	if name == "" {
		return "", errors.New("the command is empty")
	}
	if filepath.Base(name) == name {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(h.Dir, path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("command %s: %w", name, err)
	}
	switch _, err := exec.LookPath(path); {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("command %s does not exist: it is neither on PATH nor in %s", name, filepath.Dir(path))
	case err != nil:
		return "", fmt.Errorf("command %s cannot be run: %w", path, err)
	}
	return path, nil
}

// name is the handler as Lambda writes it in _HANDLER.
func (h Handler) name() string {
	if file, function, err := splitPython(h.Python); err == nil {
		return strings.TrimSuffix(filepath.Base(file), ".py") + "." + function
	}
	if file, function, err := splitNode(h.Node); err == nil {
		return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + "." + function
	}
	if h.Builtin != "" {
		return h.Builtin
	}
	return filepath.Base(h.Command[0])
}

// taskRoot is where the function's code lives.
func (h Handler) taskRoot(executable string) string {
	if file, _, err := splitPython(h.Python); err == nil {
		return filepath.Dir(file)
	}
	if file, _, err := splitNode(h.Node); err == nil {
		return filepath.Dir(file)
	}
	if h.Builtin != "" {
		return filepath.Dir(executable)
	}
	dir, err := filepath.Abs(h.Dir)
	if err != nil {
		return h.Dir
	}
	return dir
}

// commandLine is what serves h with memoryMB: the platform's directory holds
// the bootstraps.
func (h Handler) commandLine(executable, dir string, memoryMB int, found *interpreters) ([]string, error) {
	if h.Builtin != "" {
		return []string{executable}, nil
	}
	if file, function, err := splitPython(h.Python); err == nil {
		program, err := found.resolve("python3", "-c", "import sys; print(sys.executable)")
		return []string{program, filepath.Join(dir, pythonBootstrapName), file, function}, err
	}
	if file, function, err := splitNode(h.Node); err == nil {
		program, err := found.resolve("node", "-p", "process.execPath")
		argv := append([]string{program}, nodeFlags(memoryMB)...)
		return append(argv, filepath.Join(dir, nodeBootstrapName), file, function), err
	}
	program, err := h.program()
	if err != nil {
		return nil, err
	}
	return append([]string{program}, h.Command[1:]...), nil
}

// nodeFlags size V8's heap for the function's memory, as /var/runtime/bootstrap
// of Lambda's Node.js images does (https://gallery.ecr.aws/lambda/nodejs): left
// alone, V8 goes by the host's memory and collects too late for a small size.
func nodeFlags(memoryMB int) []string {
	newSpace := memoryMB / 10
	return []string{
		"--expose-gc", "--max-http-header-size=81920",
		fmt.Sprintf("--max-semi-space-size=%d", newSpace/2),
		fmt.Sprintf("--max-old-space-size=%d", memoryMB-newSpace),
	}
}

// interpreters remembers the real path of each interpreter: what stands on
// PATH is often a version manager's script, which would be part of every cold
// start and needs a home directory that functions do not see.
type interpreters struct {
	mu    sync.Mutex
	paths map[string]string
}

// resolve asks the interpreter itself where it is, once.
func (i *interpreters) resolve(name string, ask ...string) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if path := i.paths[name]; path != "" {
		return path, nil
	}
	path, err := findInterpreter(name)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, ask...)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s at %s does not run: %w", name, path, err)
	}
	if real := strings.TrimSpace(string(out)); filepath.IsAbs(real) {
		path = real
	}
	if i.paths == nil {
		i.paths = map[string]string{}
	}
	i.paths[name] = path
	return path, nil
}
