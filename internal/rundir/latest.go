package rundir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// idPattern is what NewID makes.
var idPattern = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z-(.+)-[0-9a-f]{4}$`)

// ErrNoRun says that a folder holds no run such as was asked for.
var ErrNoRun = errors.New("there is no complete run")

// Latest finds the run of a scenario that began last among those in a folder
// that are complete and were measured, not imported; that with the id except is
// passed over. The error is ErrNoRun where there is none. Folders that hold no
// run, or one that cannot be read, are passed over too.
func Latest(folder, scenario, except string) (Dir, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var latest Dir
	var began time.Time
	for _, e := range entries {
		dir := Dir(filepath.Join(folder, e.Name()))
		if !named(e.Name(), scenario, true) {
			continue
		}
		m, err := dir.ReadManifest()
		if err != nil || m.State != Complete || m.Imported != nil || m.ID == except || !named(m.ID, scenario, false) {
			continue
		}
		if latest == "" || m.StartedAt.After(began) {
			latest, began = dir, m.StartedAt
		}
	}
	if latest == "" {
		return "", ErrNoRun
	}
	return latest, nil
}

// named reports whether an id is that of a run of the scenario; other is the
// answer for what is no id.
func named(id, scenario string, other bool) bool {
	m := idPattern.FindStringSubmatch(id)
	if m == nil {
		return other
	}
	return m[1] == scenario
}
