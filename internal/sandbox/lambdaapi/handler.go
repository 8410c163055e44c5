package lambdaapi

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// What serves a function. Handler is one of
//
//	builtin:NAME                  a function of the sweetspot binary
//	python:/abs/app.py:handler    a Python file
//	node:/abs/app.js.handler      a Node file
//
// or PackageType is Image and ImageConfig's EntryPoint and Command are run in
// its WorkingDirectory; Code is not looked at then. Otherwise Code.ZipFile is
// unpacked, and Runtime and Handler have the meaning they have on AWS, for
// python3.x, nodejs and provided runtimes.
const handlerForms = "builtin:NAME, python:/abs/app.py:handler, node:/abs/app.js.handler, or PackageType Image with ImageConfig.Command"

// load takes the code of a function: an archive, or else the files that its
// handler names. It sets what runs it and its hash.
func (s *Server) load(c *config, archive []byte) error {
	if c.local() {
		archive, c.CodeDir = nil, ""
	}
	if len(archive) > 0 {
		dir, err := s.unpack(archive)
		if err != nil {
			return err
		}
		c.CodeDir = dir
	}
	if err := s.bind(c); err != nil {
		return err
	}
	sum := sha256.New()
	switch {
	case c.CodeDir == "":
		size, err := digest(sum, c)
		if err != nil {
			return faultf(codeInvalidParameter, "the code of handler %q cannot be read: %v", c.Handler, err)
		}
		c.CodeSize = size
	case len(archive) > 0:
		sum.Write(archive)
		c.CodeSize = int64(len(archive))
	default:
		return nil // the archive of before
	}
	c.CodeSha256 = base64.StdEncoding.EncodeToString(sum.Sum(nil))
	return nil
}

// local reports whether the handler says by itself where the code is.
func (c *config) local() bool {
	kind, _, _ := strings.Cut(c.Handler, ":")
	return c.PackageType == packageImage || kind == "builtin" || kind == "python" || kind == "node"
}

// bind finds what runs a configuration and checks that it can.
func (s *Server) bind(c *config) error {
	h, err := c.handler()
	if err != nil {
		return faultf(codeInvalidParameter, "%v", err)
	}
	check := s.opts.CheckHandler
	if check == nil {
		check = sandbox.CheckHandler
	}
	err = check(h)
	if err == nil && h.Builtin != "" && s.opts.CheckBuiltin != nil {
		err = s.opts.CheckBuiltin(h.Builtin)
	}
	if err != nil {
		return faultf(codeInvalidParameter, "the function cannot run here: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	c.exec = h
	return nil
}

// handler reads the form that a configuration has.
func (c *config) handler() (sandbox.Handler, error) {
	if c.PackageType == packageImage {
		return imageHandler(c.Image)
	}
	if c.CodeDir != "" {
		return archiveHandler(c.CodeDir, c.Runtime, c.Handler)
	}
	kind, rest, _ := strings.Cut(c.Handler, ":")
	switch kind {
	case "builtin":
		if rest == "" {
			return sandbox.Handler{}, errors.New("builtin: needs the name of a function, as in builtin:hello")
		}
		return sandbox.Handler{Builtin: rest}, nil
	case "python":
		return sandbox.Handler{Python: rest}, scriptPath(rest, "python:/abs/app.py:handler")
	case "node":
		return sandbox.Handler{Node: rest}, scriptPath(rest, "node:/abs/app.js.handler")
	}
	return sandbox.Handler{}, fmt.Errorf("handler %q has none of the forms that this sandbox runs: %s", c.Handler, handlerForms)
}

func imageHandler(image *imageConfig) (sandbox.Handler, error) {
	if image == nil {
		image = &imageConfig{}
	}
	command := append(append([]string(nil), image.EntryPoint...), image.Command...)
	if len(command) == 0 || command[0] == "" {
		return sandbox.Handler{}, errors.New("PackageType Image needs ImageConfig.Command: the command that serves the function")
	}
	return sandbox.Handler{Command: command, Dir: image.WorkingDirectory}, nil
}

// scriptPath refuses a relative path: the server's own directory means nothing
// to its callers.
func scriptPath(text, form string) error {
	if !filepath.IsAbs(text) {
		return fmt.Errorf("handler %q needs an absolute path, as in %s", text, form)
	}
	return nil
}

// splitLast cuts text at the last sep; without one, it is all file.
func splitLast(text, sep string) (file, function string) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i+len(sep):]
}

// digest hashes what a handler consists of as far as it names it: its own text
// and its file or command. What that file loads is not seen.
func digest(sum hash.Hash, c *config) (size int64, err error) {
	fmt.Fprintf(sum, "%q %q", c.Handler, c.exec.Command)
	file := codeFile(c.exec)
	if file == "" {
		return 0, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	return io.Copy(sum, io.LimitReader(f, maxUnzipped))
}

// codeFile is the file that a handler names, "" when it names none: a builtin,
// or a command that is found on PATH.
func codeFile(h sandbox.Handler) string {
	file := ""
	switch {
	case h.Python != "":
		file, _ = splitLast(h.Python, ":")
	case h.Node != "":
		file, _ = splitLast(h.Node, ".")
	case len(h.Command) > 0:
		if file = h.Command[0]; !filepath.IsAbs(file) {
			file = filepath.Join(h.Dir, file)
		}
	}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return file
}

// location says where a configuration's code is, for a caller that knows this
// server as host.
func (c *config) location(host string) codeLocation {
	if c.PackageType == packageImage {
		return codeLocation{RepositoryType: "ECR", ImageUri: "local"}
	}
	name := noPackage
	if c.CodeDir != "" {
		name = filepath.Base(c.CodeDir)
	}
	return codeLocation{RepositoryType: "S3", Location: "http://" + host + packagePath + name}
}
