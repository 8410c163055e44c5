package lambdaapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// The errors of the API that the sandbox gives, by their codes. ValidationException
// and UnknownOperationException are common to all of AWS and not in Lambda's model.
const (
	codeAccessDenied        = "AccessDeniedException"
	codeConflict            = "ResourceConflictException"
	codeInvalidContent      = "InvalidRequestContentException"
	codeInvalidParameter    = "InvalidParameterValueException"
	codeNotFound            = "ResourceNotFoundException"
	codePrecondition        = "PreconditionFailedException"
	codeProvisionedNotFound = "ProvisionedConcurrencyConfigNotFoundException"
	codeService             = "ServiceException"
	codeTooLarge            = "RequestTooLargeException"
	codeTooMany             = "TooManyRequestsException"
	codeUnknownOperation    = "UnknownOperationException"
	codeValidation          = "ValidationException"
)

// statusOf holds each error's HTTP status.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
var statusOf = map[string]int{
	codeAccessDenied:        http.StatusForbidden,
	codeConflict:            http.StatusConflict,
	codeInvalidContent:      http.StatusBadRequest,
	codeInvalidParameter:    http.StatusBadRequest,
	codeNotFound:            http.StatusNotFound,
	codePrecondition:        http.StatusPreconditionFailed,
	codeProvisionedNotFound: http.StatusNotFound,
	codeService:             http.StatusInternalServerError,
	codeTooLarge:            http.StatusRequestEntityTooLarge,
	codeTooMany:             http.StatusTooManyRequests,
	codeUnknownOperation:    http.StatusNotFound,
	codeValidation:          http.StatusBadRequest,
}

// capitalMessage holds the errors whose model writes Message; the others write
// message, and the SDK reads only the one of the model.
var capitalMessage = map[string]bool{
	codeAccessDenied: true, codeNotFound: true, codeService: true, codeUnknownOperation: true,
}

// fault is an error as the API tells it.
type fault struct {
	code    string
	message string
	reason  string // of a TooManyRequestsException
}

// Error returns AWS's code and sentence.
func (f *fault) Error() string { return f.code + ": " + f.message }

func faultf(code, format string, args ...any) *fault {
	return &fault{code: code, message: fmt.Sprintf(format, args...)}
}

// asFault finds the API's error for err.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	var t *sandbox.ThrottleError
	if errors.As(err, &t) {
		return &fault{code: codeTooMany, message: t.Message, reason: t.Reason}
	}
	return faultf(codeService, "the sandbox failed: %v", err)
}

// faultBody is the JSON of an error; one of its two messages is set.
type faultBody struct {
	Type         string `json:"Type"`
	Reason       string `json:"Reason,omitempty"`
	Message      string `json:"Message,omitempty"`
	LowerMessage string `json:"message,omitempty"`
}

func writeFault(w http.ResponseWriter, f *fault) {
	body := faultBody{Type: "User", Reason: f.reason}
	if f.code == codeService {
		body.Type = "Service"
	}
	if capitalMessage[f.code] {
		body.Message = f.message
	} else {
		body.LowerMessage = f.message
	}
	h := w.Header()
	h["X-Amzn-Errortype"] = []string{f.code}
	if f.code == codeTooMany {
		h["Retry-After"] = []string{"1"}
	}
	writeJSON(w, statusOf[f.code], body)
}

// writeJSON writes a control plane answer; body nil writes none.
func writeJSON(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	data, err := json.Marshal(body)
	if err != nil { // a shape of ours that cannot be encoded is a defect
		panic(err)
	}
	h := w.Header()
	h["Content-Type"] = []string{"application/json"}
	h["Content-Length"] = []string{strconv.Itoa(len(data))}
	w.WriteHeader(status)
	// A caller that has gone is not an error of the server.
	_, _ = w.Write(data)
}
