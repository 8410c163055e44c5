package worktree

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Changes are the files of a repository that differ from those of a commit in
// the past: by commits since, in the working tree, or because git does not track
// them (what it ignores is left out). A file that was renamed or removed is among
// them by its old name.
type Changes struct {
	Ref    string   // as the user named it
	Commit string   // from which on: the merge base of Ref and HEAD
	Top    string   // of the working tree
	Prefix string   // from there to the folder that Since was asked about: "" or "a/b/"
	Files  []string // that differ, from Top on, with slashes
	All    []string // that there are, tracked or not, likewise
}

// Since finds what changed since the branch at hand parted from ref, in the
// repository that dir belongs to. The error is for the user.
func Since(ctx context.Context, dir, ref string) (*Changes, error) {
	git, err := find()
	if err != nil {
		return nil, err
	}
	c := &Changes{Ref: ref}
	if c.Top, c.Prefix, err = git.where(ctx, dir); err != nil {
		return nil, err
	}
	if _, err := git.commit(ctx, c.Top, ref); err != nil {
		return nil, err
	}
	if c.Commit, err = git.ask(ctx, c.Top, "merge-base", ref, "HEAD"); err != nil {
		return nil, git.noBase(ctx, c.Top, ref)
	}
	changed, err := git.list(ctx, c.Top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", c.Commit)
	if err != nil {
		return nil, err
	}
	untracked, err := git.list(ctx, c.Top, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	tracked, err := git.list(ctx, c.Top, "ls-files", "-z")
	if err != nil {
		return nil, err
	}
	c.Files, c.All = slices.Concat(changed, untracked), slices.Concat(tracked, untracked)
	return c, nil
}

// noBase says why there is no commit from which both ref and HEAD come.
func (g git) noBase(ctx context.Context, top, ref string) error {
	if shallow, err := g.ask(ctx, top, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		return fmt.Errorf("%s is a shallow clone, which lacks the commit where %s and HEAD part\nhint: fetch all of it: fetch-depth: 0 with actions/checkout, GIT_DEPTH: 0 in GitLab, git fetch --unshallow by hand", top, ref)
	}
	if _, err := g.ask(ctx, top, "rev-parse", "--verify", "HEAD"); err != nil {
		return fmt.Errorf("%s has no commit yet", top)
	}
	return fmt.Errorf("%s and HEAD have no commit in common in %s", ref, top)
}

// list are the names that git prints with a zero byte behind each.
func (g git) list(ctx context.Context, top string, args ...string) ([]string, error) {
	out, err := g.ask(ctx, top, args...)
	if out == "" || err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(out, "\x00"), "\x00"), nil
}
