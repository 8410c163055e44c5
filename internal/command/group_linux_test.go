package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/command"
)

// A command ends with a parent that is killed, and so does what it has started: it
// must not change what was put back since.
func TestRunEndsWithItsParent(t *testing.T) {
	dir := os.Getenv("COMMAND_TEST_DIR")
	if dir != "" { // this is the parent
		_ = command.Run(t.Context(), command.Command{Dir: dir, Words: []string{"sh", "-c", "sh -c 'echo $$ > pid && mv pid began && while :; do sleep 1; done'; true"}})
		return
	}
	dir = t.TempDir()
	parent := exec.Command(os.Args[0], "-test.run=^TestRunEndsWithItsParent$")
	parent.Env = append(os.Environ(), "COMMAND_TEST_DIR="+dir)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	began := await(t, func() ([]byte, bool) {
		text, err := os.ReadFile(filepath.Join(dir, "began"))
		return text, err == nil
	})
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	process := "/proc/" + string(began[:len(began)-1])
	await(t, func() ([]byte, bool) {
		state, err := os.ReadFile(filepath.Join(process, "stat"))
		return nil, err != nil || dead.Match(state)
	})
}

// dead is the state of a process that nobody has waited for yet.
var dead = regexp.MustCompile(`\) [ZX] `)

func await(t *testing.T, done func() ([]byte, bool)) []byte {
	t.Helper()
	for range 1000 {
		if text, ok := done(); ok {
			return text
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it does not come")
	return nil
}
