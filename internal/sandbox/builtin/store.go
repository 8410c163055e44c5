package builtin

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// How a request that finds no free connection asks again: the pause grows from
// the first to the second, and each is drawn from half to the whole of it, so
// that waiting environments do not ask in step.
const (
	firstPause   = time.Millisecond
	longestPause = 8 * time.Millisecond
)

// store is a pretended database with a bounded number of connections. Every
// environment of a function is a process of its own, so a connection is a file
// in a shared directory, and who holds its lock holds the connection. The
// system releases the lock when a process dies, however it dies.
//
// Waiting is fair only on average: nobody is promised the order of arrival.
type store struct {
	dir     string
	size    int
	timeout time.Duration // longest wait for a connection
}

// PoolExhausted is the error of a request that waited too long for a
// connection. Lambda shows the type's name as the errorType of the answer.
type PoolExhausted struct {
	Size   int           // connections in the pool
	Waited time.Duration // before giving up
}

// Error says how long was waited for how many connections.
func (e *PoolExhausted) Error() string {
	return fmt.Sprintf("pool exhausted: none of %d connections was free within %d ms", e.Size, e.Waited.Milliseconds())
}

// openStore makes the directory of the store where there is none.
func openStore(dir string, size int, timeout time.Duration) (*store, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("cannot open the store (STORE_DIR): %w", err)
	}
	return &store{dir, size, timeout}, nil
}

// acquire waits for a free connection until the store's timeout or ctx's end.
// The caller must call release.
func (s *store) acquire(ctx context.Context) (connection int, release func(), err error) {
	began := time.Now()
	pause := firstPause
	for {
		connection, release, err = s.try()
		if err != nil || release != nil {
			return connection, release, err
		}
		waited := time.Since(began)
		if waited >= s.timeout {
			return 0, nil, &PoolExhausted{s.size, waited}
		}
		next := min(pause/2+rand.N(pause/2), s.timeout-waited)
		if err := sleep(ctx, next); err != nil {
			return 0, nil, &PoolExhausted{s.size, time.Since(began)}
		}
		pause = min(2*pause, longestPause)
	}
}

// try takes the first free connection, beginning at a random one so that they
// are used evenly. Without a free one, release is nil.
func (s *store) try() (connection int, release func(), err error) {
	first := rand.IntN(s.size)
	for i := range s.size {
		n := (first + i) % s.size
		release, err := tryLock(filepath.Join(s.dir, fmt.Sprintf("connection-%d.lock", n)))
		if err != nil {
			return 0, nil, fmt.Errorf("cannot reach the store: %w", err)
		}
		if release != nil {
			return n, release, nil
		}
	}
	return 0, nil, nil
}
