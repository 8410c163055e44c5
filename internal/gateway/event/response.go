package event

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// ErrMalformed is the answer of a function that the gateway cannot use.
var ErrMalformed = errors.New("malformed Lambda proxy response")

// Response is an HTTP response made of a function's answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// answer is the union of what the formats take.
type answer struct {
	Status       json.RawMessage      `json:"statusCode"`
	Headers      map[string]any       `json:"headers"`
	MultiHeaders map[string][]*string `json:"multiValueHeaders"`
	Cookies      []string             `json:"cookies"`
	Body         *string              `json:"body"`
	Base64       bool                 `json:"isBase64Encoded"`
}

// Content types where the function names none, as AWS's own test tool has
// observed them of API Gateway.
// https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/src/Amazon.Lambda.TestTool/Extensions/ApiGatewayResponseExtensions.cs
const (
	typeJSON  = "application/json"
	typePlain = "text/plain; charset=utf-8"
	typeBytes = "application/octet-stream" // of a load balancer
)

// FromREST reads the answer of a REST API's proxy integration. binary are its
// media types and accept the Accept header of the request: base64 is decoded
// only when they fit.
func FromREST(payload []byte, binary []string, accept string) (*Response, error) {
	a, err := read(payload)
	if err != nil {
		return nil, err
	}
	a.Base64 = a.Base64 && binaryFor(binary, accept)
	return a.response(typeJSON)
}

// FromHTTP1 reads the answer of an HTTP API's integration in format 1.0.
func FromHTTP1(payload []byte) (*Response, error) {
	a, err := read(payload)
	if err != nil {
		return nil, err
	}
	return a.response(typePlain)
}

// FromHTTP2 reads an answer to an HTTP API in format 2.0. What has no statusCode
// is the body itself: AWS documents it of valid JSON, and takes anything.
func FromHTTP2(payload []byte) (*Response, error) { return fromV2(payload, typePlain) }

// FromURL reads the answer of a function URL, which differs in the type where
// the function names none.
func FromURL(payload []byte) (*Response, error) { return fromV2(payload, typeJSON) }

func fromV2(payload []byte, contentType string) (*Response, error) {
	if !hasStatus(payload) {
		return &Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {typeJSON}}, Body: payload}, nil
	}
	a, err := read(payload)
	if err != nil {
		return nil, err
	}
	a.MultiHeaders = nil // format 2.0 knows none
	r, err := a.response(contentType)
	if err != nil {
		return nil, err
	}
	for _, c := range a.Cookies {
		r.Header.Add("Set-Cookie", clean(c))
	}
	return r, nil
}

// FromALB reads the answer of a load balancer's target: with multi-value
// headers it looks at them alone, without them at headers.
func FromALB(payload []byte, multiValue bool) (*Response, error) {
	a, err := read(payload)
	if err != nil {
		return nil, err
	}
	if multiValue {
		a.Headers = nil
	} else {
		a.MultiHeaders = nil
	}
	return a.response(typeBytes)
}

func hasStatus(payload []byte) bool {
	var probe struct {
		Status json.RawMessage `json:"statusCode"`
	}
	first := bytes.TrimLeft(payload, " \t\r\n")
	return len(first) > 0 && first[0] == '{' && json.Unmarshal(payload, &probe) == nil && probe.Status != nil
}

func read(payload []byte) (*answer, error) {
	var a answer
	if err := json.Unmarshal(payload, &a); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(a.Status) == 0 {
		return nil, fmt.Errorf("%w: it has no statusCode", ErrMalformed)
	}
	return &a, nil
}

func (a *answer) response(contentType string) (*Response, error) {
	status, err := strconv.Atoi(string(bytes.Trim(a.Status, `"`)))
	if err != nil || status < 200 || status > 599 {
		return nil, fmt.Errorf("%w: statusCode %.20s is no HTTP status", ErrMalformed, a.Status)
	}
	r := &Response{Status: status, Header: http.Header{}}
	if err := a.addHeaders(r.Header); err != nil {
		return nil, err
	}
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", contentType)
	}
	if a.Body == nil {
		return r, nil
	}
	if !a.Base64 {
		r.Body = []byte(*a.Body)
		return r, nil
	}
	if r.Body, err = base64.StdEncoding.DecodeString(*a.Body); err != nil {
		return nil, fmt.Errorf("%w: the body is not base64: %w", ErrMalformed, err)
	}
	return r, nil
}

// addHeaders merges both kinds into one list, in which a pair that is in both
// stands once. A type is one, whatever both say.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
func (a *answer) addHeaders(h http.Header) error {
	for name, values := range a.MultiHeaders {
		for _, v := range values {
			if v != nil {
				add(h, name, *v)
			}
		}
	}
	for name, value := range a.Headers {
		text, err := scalar(name, value)
		if err != nil {
			return err
		}
		there := h.Values(name)
		if value == nil || slices.Contains(there, clean(text)) || len(there) > 0 && http.CanonicalHeaderKey(name) == "Content-Type" {
			continue
		}
		add(h, name, text)
	}
	return nil
}

// scalar is a header's value as text.
func scalar(name string, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	return "", fmt.Errorf("%w: header %q is neither a string, a number nor a Boolean", ErrMalformed, name)
}

// hop are the headers that belong to one connection; the gateway computes
// Content-Length itself.
var hop = map[string]bool{
	"Connection": true, "Content-Length": true, "Keep-Alive": true, "Proxy-Authenticate": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true,
}

func add(h http.Header, name, value string) {
	name = http.CanonicalHeaderKey(name)
	if !hop[name] && validName(name) {
		h.Add(name, clean(value))
	}
}

// clean keeps a function from ending a header's line.
func clean(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			b[i] = ' '
		}
	}
	return string(b)
}

func validName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || bytes.IndexByte([]byte(`()<>@,;:\"/[]?={}`), c) >= 0 {
			return false
		}
	}
	return s != ""
}
