// Package rundir is everything that one run leaves on disk: a folder with the
// manifest (run.json), every sample (samples.log while the run goes on, then
// samples.parquet), and the reports, enough to report the run again years
// later.
package rundir

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The files of a run directory.
const (
	ManifestFile = "run.json"
	SamplesFile  = "samples.parquet"
	DamagedFile  = "samples.log.damaged" // a log that could not be read to its end
	LogFile      = "samples.log"         // while the run goes on
	SummaryFile  = "summary.json"
	HTMLFile     = "report.html"
	MarkdownFile = "report.md"
	CommentFile  = "comment.md" // the Markdown report without charts, for a comment on a pull request
	JUnitFile    = "junit.xml"
	PricesFile   = "prices.yaml"   // the user's own price book, where the run had one
	BaselineFile = "baseline.json" // the summary that the run is compared with, where there is one
)

// Dir is a run directory.
type Dir string

// NewID makes a run's id, "20261122T150405Z-name-1a2b": it sorts by time.
func NewID(name string, now time.Time) string {
	var tail [2]byte
	rand.Read(tail[:])
	return fmt.Sprintf("%s-%s-%s", now.UTC().Format("20060102T150405Z"), name, hex.EncodeToString(tail[:]))
}

// Vacant checks that a run directory may be made at path: there is nothing yet,
// or an empty folder. A run is never overwritten, and its files do not go among
// those of others.
func Vacant(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("cannot make the run directory: %w", err)
	case holdsRun(path):
		return fmt.Errorf("%s holds a run already; choose another --out", path)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty (it has %s): name a folder with --out that does not exist yet, or an empty one", path, entries[0].Name())
	}
	return nil
}

func holdsRun(path string) bool {
	_, err := os.Stat(Dir(path).Path(ManifestFile))
	return err == nil
}

// Create makes an empty run directory at path. A folder that holds a run
// already is refused: nothing measured is ever overwritten.
func Create(path string) (Dir, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return "", fmt.Errorf("cannot make the run directory: %w", err)
	}
	dir := Dir(path)
	if holdsRun(path) {
		return "", fmt.Errorf("%s holds a run already; choose another --out", path)
	}
	return dir, nil
}

// Open checks that path is a run directory.
func Open(path string) (Dir, error) {
	dir := Dir(path)
	if _, err := os.Stat(dir.Path(ManifestFile)); err != nil {
		if info, e := os.Stat(path); e == nil && !info.IsDir() || errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s is not a run directory: it has no %s", path, ManifestFile)
		}
		return "", err
	}
	return dir, nil
}

// Path is the path of one of the directory's files.
func (d Dir) Path(file string) string { return filepath.Join(string(d), file) }

// Write replaces a file of the directory as a whole: a reader, or a crash,
// sees the old file or the new one.
func (d Dir) Write(file string, data []byte) error {
	tmp, err := os.CreateTemp(string(d), "."+file+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when all went well
	if _, err := tmp.Write(data); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), d.Path(file))
}
