package live

import (
	"errors"
	"io"
	"sync"
	"time"
)

// How far a reader may fall behind before it is given up, and how long it is
// waited for at the end.
const (
	maxBehind    = 60 // lines
	lastPatience = 2 * time.Second
)

var errSlow = errors.New("its reader is too slow")

// outlet writes lines to a reader that must never slow down what makes them: it
// is given up for good when it refuses a line or falls too far behind.
type outlet struct {
	lines chan []byte
	ended chan struct{} // closed once nothing more is written
	lost  chan struct{} // closed once the reader is given up
	once  sync.Once
	warn  func(error)
}

func newOutlet(w io.Writer, warn func(error)) *outlet {
	o := &outlet{lines: make(chan []byte, maxBehind), ended: make(chan struct{}), lost: make(chan struct{}), warn: warn}
	go o.write(w)
	return o
}

func (o *outlet) write(w io.Writer) {
	defer close(o.ended)
	for line := range o.lines {
		if o.isLost() {
			return
		}
		if _, err := w.Write(line); err != nil {
			o.fail(err)
			return
		}
	}
}

// send hands a line over without waiting. It is not called after close.
func (o *outlet) send(line []byte) {
	if o.isLost() {
		return
	}
	select {
	case o.lines <- line:
	default:
		o.fail(errSlow)
	}
}

// fail gives the reader up, and says so the first time.
func (o *outlet) fail(err error) {
	o.once.Do(func() {
		close(o.lost)
		o.warn(err)
	})
}

func (o *outlet) isLost() bool {
	select {
	case <-o.lost:
		return true
	default:
		return false
	}
}

// close waits until the reader has everything, within reason.
func (o *outlet) close() {
	close(o.lines)
	select {
	case <-o.ended:
	case <-o.lost:
	case <-time.After(lastPatience):
		o.fail(errSlow)
	}
}
