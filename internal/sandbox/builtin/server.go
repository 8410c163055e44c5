package builtin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

// Where a function that is served over HTTP listens: HOST and PORT say
// otherwise.
const defaultPort = "8080"

// maxRequest bounds a payload over HTTP: what a synchronous invocation of Lambda
// takes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxRequest = 6 << 20

// listen serves over HTTP for as long as the process lives.
func listen(handler http.Handler) error {
	server := &http.Server{
		Addr:    net.JoinHostPort(os.Getenv("HOST"), cmp.Or(os.Getenv("PORT"), defaultPort)),
		Handler: handler, ReadHeaderTimeout: 10 * time.Second,
	}
	return server.ListenAndServe()
}

// newServer does a function's work for each POST: the body is the payload, and
// what it returns is the answer. Many may be under way at once, which one
// environment of Lambda never sees. Anything else is asked whether it is well,
// and is.
func newServer(handler any) http.Handler {
	function := lambda.NewHandler(handler)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			_, _ = io.WriteString(w, "ok\n") // the client may have gone
			return
		}
		payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			fail(w, http.StatusBadRequest, err)
			return
		}
		if len(payload) == 0 {
			payload = []byte("{}")
		}
		if !json.Valid(payload) {
			fail(w, http.StatusBadRequest, badRequest("the body is not JSON"))
			return
		}
		defer func() {
			if p := recover(); p != nil {
				log.Printf("panic: %v", p)
				fail(w, http.StatusInternalServerError, fmt.Errorf("panic: %v", p))
			}
		}()
		answer, err := function.Invoke(r.Context(), payload)
		if err != nil {
			fail(w, statusOf(err), err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	})
}

// statusOf is 400 for a payload that the function cannot use, else 500.
func statusOf(err error) int {
	if _, bad := errors.AsType[BadRequest](err); bad {
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// fail answers with an error in the shape that Lambda gives it.
func fail(w http.ResponseWriter, status int, err error) {
	kind := reflect.TypeOf(err)
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"errorMessage": err.Error(), "errorType": kind.Name()})
}
