package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
)

// logsRead is what was read of log files.
type logsRead struct {
	paths  []string // as the user named them
	logs   []*lambdalogs.Log
	unread int   // pieces of text
	damage error // where reading ended early

	// Of log groups:
	region   string   // where they are; "" for files
	searched bool     // failures of handlers were looked for
	cut      []string // that have more events than were read
}

// writeTest is the file that CloudWatch writes to see whether it may.
const writeTest = "aws-logs-write-test"

// maxLogFiles bounds how many files of a folder are read.
const maxLogFiles = 100_000

// readLogs reads files, and folders with all that is in them, into a collector.
func readLogs(ctx context.Context, paths []string, to *lambdalogs.Collector, partial bool) (*logsRead, error) {
	out := &logsRead{paths: paths}
	for _, path := range paths {
		if err := out.add(ctx, path, "", to, partial); err != nil {
			return nil, err
		}
	}
	out.logs = to.Logs()
	return out, nil
}

// add reads a file or folder. group stands for the log group where the log
// names none.
func (r *logsRead) add(ctx context.Context, path, group string, to *lambdalogs.Collector, partial bool) error {
	files, err := logFiles(path)
	if err != nil {
		return inputError(fmt.Errorf("%s: %w", path, err))
	}
	for _, file := range files {
		unread, err := readLog(ctx, file, group, to)
		r.unread += unread
		switch {
		case errors.Is(err, context.Canceled):
			return errInterrupted
		case err != nil && !partial:
			return inputError(fmt.Errorf("%s: %w (--partial takes what stands before it)", file, err))
		case err != nil && r.damage == nil:
			r.damage = fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// logFiles are the files of a folder, or the file itself. What CloudWatch
// writes to see whether it may is passed over.
func logFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && name != path
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case entry.Type().IsRegular() && !hidden && entry.Name() != writeTest:
			files = append(files, name)
		}
		if len(files) > maxLogFiles {
			return fmt.Errorf("it holds more than %d files", maxLogFiles)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = errors.New("the folder holds no files")
	}
	return files, err
}

// readLog reads one file. The folder that it lies in names its log stream in an
// export to S3.
func readLog(ctx context.Context, file, group string, to *lambdalogs.Collector) (unread int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	absolute, err := filepath.Abs(file)
	if err != nil {
		return 0, err
	}
	from := lambdalogs.Event{Group: group, Stream: lambdalogs.StreamOfFolder(filepath.Base(filepath.Dir(absolute)))}
	return lambdalogs.Read(ctx, f, from, to.Add)
}
