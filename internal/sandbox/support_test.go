//go:build unix

package sandbox

import (
	"bytes"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

// waitFor fails the test when a condition does not come about in a time far
// beyond what a loaded machine needs.
func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 30 s for %s", what)
		}
	}
}

// census counts this process's goroutines and open files.
func census(t testing.TB) (goroutines, files int) {
	t.Helper()
	if list, err := os.ReadDir("/proc/self/fd"); err == nil {
		files = len(list)
	}
	return runtime.NumGoroutine(), files
}

// lockedBuffer is a writer that can be read at any time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
