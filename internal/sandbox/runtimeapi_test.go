package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// served is an API without a process behind it.
func served(t testing.TB) *process {
	t.Helper()
	p := &process{state: stateStarted, token: make(chan struct{}, 1), failed: make(chan struct{}), exited: make(chan struct{})}
	var err error
	if p.api, err = listen(p); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.api.close(0) })
	return p
}

func testInvocation(id string) *invocation {
	return &invocation{
		Request: Request{Payload: []byte(`{"event":1}`), InvokedARN: "arn"}, id: id,
		start: time.Now(), deadline: time.Now().Add(time.Minute), answers: make(chan answer, 1),
	}
}

// call makes one request and returns the status and the body.
func call(t testing.TB, p *process, method, path string, body io.Reader, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+p.api.address()+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// chunked hides a body's length.
type chunked struct{ io.Reader }

func TestLifeOfAnInvocation(t *testing.T) {
	p := served(t)
	got := make(chan string, 1)
	go func() {
		_, body := call(t, p, "GET", apiRoot+"invocation/next", nil)
		got <- body
	}()
	<-p.token
	in := testInvocation("one")
	if !p.handOut(in) {
		t.Fatal("nobody waits")
	}
	if body := <-got; body != `{"event":1}` {
		t.Errorf("event %s", body)
	}
	// Asking again before answering gives the same event, as after a broken connection.
	if status, body := call(t, p, "GET", apiRoot+"invocation/next", nil); status != 200 || body != `{"event":1}` {
		t.Errorf("again: %d %s", status, body)
	}
	if status, _ := call(t, p, "POST", apiRoot+"invocation/two/response", strings.NewReader("2")); status != 400 {
		t.Errorf("wrong id: %d", status)
	}
	if status, body := call(t, p, "POST", apiRoot+"invocation/one/response", chunked{strings.NewReader("42")}); status != 202 || body != "{\"status\":\"OK\"}\n" {
		t.Errorf("response: %d %s", status, body)
	}
	if a := <-in.answers; string(a.payload) != "42" || a.failed {
		t.Errorf("answer %+v", a)
	}
	if status, body := call(t, p, "POST", apiRoot+"invocation/one/error", strings.NewReader("{}")); status != 403 || !strings.Contains(body, "from RuntimeResponseSentState to InvocationErrorResponse") {
		t.Errorf("second answer: %d %s", status, body)
	}
	if status, _ := call(t, p, "POST", apiRoot+"init/error", strings.NewReader("{}")); status != 403 {
		t.Errorf("init error too late: %d", status)
	}
}

// A client may ask that its connection be closed after each answer.
func TestConnectionsThatEndWithTheirAnswer(t *testing.T) {
	p := served(t)
	for n := range 3 {
		got := make(chan string, 1)
		go func() {
			_, body := call(t, p, "GET", apiRoot+"invocation/next", nil, "Connection", "close")
			got <- body
		}()
		<-p.token
		in := testInvocation(strconv.Itoa(n))
		if !p.handOut(in) {
			t.Fatal("nobody waits")
		}
		if body := <-got; body != `{"event":1}` {
			t.Fatalf("event %d: %q", n, body)
		}
		if status, _ := call(t, p, "POST", apiRoot+"invocation/"+in.id+"/response", strings.NewReader("42"), "Connection", "close"); status != 202 {
			t.Fatalf("answer %d: %d", n, status)
		}
		<-in.answers
	}
}

func TestStreamedError(t *testing.T) {
	p := served(t)
	in := testInvocation("one")
	p.state, p.current = stateRunning, in
	c, err := net.Dial("tcp", p.api.address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "POST %sinvocation/one/response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: %s, %s\r\n\r\n4\r\nhalf\r\n0\r\n%s: MyError\r\n%s: eyJlcnJvclR5cGUiOiJNeUVycm9yIn0=\r\n\r\n",
		apiRoot, errorTypeHeader, errorBodyTrailer, errorTypeHeader, errorBodyTrailer)
	if a := <-in.answers; !a.failed || a.errorType != "MyError" || string(a.payload) != `{"errorType":"MyError"}` {
		t.Errorf("answer %+v", a)
	}
}

func TestTooLarge(t *testing.T) {
	for name, body := range map[string]io.Reader{
		"known length":   bytes.NewReader(make([]byte, maxResponseBytes+1)),
		"unknown length": chunked{bytes.NewReader(make([]byte, maxResponseBytes+1))},
	} {
		t.Run(name, func(t *testing.T) {
			p := served(t)
			in := testInvocation("one")
			p.state, p.current = stateRunning, in
			status, text := call(t, p, "POST", apiRoot+"invocation/one/response", body)
			if status != 413 || !strings.Contains(text, "RequestEntityTooLarge") {
				t.Errorf("%d %s", status, text)
			}
			if a := <-in.answers; !a.failed || a.errorType != "Function.ResponseSizeTooLarge" {
				t.Errorf("answer %+v", a)
			}
		})
	}
}

func TestExpectContinue(t *testing.T) {
	p := served(t)
	in := testInvocation("one")
	p.state, p.current = stateRunning, in
	status, _ := call(t, p, "POST", apiRoot+"invocation/one/response", strings.NewReader("1"), "Expect", "100-continue")
	if status != 202 || string((<-in.answers).payload) != "1" {
		t.Errorf("%d", status)
	}
}

// TestLostConnection: a connection that goes away while it waits takes its
// place with it.
func TestLostConnection(t *testing.T) {
	p := served(t)
	park := func() net.Conn {
		c, err := net.Dial("tcp", p.api.address())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "GET %sinvocation/next HTTP/1.1\r\nHost: x\r\n\r\n", apiRoot)
		return c
	}
	until := func(what string, ok func() bool) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(what)
			}
		}
	}
	first := park()
	until("it never waited", p.isReady)
	first.Close()
	until("it still waits", func() bool { return !p.isReady() })
	second := park()
	defer second.Close()
	<-p.token
	if !p.handOut(testInvocation("one")) {
		t.Fatal("nobody waits")
	}
	if _, err := second.Read(make([]byte, 15)); err != nil {
		t.Error(err)
	}
}

// FuzzRuntimeAPI sends any bytes: the API must end the connection or answer,
// and go on serving others.
func FuzzRuntimeAPI(f *testing.F) {
	for _, s := range []string{
		"", "\x00", "GET " + apiRoot + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
		"POST " + apiRoot + "invocation/one/response HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
		"POST " + apiRoot + "invocation/one/error HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST " + apiRoot + "init/error HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"PUT " + apiRoot + "invocation//response HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 9999999999999\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := served(t)
		p.state, p.current = stateRunning, testInvocation("one")
		c, err := net.Dial("tcp", p.api.address())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write(raw)
		_ = c.(*net.TCPConn).CloseWrite()
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		// The peer may cut the connection, but not leave it open.
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("the connection stays open: %v", err)
		}
		c.Close()
		if status, _ := call(t, p, "GET", "/nothing", nil); status != 404 {
			t.Errorf("afterwards: %d", status)
		}
	})
}
