package containers

import "sync"

// tailBytes is how much of an output is kept.
const tailBytes = 4 << 10

// Tail keeps the end of what is written to it. It is safe for concurrent use.
type Tail struct {
	mu   sync.Mutex
	kept []byte
}

// Write keeps the end of what was written so far; it never fails.
func (t *Tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p[max(0, len(p)-tailBytes):]...)
	if n := len(t.kept); n > 2*tailBytes {
		t.kept = append(t.kept[:0], t.kept[n-tailBytes:]...)
	}
	return len(p), nil
}

// String is the end of what was written.
func (t *Tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept[max(0, len(t.kept)-tailBytes):])
}
