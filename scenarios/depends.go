package scenarios

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Glob names files of a repository: with slashes, from its top on, in the
// grammar of doublestar. What names a folder names all that is in it.
type Glob struct {
	Pattern string
	Written string // as `paths` of the scenario has it; "" for one that follows from other keys
}

// Covers reports whether a file, with slashes from the top of the repository on,
// is among those that the glob names.
func (g Glob) Covers(file string) bool {
	return doublestar.MatchUnvalidated(g.Pattern, file) || doublestar.MatchUnvalidated(g.Pattern+"/**", file)
}

// DependsOn is what a change of which may change what the scenario measures: its
// own file, the files that it names, and its paths; without paths the folders
// that hold its functions' code, where what the code imports is most likely to
// be. prefix is the way to the scenario's folder from the top of its repository;
// what lies outside of that is left out.
func (s *Scenario) DependsOn(prefix string) []Glob {
	var out []Glob
	from := func(dir, file, below string) {
		rel, err := filepath.Rel(dir, file)
		at := path.Join(prefix, filepath.ToSlash(rel))
		glob := Glob{Pattern: path.Join(escaped(at), below)}
		if err == nil && at != ".." && !strings.HasPrefix(at, "../") && !slices.Contains(out, glob) {
			out = append(out, glob)
		}
	}
	add := func(file, below string) {
		from(s.Dir, file, below)
		from(resolved(s.Dir), resolved(file), below) // git tells of a change of what a link leads to
	}
	add(filepath.Join(s.Dir, filepath.Base(s.File)), "")
	for _, file := range s.Files {
		add(file, "")
	}
	for _, t := range s.Targets {
		for _, folder := range s.codeFolders(t) {
			if len(s.Paths) == 0 {
				add(folder, "**")
			}
		}
	}
	for _, written := range s.Paths {
		pattern, fromTop := strings.CutPrefix(written, "/")
		if !fromTop {
			pattern = escaped(prefix) + "/" + pattern
		}
		out = append(out, Glob{Pattern: strings.TrimPrefix(path.Join("/", pattern), "/"), Written: written})
	}
	return out
}

// codeFolders are where the code of a function lies.
func (s *Scenario) codeFolders(t Target) []string {
	if t.Function == nil {
		return nil
	}
	var folders []string
	if file := t.Path(); file != "" {
		folders = append(folders, filepath.Dir(file))
	}
	if len(t.Function.Build) > 0 {
		folders = append(folders, s.Dir)
	}
	return folders
}

// resolved is a path without links, or as it is where it leads nowhere.
func resolved(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		return real
	}
	return file
}

// escaped is a path in which nothing is a sign of a glob.
func escaped(file string) string {
	var b strings.Builder
	for _, r := range file {
		if strings.ContainsRune(`*?[]{}\`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
