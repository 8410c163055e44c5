package worktree

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// git is the path of the git command.
type git string

// find looks git up. The error is ErrNoGit.
func find() (git, error) {
	path, err := exec.LookPath("git")
	if err != nil {
		return "", ErrNoGit
	}
	return git(path), nil
}

// where is the top of the working tree that dir belongs to, and the way from
// there to dir: "" or with slashes, also behind the last part.
func (g git) where(ctx context.Context, dir string) (top, prefix string, err error) {
	if top, err = g.ask(ctx, dir, "rev-parse", "--show-toplevel"); err != nil {
		return "", "", fmt.Errorf("%s is in no git repository: %w", dir, err)
	}
	prefix, err = g.ask(ctx, dir, "rev-parse", "--show-prefix")
	return top, prefix, err
}

// commit is the full hash of the commit that ref names.
func (g git) commit(ctx context.Context, top, ref string) (string, error) {
	hash, err := g.ask(ctx, top, "rev-parse", "--verify", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("%s knows no commit %q: %w\nhint: git fetch origin brings branches of the server; actions/checkout brings one commit unless fetch-depth is 0", top, ref, err)
	}
	return hash, nil
}

// ask runs git in a folder and returns what it prints, without the newline. No
// hook of the user's is run.
func (g git) ask(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, string(g), append([]string{"-C", dir, "-c", "core.hooksPath=" + os.DevNull}, args...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), ofAnotherRepository)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && stderr.Len() > 0:
		return "", errors.New(strings.TrimSpace(stderr.String()))
	}
	return strings.TrimRight(string(out), "\r\n"), err
}

// ofAnotherRepository reports whether a variable names the repository that git
// was called for: it does within a hook.
func ofAnotherRepository(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}, name)
}
