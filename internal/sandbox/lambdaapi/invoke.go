package lambdaapi

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// Invocation types, as X-Amz-Invocation-Type has them.
const (
	typeSync  = "RequestResponse"
	typeEvent = "Event"
	typeDry   = "DryRun"
)

const maxClientContext = 3583 // bytes of base64

var emptyPayload = []byte("{}") // what a function gets that is invoked without one

// invocation is an Invoke request that has been read.
type invocation struct {
	kind     string
	tail     bool // the end of the log is wanted
	function reference
	request  sandbox.Request // without its revision
}

// invoke answers Invoke. name is the function as it stands in the path.
func (s *Server) invoke(w http.ResponseWriter, r *http.Request, name, id string) {
	inv, err := s.readInvocation(r, name, id)
	if err != nil {
		writeFault(w, asFault(err))
		return
	}
	rev, err := s.target(inv.function)
	if err != nil {
		writeFault(w, asFault(err))
		return
	}
	switch inv.kind {
	case typeDry:
		w.WriteHeader(http.StatusNoContent)
	case typeEvent:
		s.acceptEvent(w, inv)
	default:
		s.invokeSync(w, inv, rev)
	}
}

func (s *Server) readInvocation(r *http.Request, name, id string) (*invocation, error) {
	qualifier := ""
	if r.URL.RawQuery != "" {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, faultf(codeInvalidContent, "the request's query cannot be read: %v", err)
		}
		qualifier = query.Get("Qualifier")
	}
	ref, err := s.resolveName(name, qualifier)
	if err != nil {
		return nil, err
	}
	inv := &invocation{kind: r.Header.Get("X-Amz-Invocation-Type"), function: ref}
	logType := r.Header.Get("X-Amz-Log-Type")
	inv.tail = logType == "Tail"
	clientContext := r.Header.Get("X-Amz-Client-Context")
	if err := inv.check(logType, clientContext); err != nil {
		return nil, err
	}
	payload, err := readBody(r, maxInvokeBytes, "InvokeFunction")
	if err != nil {
		return nil, err
	}
	if payload, err = checkPayload(payload, inv.kind); err != nil {
		return nil, err
	}
	inv.request = sandbox.Request{
		InvokedARN: s.registry.arn(ref.name, ref.qualifier), RequestID: id, Payload: payload,
		TraceID: r.Header.Get("X-Amzn-Trace-Id"), ClientContext: clientContext,
	}
	return inv, nil
}

// check refuses headers that are none of AWS's, and sets the default type.
func (inv *invocation) check(logType, clientContext string) error {
	var v violations
	switch inv.kind {
	case "":
		inv.kind = typeSync
	case typeSync, typeEvent, typeDry:
	default:
		v.check(false, quoted(inv.kind), "invocationType", oneOf(typeEvent, typeSync, typeDry))
	}
	v.check(logType == "" || logType == "None" || logType == "Tail", quoted(logType), "logType", oneOf("None", "Tail"))
	if err := v.err(); err != nil || clientContext == "" {
		return err
	}
	if len(clientContext) > maxClientContext {
		return faultf(codeInvalidContent, "Client context must be at most %d bytes of base64-encoded data", maxClientContext)
	}
	text, err := base64.StdEncoding.DecodeString(clientContext)
	if err != nil || !json.Valid(text) {
		return faultf(codeInvalidContent, "Client context must be a valid Base64-encoded JSON object.")
	}
	return nil
}

func checkPayload(payload []byte, kind string) ([]byte, error) {
	if len(payload) == 0 {
		return emptyPayload, nil
	}
	if kind == typeEvent && len(payload) > maxEventBytes {
		return nil, faultf(codeTooLarge, "%d byte payload is too large for the Event invocation type (limit %d bytes)", len(payload), maxEventBytes)
	}
	if json.Valid(payload) {
		return payload, nil
	}
	var into json.RawMessage
	return nil, faultf(codeInvalidContent, "Could not parse request body into json: Could not parse payload into json: %v", json.Unmarshal(payload, &into))
}

// target finds what an invocation runs. When that ended an update that was due,
// the Invoker learns of it, but the invocation does not wait for that.
func (s *Server) target(ref reference) (*sandbox.Revision, error) {
	rev, err := s.registry.target(ref.name, ref.qualifier)
	if s.registry.queued.Load() {
		go func() {
			s.control.Lock()
			defer s.control.Unlock()
			s.applyEffects()
		}()
	}
	return rev, err
}

// invokeSync runs the function and answers with its result. The invocation
// goes on when its caller leaves, as on AWS.
func (s *Server) invokeSync(w http.ResponseWriter, inv *invocation, rev *sandbox.Revision) {
	inv.request.Revision = rev
	res, err := s.invoker.Invoke(s.ctx, inv.request)
	if err != nil {
		writeFault(w, s.invokeFault(err))
		return
	}
	h := w.Header()
	h["Content-Type"] = []string{"application/json"}
	h["Content-Length"] = []string{strconv.Itoa(len(res.Payload))}
	h["X-Amz-Executed-Version"] = []string{rev.Version}
	if res.FunctionError != "" {
		h["X-Amz-Function-Error"] = []string{res.FunctionError}
	}
	s.logs.keep(rev, res)
	if inv.tail {
		h["X-Amz-Log-Result"] = []string{base64.StdEncoding.EncodeToString(tail(res, rev))}
	}
	if id := res.Report.RequestID; id != "" {
		h["X-Amzn-Requestid"] = []string{id}
	}
	SetFigures(h, res)
	h[headerLimits] = []string{s.limits}
	w.WriteHeader(http.StatusOK)
	// A caller that has gone is not an error of the server.
	_, _ = w.Write(res.Payload)
}

// invokeFault names the cause when the server itself ended an invocation.
func (s *Server) invokeFault(err error) *fault {
	if s.ctx.Err() != nil {
		return faultf(codeService, "the sandbox is shutting down")
	}
	return asFault(err)
}
