package transport

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// raw is a server that treats each request on each connection by a script.
func raw(t *testing.T, script func(conn *net.TCPConn, request int)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var requests atomic.Int64
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				reader := bufio.NewReader(conn)
				for {
					r, err := http.ReadRequest(reader)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, r.Body)
					script(conn.(*net.TCPConn), int(requests.Add(1)))
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/"
}

func says(text string) func(*net.TCPConn, int) {
	return func(conn *net.TCPConn, _ int) {
		_, _ = io.WriteString(conn, text)
		_ = conn.Close()
	}
}

// speaksFirst is a server of a protocol in which the server begins.
func speaksFirst(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "220 mail.example ESMTP\r\n")
			go func() { _, _ = io.Copy(io.Discard, conn); _ = conn.Close() }()
		}
	}()
	return "http://" + listener.Addr().String()
}

// untilHungUp never answers.
func untilHungUp(conn *net.TCPConn, _ int) { _, _ = io.Copy(io.Discard, conn) }

func TestEveryFailureHasItsClass(t *testing.T) {
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = refused.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	endless := func(conn *net.TCPConn, _ int) {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		for {
			if _, err := conn.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}
	asking := httptest.NewUnstartedServer(http.NotFoundHandler())
	asking.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	asking.StartTLS()
	t.Cleanup(asking.Close)
	// net/http tells some of them less apart.
	other := map[string]string{"half a head": Malformed, "only interim answers": ClosedEarly, "no TLS": ClosedEarly}
	tests := []struct{ name, url, want string }{
		{"refuses", "http://" + refused.Addr().String(), Refused},
		{"no such name", "http://name.invalid/", NoName},
		{"resets", raw(t, func(c *net.TCPConn, _ int) { _ = c.SetLinger(0); _ = c.Close() }), Reset},
		{"closes", raw(t, func(c *net.TCPConn, _ int) { _ = c.Close() }), ClosedEarly},
		{"stalls", raw(t, untilHungUp), NoAnswer},
		{"stalls within the body", raw(t, func(c *net.TCPConn, _ int) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
			untilHungUp(c, 0)
		}), NoAnswer},
		{"garbage", raw(t, says("\x00\x01\x02 this is no HTTP\r\n\r\n")), Malformed},
		{"another protocol", raw(t, says("SSH-2.0-OpenSSH_9.2\r\n")), Malformed},
		{"half a head", raw(t, says("HTTP/1.1 200 OK\r\nContent-Le")), ClosedEarly},
		{"half a body", raw(t, says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")), ClosedEarly},
		{"half a chunk", raw(t, says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc")), ClosedEarly},
		{"a bad chunk", raw(t, says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n")), Malformed},
		{"a huge head", raw(t, says("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<20)+"\r\n\r\n")), Malformed},
		{"only interim answers", raw(t, says(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100))), Malformed},
		{"speaks first", speaksFirst(t), Malformed},
		{"switches protocols", raw(t, func(c *net.TCPConn, _ int) {
			_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			untilHungUp(c, 0)
		}), Malformed},
		{"asks for a certificate", asking.URL, TLSFailed},
		{"says 100 MB", raw(t, says("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")), TooLarge},
		{"never ends", raw(t, endless), TooLarge},
		{"a stranger's certificate", secure.URL, TLSFailed},
		{"no TLS", strings.Replace(raw(t, says("")), "http:", "https:", 1), TLSFailed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, o := range []Options{{}, {Redirects: 1}} {
				o.MaxBody, o.Insecure = 1<<20, tt.url == asking.URL
				if tt.want == NoAnswer {
					o.Timeout = 50 * time.Millisecond
				}
				a := newClient(t, o).Do(t.Context(), request(t, "GET", tt.url, ""))
				want := tt.want
				if class, ok := other[tt.name]; ok && o.Redirects > 0 {
					want = class
				}
				if got := classOf(a.Err); got != want {
					t.Errorf("redirects %d: class %q, want %q (%v)", o.Redirects, got, want, a.Err)
				}
			}
		})
	}
}

// A server that closes idle connections answers once on each.
func answersOnce(t *testing.T, requests *atomic.Int64) string {
	return raw(t, func(conn *net.TCPConn, _ int) {
		requests.Add(1)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		_ = conn.SetLinger(0)
		_ = conn.Close()
	})
}

func TestAClosedIdleConnectionIsNoFailure(t *testing.T) {
	var requests atomic.Int64
	c := newClient(t, Options{})
	r := request(t, "GET", answersOnce(t, &requests), "")
	for range 20 {
		if a := c.Do(t.Context(), r); a.Err != nil {
			t.Fatal(a.Err)
		}
		time.Sleep(time.Millisecond)
	}
	if n := requests.Load(); n != 20 {
		t.Errorf("%d requests arrived, want 20: none is sent twice", n)
	}
}

func TestAnUnsafeRequestIsNeverSentAgain(t *testing.T) {
	var bodies atomic.Int64
	url := raw(t, func(conn *net.TCPConn, n int) {
		bodies.Add(1)
		if n == 1 {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			return
		}
		_ = conn.SetLinger(0)
		_ = conn.Close()
	})
	c := newClient(t, Options{})
	r := request(t, "POST", url, "{}")
	if a := c.Do(t.Context(), r); a.Err != nil {
		t.Fatal(a.Err)
	}
	if a := c.Do(t.Context(), r); classOf(a.Err) != Reset {
		t.Errorf("answer %+v, want the reset", a)
	}
	if n := bodies.Load(); n != 2 {
		t.Errorf("%d requests arrived, want 2", n)
	}
}

// A server that resets what it has read is seen to do so, each time.
func TestEveryResetIsCounted(t *testing.T) {
	var arrived, reset atomic.Int64
	url := raw(t, func(conn *net.TCPConn, n int) {
		arrived.Add(1)
		if n%5 == 0 {
			reset.Add(1)
			_ = conn.SetLinger(0)
			_ = conn.Close()
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	})
	c := newClient(t, Options{})
	r := request(t, "GET", url, "")
	failed := int64(0)
	for range 200 {
		if a := c.Do(t.Context(), r); a.Err != nil {
			failed++
		}
	}
	if arrived.Load() != 200 || failed != reset.Load() || failed != 40 {
		t.Errorf("200 asked: %d arrived, %d were reset, %d failures are known", arrived.Load(), reset.Load(), failed)
	}
}

// What a server says unasked is no answer to the next request.
func TestUnaskedBytesEndAConnection(t *testing.T) {
	url := raw(t, func(conn *net.TCPConn, _ int) {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		time.Sleep(20 * time.Millisecond)
		_, _ = io.WriteString(conn, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
	})
	c := newClient(t, Options{})
	r := request(t, "GET", url, "")
	for range 2 {
		if a := c.Do(t.Context(), r); a.Status != 200 {
			t.Errorf("status %d, %v", a.Status, a.Err)
		}
		time.Sleep(60 * time.Millisecond)
	}
}

func TestTooManyOpenFilesNamesTheRemedy(t *testing.T) {
	err := &Error{Class: TooManyFile}
	if text := err.Error(); !strings.Contains(text, "load.max_workers") {
		t.Errorf("%q does not say what to do", text)
	}
}

// Whatever a server says, reading it ends, and what it accepts as an answer has
// a status.
func FuzzReadAnswer(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nT: v\r\n\r\n",
		"HTTP/1.0 200 OK\r\n\r\nuntil the end",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
	} {
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, head bool) {
		const most = 1 << 16
		var header fasthttp.ResponseHeader
		var a Answer
		_, err := readAnswer(bufio.NewReaderSize(bytes.NewReader(data), maxHead), &header, head, &Options{MaxBody: most, Headers: []string{"Content-Type"}, KeepBody: 8}, &a)
		if err == nil && a.Status < 100 {
			t.Errorf("accepted with status %d", a.Status)
		}
		if a.BytesIn > most+1 {
			t.Errorf("read %d bytes over a bound of %d", a.BytesIn, most)
		}
		if err != nil && fmt.Sprint(classify(err)) == "" {
			t.Error("an error without words")
		}
	})
}
