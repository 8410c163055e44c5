//go:build unix

package ui

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// What stands where a file is expected neither blocks nor breaks the list.
func TestStrangeThingsInARun(t *testing.T) {
	path := folder(t)
	for i, make := range []func(dir string) error{
		func(dir string) error { return syscall.Mkfifo(filepath.Join(dir, rundir.ManifestFile), 0o600) },
		func(dir string) error { return os.Mkdir(filepath.Join(dir, rundir.SummaryFile), 0o700) },
		func(dir string) error { return os.WriteFile(filepath.Join(dir, rundir.ManifestFile), nil, 0o000) },
		func(dir string) error {
			return os.WriteFile(filepath.Join(dir, rundir.SummaryFile), []byte("[1, 2"), 0o600)
		},
	} {
		dir := filepath.Join(path, fmt.Sprint("strange-", i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := make(dir); err != nil {
			t.Fatal(err)
		}
	}
	h := served(t, path, Options{})
	if body := get(t, h, "/").Body.String(); strings.Count(body, "<small>strange-") != 4 || strings.Count(body, ">unreadable<") != 5 {
		t.Errorf("the list is\n%s", body)
	}
	for i := range 4 {
		if w := get(t, h, fmt.Sprintf("/run/strange-%d/", i)); w.Code != http.StatusNotFound {
			t.Errorf("%d: %d", i, w.Code)
		}
	}
}
