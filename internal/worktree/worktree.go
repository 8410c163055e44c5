// Package worktree checks out a git repository as it was at a commit, beside the
// user's own working tree, which stays as it is, and tells what changed in that
// since. It drives the git command.
//
// Only what git tracks is there: neither what is ignored or not yet added, nor
// the content of submodules and of Git LFS.
package worktree

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrNoGit says that there is no git to ask.
var ErrNoGit = errors.New("git is not on the PATH, and it takes git to know another commit")

// removal bounds putting a tree away.
const removal = time.Minute

// Tree is a checkout in a temporary folder.
type Tree struct {
	Ref    string // as the user named it
	Commit string // its full hash
	Dir    string // what corresponds to the folder that Open was asked about
	git    git
	top    string // of the user's working tree
	folder string // temporary, holds the checkout and nothing else
}

// Open checks out ref in the repository that dir belongs to. The error is for
// the user; then nothing is left behind. Close must be called in the end.
func Open(ctx context.Context, dir, ref string) (*Tree, error) {
	git, err := find()
	if err != nil {
		return nil, err
	}
	t := &Tree{Ref: ref, git: git}
	prefix := ""
	if t.top, prefix, err = git.where(ctx, dir); err != nil {
		return nil, err
	}
	if t.Commit, err = git.commit(ctx, t.top, ref); err != nil {
		return nil, err
	}
	if t.folder, err = os.MkdirTemp("", "sweetspot-base-"); err != nil {
		return nil, err
	}
	t.Dir = filepath.Join(t.checkout(), filepath.FromSlash(prefix))
	if _, err := t.git.ask(ctx, t.top, "worktree", "add", "--detach", t.checkout(), t.Commit); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot check out %s: %w", ref, err), t.Close())
	}
	if info, err := os.Stat(t.Dir); err != nil || !info.IsDir() {
		return nil, errors.Join(fmt.Errorf("%s has no folder %s, where the scenario is", ref, prefix), t.Close())
	}
	return t, nil
}

func (t *Tree) checkout() string { return filepath.Join(t.folder, "tree") }

// Holds reports whether a path is within the checkout.
func (t *Tree) Holds(path string) bool {
	rel, err := filepath.Rel(t.checkout(), path)
	return err == nil && filepath.IsLocal(rel)
}

// Close removes the checkout, and has the repository forget it. It works after
// an interrupt, too, and may be called twice.
func (t *Tree) Close() error {
	if t.folder == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), removal)
	defer cancel()
	// Twice, since git locks a worktree until it is whole.
	_, err := t.git.ask(ctx, t.top, "worktree", "remove", "--force", "--force", t.checkout())
	if gone := os.RemoveAll(t.folder); gone != nil {
		return fmt.Errorf("cannot remove %s: %w", t.folder, gone)
	}
	if err != nil { // it was never whole, so git did not know it as a worktree
		_, _ = t.git.ask(ctx, t.top, "worktree", "unlock", t.checkout())
		_, err = t.git.ask(ctx, t.top, "worktree", "prune")
	}
	t.folder = ""
	return err
}
