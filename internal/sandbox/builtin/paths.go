package builtin

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/prefix"
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

// together is a server of several functions: handlers has one for each path.
type together struct {
	paths    []string
	handlers []http.Handler
}

// startTogether starts what Together has written, all of it before the server
// listens, as a monolith does.
func startTogether(written string) (*together, error) {
	t := &together{}
	for pair := range strings.SplitSeq(written, ",") {
		path, name, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("%s is %q, which names no function", EnvName, pair)
		}
		if err := Check(name); err != nil {
			return nil, err
		}
		handler, err := functions[find(name)].start()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t.paths, t.handlers = append(t.paths, path), append(t.handlers, newServer(handler))
	}
	return t, nil
}

// errNoFunction is the answer to a POST to a path that no function has.
var errNoFunction = errors.New("no function serves this path")

// ServeHTTP hands a request to the function with the longest path. At any other
// path the server is well, and a POST finds nothing.
func (t *together) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch i := prefix.Longest(t.paths, r.URL.Path); {
	case i >= 0:
		t.handlers[i].ServeHTTP(w, r)
	case r.Method == http.MethodPost:
		fail(w, http.StatusNotFound, errNoFunction)
	default:
		_, _ = io.WriteString(w, "ok\n") // the client may have gone
	}
}
