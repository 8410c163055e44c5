package transport

import (
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// rawConn reads and writes a TCP connection by system calls that the scheduler
// is not told of. Its descriptor never blocks, so there is nothing to tell; but
// every call that is told wakes the runtime's monitor thread when the process
// was idle before, as a load generator is between two sends, and that costs more
// than the request itself. Waiting is left to the runtime's poller.
//
// The race detector does not see such calls either, so an exchange orders nothing
// between a client and a server in one process: tests that share a variable with
// their server must guard it.
type rawConn struct {
	net.Conn
	raw      syscall.RawConn
	in, out  []byte
	got      result // of the last read
	sent     result // of the last write, which in TLS may come beside a read
	readSome func(fd uintptr) (done bool)
	sendSome func(fd uintptr) (done bool)
	peekSome func(fd uintptr) (done bool)
	askSome  func(fd uintptr) (done bool)
	asked    bool // askSome has been called
	gone     bool // it found the connection ended
}

// result is what a system call returned.
type result struct {
	n     int
	errno syscall.Errno
}

// withRawIO wraps a TCP connection, and leaves any other as it is.
func withRawIO(conn net.Conn) net.Conn {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return conn
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return conn
	}
	c := &rawConn{Conn: conn, raw: raw}
	// Made once: a closure made for each call would be garbage of each call.
	c.readSome, c.sendSome, c.peekSome, c.askSome = c.tryRead, c.trySend, c.tryPeek, c.tryAsk
	return c
}

// Read implements io.Reader. One goroutine reads or writes at a time.
func (c *rawConn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c.in = p
	err := c.raw.Read(c.readSome)
	c.in = nil
	switch {
	case err != nil:
		return 0, err
	case c.got.errno != 0:
		return 0, os.NewSyscallError("read", c.got.errno)
	case c.got.n == 0:
		return 0, io.EOF
	}
	return c.got.n, nil
}

// Write implements io.Writer.
func (c *rawConn) Write(p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		c.out = p[sent:]
		err := c.raw.Write(c.sendSome)
		c.out = nil
		if err != nil {
			return sent, err
		}
		if c.sent.errno != 0 {
			return sent, os.NewSyscallError("write", c.sent.errno)
		}
		sent += c.sent.n
	}
	return sent, nil
}

func (c *rawConn) tryRead(fd uintptr) bool {
	for {
		n, _, errno := unix.RawSyscall(unix.SYS_READ, fd, uintptr(unsafe.Pointer(&c.in[0])), uintptr(len(c.in)))
		if errno == unix.EINTR {
			continue
		}
		c.got = result{int(n), errno}
		return errno != unix.EAGAIN
	}
}

func (c *rawConn) trySend(fd uintptr) bool {
	for {
		n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, fd, uintptr(unsafe.Pointer(&c.out[0])), uintptr(len(c.out)), unix.MSG_NOSIGNAL, 0, 0)
		if errno == unix.EINTR {
			continue
		}
		c.sent = result{int(n), errno}
		return errno != unix.EAGAIN
	}
}

// ask writes a request and waits until there is something to read. Unless the
// connection is found to be gone, with its end or bytes that nobody asked for to
// be read: then nothing is written, and err says which. The look comes before the write, with the
// poller listening already, where a first read after it would find nothing.
func (c *rawConn) ask(request []byte) (gone bool, err error) {
	c.asked, c.gone, c.out, c.sent = false, false, request, result{}
	err = c.raw.Read(c.askSome)
	c.out = nil
	switch {
	case c.gone && c.got.n > 0:
		return true, errUnasked
	case c.gone:
		return true, io.EOF
	case err != nil:
		return false, err
	case c.sent.errno != 0 && c.sent.errno != unix.EAGAIN:
		return false, os.NewSyscallError("write", c.sent.errno)
	}
	if written := max(0, c.sent.n); written < len(request) {
		_, err = c.Write(request[written:])
	}
	return false, err
}

func (c *rawConn) tryAsk(fd uintptr) bool {
	if c.asked {
		return true
	}
	c.asked = true
	c.tryPeek(fd)
	if c.gone = c.got.errno != unix.EAGAIN; c.gone {
		return true
	}
	c.trySend(fd)
	return c.sent.errno != 0 || c.sent.n < len(c.out)
}

// ended reports whether the end of an idle connection stands to be read.
func (c *rawConn) ended() bool {
	if c.raw.Read(c.peekSome) != nil {
		return true
	}
	return c.got.n <= 0 && c.got.errno != unix.EAGAIN
}

func (c *rawConn) tryPeek(fd uintptr) bool {
	var b [1]byte
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(&b)), 1, unix.MSG_PEEK|unix.MSG_DONTWAIT, 0, 0)
	c.got = result{int(n), errno}
	return true
}
