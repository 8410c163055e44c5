// Package prefix tells requests apart by the beginning of their paths, as a
// balancer with rules does.
package prefix

import "strings"

// Longest is the place in paths of the one that takes the path of a request, which
// may have a query: the longest that it begins with, as whole segments; -1
// without any. "/" takes all.
func Longest(paths []string, request string) int {
	request, _, _ = strings.Cut(request, "?")
	best, length := -1, -1
	for i, path := range paths {
		path = strings.TrimSuffix(path, "/")
		if rest, ok := strings.CutPrefix(request, path); ok && (rest == "" || rest[0] == '/') && len(path) > length {
			best, length = i, len(path)
		}
	}
	return best
}
