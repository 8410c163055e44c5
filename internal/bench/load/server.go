package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// maxArrivals bounds what the server notes: 10,000/s for two minutes.
const maxArrivals = 1_200_000

// target is the server that is driven. It answers two bytes at once, and notes
// when each request arrived.
type target struct {
	arrivals [maxArrivals]int64 // ns since the epoch
	count    atomic.Int64

	stallAt atomic.Int64 // ns since the epoch; 0: not
}

// serve runs the target until its standard input ends, and prints its address.
func serve(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	t := &target{}
	server := &fasthttp.Server{Handler: t.handle, NoDefaultServerHeader: true, NoDefaultDate: true}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Shutdown()
	}()
	fmt.Println(listener.Addr())
	context.AfterFunc(ctx, func() { _ = server.Shutdown() })
	return server.Serve(listener)
}

func (t *target) handle(c *fasthttp.RequestCtx) {
	switch string(c.Path()) {
	case "/":
		now := time.Now().UnixNano()
		if n := t.count.Add(1) - 1; n < maxArrivals {
			t.arrivals[n] = now
		}
		if at := t.stallAt.Load(); at > 0 && now >= at && now < at+int64(stallLength) {
			time.Sleep(time.Duration(at + int64(stallLength) - now))
		}
		c.SetBodyString("ok")
	case "/reset":
		t.stallAt.Store(0)
		t.count.Store(0)
	case "/stall":
		// The first request starts the clock.
		t.stallAt.Store(time.Now().Add(stallAfter).UnixNano())
	case "/arrivals":
		n := min(t.count.Load(), maxArrivals)
		_ = binary.Write(c.Response.BodyWriter(), binary.LittleEndian, t.arrivals[:n])
	}
}

// served is a running target.
type served struct {
	url   string
	stdin io.Closer
	cmd   *exec.Cmd
}

// startServer runs the target in a process of its own on the first core.
func startServer(ctx context.Context, self string) (*served, error) {
	cmd := exec.CommandContext(ctx, self, "serve")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	if err := startOn(cmd, 0); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	return &served{url: "http://" + line[:len(line)-1], stdin: stdin, cmd: cmd}, nil
}

func (s *served) close() {
	_ = s.stdin.Close()
	_ = s.cmd.Wait()
}

// tell asks the target for something beside the load.
func (s *served) tell(path string) ([]byte, error) {
	response, err := http.Get(s.url + path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return io.ReadAll(response.Body)
}

// arrivals are the times since the last reset, in order of the requests.
func (s *served) arrivals() ([]time.Duration, error) {
	data, err := s.tell("/arrivals")
	if err != nil {
		return nil, err
	}
	out := make([]time.Duration, len(data)/8)
	for i := range out {
		out[i] = time.Duration(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return out, nil
}
