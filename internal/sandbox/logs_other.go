//go:build !unix

package sandbox

import "time"

// settling is how long the reader is given to take in what was written: here
// an empty pipe cannot be told from one that nobody has looked at yet.
const settling = 2 * time.Millisecond

func (l *logs) open() error { return nil }

func (l *logs) read() {
	buf := make([]byte, 8<<10)
	for {
		n, err := l.pipe.Read(buf)
		l.mu.Lock()
		l.keep(buf[:n])
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (l *logs) settle() { time.Sleep(settling) }
