package builtin

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Together is the value of EnvName for one server that does the work of several
// functions, by the path of a request: paths holds the name of the function for
// each. Paths have no "," and no "=" in them.
func Together(paths map[string]string) string {
	var pairs []string
	for path, name := range paths {
		pairs = append(pairs, path+"="+name)
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ",")
}

// serveTogether serves what Together has written: every function starts before
// the server listens, as all of a monolith does.
func serveTogether(written string) error {
	mux := http.NewServeMux()
	for pair := range strings.SplitSeq(written, ",") {
		path, name, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%s is %q, which names no function", EnvName, pair)
		}
		if err := Check(name); err != nil {
			return err
		}
		handler, err := functions[find(name)].start()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		under(mux, path, newServer(handler))
	}
	return listen(others(mux))
}

// under has a handler serve a path and all that is below it.
func under(mux *http.ServeMux, path string, handler http.Handler) {
	path = strings.TrimSuffix(path, "/")
	mux.Handle(path+"/", handler)
	if path != "" {
		mux.Handle(path, handler)
	}
}

// errNoFunction is the answer to a POST to a path that no function has.
var errNoFunction = errors.New("no function serves this path")

// others answers what no path of mux takes: it is well, and a POST finds nothing.
func others(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch _, pattern := mux.Handler(r); {
		case pattern != "":
			mux.ServeHTTP(w, r)
		case r.Method == http.MethodPost:
			fail(w, http.StatusNotFound, errNoFunction)
		default:
			_, _ = w.Write([]byte("ok\n")) // the client may have gone
		}
	})
}
