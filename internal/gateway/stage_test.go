package gateway

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// A path that begins like the stage is reached with the stage before it, and
// without where no other route takes what follows.
func TestPathsThatBeginLikeTheStage(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(t, Config{API: answers.REST, Stage: Stage{Name: "prod"}, Routes: []Route{{Method: "GET", Path: "/prod/x", Function: "fn"}, {Method: "GET", Path: "/y", Function: "fn"}}}, f)
	for path, want := range map[string]string{"/prod/prod/x": "/prod/x", "/prod/x": "/prod/x", "/prod/y": "/y", "/y": "/y"} {
		if w := ask(g, "GET", path); w.Code != 200 || f.last(t, "fn")["path"] != want {
			t.Errorf("%s: %d with path %v, want %s", path, w.Code, f.last(t, "fn")["path"], want)
		}
	}
	if w := ask(g, "GET", "/x"); w.Code != 403 {
		t.Errorf("/x: %d", w.Code)
	}
}
