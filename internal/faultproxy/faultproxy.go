// Package faultproxy stands before an AWS API, or what speaks like one, and has it
// answer as AWS does when something goes wrong: a throttled control plane, expired
// credentials, a permission that is lost, an old configuration that still answers,
// a process that is killed at a call. It is for tests.
package faultproxy

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// Call is one call that came to the proxy.
type Call struct {
	N      int // place among all calls, from 1
	Change int // place among the calls that change something, from 1; 0 for others
	Method string
	Path   string
	// Operation of the protocols that name it in a header: "DeleteLogGroup". Lambda's
	// is told by method and path.
	Operation string
}

// Invokes reports whether the call is an invocation: the data plane.
func (c Call) Invokes() bool { return strings.HasSuffix(c.Path, "/invocations") }

// changes reports whether the call changes something.
func (c Call) changes() bool {
	if c.Operation != "" {
		for _, reads := range []string{"Get", "List", "Describe", "Filter"} {
			if strings.HasPrefix(c.Operation, reads) {
				return false
			}
		}
		return true
	}
	return c.Method != http.MethodGet && !c.Invokes()
}

// String is the call in a few words.
func (c Call) String() string {
	if c.Operation != "" {
		return c.Operation
	}
	return c.Method + " " + c.Path
}

// Fault decides what becomes of a call. It is asked one call at a time.
type Fault func(Call) Verdict

// Verdict is what becomes of a call; the zero Verdict lets it through.
type Verdict struct {
	Code    string // the error that is answered with, "" for none
	Message string
	Status  int
	// Lost breaks the connection off before the answer. Done says that the call was
	// carried out all the same.
	Lost, Done bool
	Then       func() // called before the connection is broken off; may be nil
	// MemoryMB is what the answer of an invocation says that the function had.
	MemoryMB int
}

// Proxy is the server. Its URL takes the place of what it stands before.
type Proxy struct {
	*httptest.Server
	forward http.Handler

	mu    sync.Mutex
	fault Fault
	calls []Call
	count int // of the changes
}

// Start starts a proxy before a server on this machine. fault may be nil; Close
// ends the proxy.
func Start(upstream string, fault Fault) (*Proxy, error) {
	to, err := url.Parse(upstream)
	if err != nil {
		return nil, err
	}
	p := &Proxy{fault: fault, forward: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // which the signature covers
	}}}
	p.Server = httptest.NewServer(p)
	return p, nil
}

// Set puts another fault in place, and begins to count anew.
func (p *Proxy) Set(fault Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.calls, p.count = fault, nil, 0
}

// Changes are the calls so far that change something.
func (p *Proxy) Changes() (changes []Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		if c.Change > 0 {
			changes = append(changes, c)
		}
	}
	return changes
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	verdict := p.judge(r)
	switch {
	case verdict.Lost:
		if verdict.Done {
			p.forward.ServeHTTP(httptest.NewRecorder(), r)
		}
		if verdict.Then != nil {
			verdict.Then()
		}
		panic(http.ErrAbortHandler) // the connection is closed, and nothing is logged
	case verdict.Code != "":
		refuse(w, r, verdict)
	case verdict.MemoryMB > 0:
		answer := httptest.NewRecorder()
		p.forward.ServeHTTP(answer, r)
		reported(answer.Header(), verdict.MemoryMB)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = io.Copy(w, answer.Body)
	default:
		p.forward.ServeHTTP(w, r)
	}
}

// judge counts a call and asks what becomes of it. A download from an address that
// an answer gave, which nobody signs, is no call of the API.
func (p *Proxy) judge(r *http.Request) Verdict {
	if r.Header.Get("Authorization") == "" {
		return Verdict{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	c := Call{N: len(p.calls) + 1, Method: r.Method, Path: r.URL.Path, Operation: operation}
	if c.changes() {
		p.count++
		c.Change = p.count
	}
	p.calls = append(p.calls, c)
	if p.fault == nil {
		return Verdict{}
	}
	return p.fault(c)
}

// refuse answers with an error, as REST APIs such as Lambda's and as those of the
// JSON protocol write it.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
func refuse(w http.ResponseWriter, r *http.Request, v Verdict) {
	_, _ = io.Copy(io.Discard, r.Body)
	body := map[string]string{"message": v.Message, "__type": v.Code, "Type": "User"}
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(body) // a map of texts cannot fail
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", v.Code)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(v.Status)
	_, _ = w.Write(b.Bytes())
}
