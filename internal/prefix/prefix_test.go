package prefix_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/prefix"
)

// A request goes to the longest path that it begins with, in whole segments.
func TestLongest(t *testing.T) {
	paths := []string{"/posts", "/posts/new/", "/users"}
	for request, want := range map[string]int{
		"/posts": 0, "/posts/": 0, "/posts/1?page=2": 0, "/posts?page=2": 0, "/posts/new": 1, "/posts/new/1": 1, "/posts/news": 0,
		"/users": 2, "/postscript": -1, "/": -1, "": -1, "?/posts": -1,
	} {
		if got := prefix.Longest(paths, request); got != want {
			t.Errorf("%s: %d, want %d", request, got, want)
		}
	}
	if got := prefix.Longest([]string{"/users", "/"}, "/posts"); got != 1 {
		t.Errorf("a path / takes the rest: %d", got)
	}
}

// What is below a path goes to it or to a longer one, in whatever order they are.
func TestWhatIsBelowAPath(t *testing.T) {
	path := rapid.StringMatching(`(/[ab]{1,2}){1,3}/?`)
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOfN(path, 1, 5).Draw(t, "paths")
		of := rapid.SampledFrom(paths).Draw(t, "of")
		request := strings.TrimSuffix(of, "/") + rapid.SampledFrom([]string{"", "/", "/1", "?q=/"}).Draw(t, "rest")
		i := prefix.Longest(paths, request)
		if i < 0 || len(strings.TrimSuffix(paths[i], "/")) < len(strings.TrimSuffix(of, "/")) {
			t.Errorf("%s goes to %d of %q", request, i, paths)
		}
	})
}
