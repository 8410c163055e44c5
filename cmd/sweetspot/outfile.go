package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// writeOut writes to the file that a flag names, "-" for standard output. An
// ordinary file appears whole, or not at all. Errors of the disk are those of
// a run that could not be completed.
func writeOut(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return asIncomplete(write(stdout))
	}
	if ofRun(name) {
		return inputError(errors.New("--out: " + name + " is what a run was made of: name another file"))
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return inputError(errors.New("--out: " + name + " is a folder"))
		}
		file, err := os.OpenFile(name, os.O_WRONLY, 0) // a device or a pipe
		if err != nil {
			return inputError(err)
		}
		return asIncomplete(errors.Join(write(file), file.Close()))
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return inputError(err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already when all went well
	err = write(file)
	if err = errors.Join(err, file.Chmod(0o644), file.Close()); err != nil {
		return asIncomplete(err)
	}
	return asIncomplete(os.Rename(file.Name(), name))
}

// ofRun reports whether a file holds what a run directory cannot make anew.
func ofRun(name string) bool {
	return slices.Contains([]string{rundir.ManifestFile, rundir.SamplesFile, rundir.LogFile, rundir.SummaryFile}, filepath.Base(name)) &&
		exists(filepath.Join(filepath.Dir(name), rundir.ManifestFile))
}

// asIncomplete gives an error that carries no exit code that of a run which
// could not be completed.
func asIncomplete(err error) error {
	var exit *exitError
	if err == nil || errors.As(err, &exit) {
		return err
	}
	return incomplete(err)
}
