package transport

import (
	"io"
	"net/http"

	"github.com/valyala/fasthttp"
)

// errorStatus is the least status of an answer whose body may be kept: one of
// success says nothing about how the request fared.
const errorStatus = 400

// keepHeaders keeps the headers of the given names.
func keepHeaders(header *fasthttp.ResponseHeader, names []string, a *Answer) {
	for _, name := range names {
		var values []string
		for _, value := range header.PeekAll(name) {
			values = append(values, string(value))
		}
		a.keep(name, values)
	}
}

// keep keeps a header, if the answer has it.
func (a *Answer) keep(name string, values []string) {
	if len(values) == 0 {
		return
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header[name] = values
}

// bodyOf is where the body of an answer goes.
func bodyOf(a *Answer, o *Options) io.Writer {
	if a.Status < errorStatus || o.KeepBody == 0 {
		return io.Discard
	}
	return &start{&a.Body, o.KeepBody}
}

// start keeps what is written first.
type start struct {
	kept *[]byte
	most int
}

// Write never fails.
func (s *start) Write(p []byte) (int, error) {
	*s.kept = append(*s.kept, p[:min(len(p), s.most-len(*s.kept))]...)
	return len(p), nil
}
