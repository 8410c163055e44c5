package scenarios

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// paths reads the globs of what the scenario depends on.
func (d *decoder) paths(n *node) []string {
	const example = "[src/**, /go.mod]"
	var all []string
	for _, item := range d.list(n, "paths", example) {
		glob, ok := d.str(item, "an item of paths")
		switch {
		case !ok:
			continue
		case strings.Trim(glob, "/ ") == "":
			d.fail(item, "write it as in "+example, "an item of paths is empty")
		case strings.HasPrefix(glob, "!"):
			d.fail(item, "list only what the scenario depends on", "paths cannot leave files out")
		case strings.Contains(glob, `\`):
			d.fail(item, "write "+strings.ReplaceAll(brief(glob), `\`, "/"), "paths are written with slashes")
		case !doublestar.ValidatePattern(glob):
			d.fail(item, "close every [ and {, as in src/**, *.py or {lib,src}/**", quote(glob)+" is no glob")
		}
		all = append(all, glob)
	}
	d.unique(n.items, "paths")
	return all
}
