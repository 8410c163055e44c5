package peers

import (
	"strings"
	"testing"
)

// A server is ready once it says so, and one that never does says why.
func TestAwait(t *testing.T) {
	const said = "loading\n * Running on http://127.0.0.1:1\n"
	if err := await(strings.NewReader(said), "Running on"); err != nil {
		t.Error(err)
	}
	if err := await(strings.NewReader("port in use\n"), "Running on"); err == nil || !strings.Contains(err.Error(), "port in use") {
		t.Error(err)
	}
}

func TestFreePortsDiffer(t *testing.T) {
	if ports := freePorts(t, 2); ports[0] == ports[1] {
		t.Errorf("%s twice", ports[0])
	}
}
