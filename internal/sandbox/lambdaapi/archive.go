package lambdaapi

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Limits of an uploaded archive, in bytes and files.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	maxZipped     = 50 << 20
	maxUnzipped   = 250 << 20
	maxZipEntries = 20_000 // ours: AWS states none
)

// unpack writes an archive into a directory that lives as long as the server.
func (s *Server) unpack(archive []byte) (string, error) {
	if len(archive) > maxZipped {
		return "", faultf(codeTooLarge, "Zipped size must be smaller than %d bytes", maxZipped)
	}
	dir, err := os.MkdirTemp("", "sweetspot-code-")
	if err != nil {
		return "", fmt.Errorf("no directory for the code: %w", err)
	}
	s.codeMu.Lock()
	s.code = append(s.code, dir)
	s.codeMu.Unlock()
	if err := os.WriteFile(dir+packageEnding, archive, 0o600); err != nil {
		return "", fmt.Errorf("no room for the code: %w", err)
	}
	if err := extract(archive, dir); err != nil {
		// What is left of it is removed with the server at the latest.
		_ = os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}

// extract unpacks regular files and directories below dir, and refuses an
// archive with anything else or anywhere else.
func extract(archive []byte, dir string) error {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return faultf(codeInvalidParameter, "Could not unzip uploaded file. Please check your file, then try to upload again.")
	}
	if len(r.File) > maxZipEntries {
		return faultf(codeInvalidParameter, "the archive has %d entries, more than %d", len(r.File), maxZipEntries)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("no directory for the code: %w", err)
	}
	defer func() { _ = root.Close() }()
	left := int64(maxUnzipped)
	for _, f := range r.File {
		n, err := extractFile(root, f, left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// extractFile unpacks one entry of at most limit bytes.
func extractFile(root *os.Root, f *zip.File, limit int64) (int64, error) {
	name := filepath.FromSlash(f.Name)
	if !filepath.IsLocal(name) {
		return 0, faultf(codeInvalidParameter, "the archive's entry %q lies outside of it", f.Name)
	}
	if f.FileInfo().IsDir() {
		return 0, unzipFault(f, root.MkdirAll(name, 0o755))
	}
	if !f.Mode().IsRegular() {
		return 0, faultf(codeInvalidParameter, "the archive's entry %q is neither a file nor a directory", f.Name)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return 0, unzipFault(f, err)
	}
	in, err := f.Open()
	if err != nil {
		return 0, unzipFault(f, err)
	}
	defer func() { _ = in.Close() }()
	out, err := root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, f.Mode().Perm()|0o600)
	if err != nil {
		return 0, unzipFault(f, err)
	}
	n, err := io.Copy(out, io.LimitReader(in, limit+1))
	if n > limit {
		err = faultf(codeInvalidParameter, "Unzipped size must be smaller than %d bytes", maxUnzipped)
	}
	return n, unzipFault(f, errors.Join(err, out.Close()))
}

func unzipFault(f *zip.File, err error) error {
	var known *fault
	if err == nil || errors.As(err, &known) {
		return err
	}
	return faultf(codeInvalidParameter, "Could not unzip uploaded file: entry %q: %v", f.Name, err)
}

// archiveHandler finds what AWS's Runtime and Handler mean in an unpacked archive.
func archiveHandler(dir, runtime, handler string) (sandbox.Handler, error) {
	if strings.HasPrefix(runtime, "provided") {
		return sandbox.Handler{Command: []string{filepath.Join(dir, "bootstrap")}, Dir: dir}, nil
	}
	module, function := splitLast(handler, ".")
	if module == "" || function == "" || !filepath.IsLocal(filepath.FromSlash(module)) {
		return sandbox.Handler{}, fmt.Errorf("handler %q is not of the form file.function", handler)
	}
	switch {
	case strings.HasPrefix(runtime, "python3"):
		file := filepath.Join(dir, filepath.FromSlash(strings.ReplaceAll(module, ".", "/"))+".py")
		return sandbox.Handler{Python: file + ":" + function}, nil
	case strings.HasPrefix(runtime, "nodejs"):
		return sandbox.Handler{Node: nodeFile(filepath.Join(dir, filepath.FromSlash(module))) + "." + function}, nil
	}
	return sandbox.Handler{}, fmt.Errorf("runtime %q is not one that this sandbox runs: python3.x, nodejs and provided are", runtime)
}

// nodeFile finds a module's file as Node's runtime does.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
func nodeFile(base string) string {
	for _, ext := range []string{".js", ".mjs", ".cjs"} {
		if _, err := os.Stat(base + ext); err == nil {
			return base + ext
		}
	}
	return base + ".js"
}
