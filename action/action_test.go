// Package action_test runs the scripts of the GitHub action as a runner would,
// against servers of its own. What run.sh does is tested where there is a
// sweetspot command: cmd/sweetspot/testdata/script/action.txt.
package action_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

// script runs one of the action's scripts and returns what it prints.
func script(t *testing.T, name string, env ...string) (string, error) {
	t.Helper()
	for _, tool := range []string{"bash", "jq", "curl", "tar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on the PATH", tool)
		}
	}
	cmd := exec.Command("bash", name)
	cmd.Env = slices.Concat(env, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()})
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestScriptsAreSound(t *testing.T) {
	shellcheck, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not on the PATH")
	}
	scripts, err := filepath.Glob("*.sh")
	if err != nil || len(scripts) < 3 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	if out, err := exec.Command(shellcheck, scripts...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// archive is a release with one file, a program that says its version.
func archive(t *testing.T) []byte {
	t.Helper()
	const program = "#!/bin/sh\necho sweetspot 9.9.9\n"
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	files := tar.NewWriter(zip)
	err := files.WriteHeader(&tar.Header{Name: "sweetspot", Mode: 0o755, Size: int64(len(program))})
	if err == nil {
		_, err = files.Write([]byte(program))
	}
	if err != nil || files.Close() != nil || zip.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestInstall(t *testing.T) {
	data := archive(t)
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	const name = "sweetspot_9.9.9_linux_arm64.tar.gz"
	sums := sum + "  " + name + "\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v9.9.9/" + name:
			_, _ = w.Write(data)
		case "/v9.9.9/SHA256SUMS":
			fmt.Fprint(w, sums)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	for _, tt := range []struct {
		name, version, sha256, os, cached string
		want, fails                       string
	}{
		{name: "pinned", version: "9.9.9", sha256: sum, os: "Linux"},
		{name: "by the release's sums", version: "v9.9.9", os: "Linux", want: "to pin what was downloaded, give sha256: " + sum},
		{name: "another sum", version: "9.9.9", sha256: strings.Repeat("0", 64), os: "Linux", fails: "nothing of it was run"},
		{name: "a cache that was tampered with", version: "9.9.9", sha256: sum, os: "Linux", cached: "something else", fails: "nothing of it was run"},
		{name: "no such release", version: "1.2.3", sha256: sum, os: "Linux", fails: "cannot download"},
		{name: "no such system", version: "9.9.9", sha256: sum, os: "Plan9", fails: "there is no release for Plan9"},
		{name: "no version", version: "../../evil", sha256: sum, os: "Linux", fails: "version ../../evil is none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			temp := t.TempDir()
			path := filepath.Join(temp, "path")
			cached := filepath.Join(temp, "sweetspot", "archive", name)
			if tt.cached != "" {
				write(t, cached, tt.cached)
			}
			out, err := script(t, "install.sh", "RUNNER_TEMP="+temp, "GITHUB_PATH="+path, "SITE="+server.URL, "VERSION="+tt.version, "SHA256="+tt.sha256,
				"RUNNER_OS="+tt.os, "RUNNER_ARCH=ARM64")
			if tt.fails != "" {
				if err == nil || !strings.Contains(out, "::error::") || !strings.Contains(out, tt.fails) {
					t.Errorf("%v\n%s", err, out)
				}
				if _, err := os.Stat(path); err == nil {
					t.Error("it is on the PATH all the same")
				}
				if _, err := os.Stat(cached); err == nil {
					t.Error("the cache keeps it")
				}
				return
			}
			if err != nil || !strings.Contains(out, tt.want) {
				t.Fatalf("%v\n%s", err, out)
			}
			bin, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			said, err := exec.Command(filepath.Join(strings.TrimSpace(string(bin)), "sweetspot")).Output()
			if err != nil || string(said) != "sweetspot 9.9.9\n" {
				t.Errorf("%q, %v", said, err)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// issue is a pull request with comments, as GitHub's API has it.
type issue struct {
	mu       sync.Mutex
	comments []comment
	refuses  int // the status of every write; 0: none
}

type comment struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	User struct {
		Type string `json:"type"` // Bot | User
	} `json:"user"`
	Association string `json:"author_association"`
}

// by is a comment of a kind of user.
func by(kind string, id int, body string) comment {
	c := comment{ID: id, Body: body, Association: "NONE"}
	c.User.Type = kind
	return c
}

func (i *issue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var page, id int
	var sent comment
	_ = json.NewDecoder(r.Body).Decode(&sent)
	switch {
	case r.Header.Get("Authorization") != "Bearer secret-token":
		w.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodGet && r.URL.Path == "/repos/o/r/issues/7/comments":
		_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
		from, to := min(100*(page-1), len(i.comments)), min(100*page, len(i.comments))
		_ = json.NewEncoder(w).Encode(append([]comment{}, i.comments[from:to]...)) // none is []
	case i.refuses != 0:
		w.WriteHeader(i.refuses)
		fmt.Fprint(w, `{"message": "Resource not accessible by integration"}`)
	case r.Method == http.MethodPost && r.URL.Path == "/repos/o/r/issues/7/comments":
		i.comments = append(i.comments, by("Bot", len(i.comments)+1, sent.Body))
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodPatch:
		_, _ = fmt.Sscanf(r.URL.Path, "/repos/o/r/issues/comments/%d", &id)
		i.comments[id-1].Body = sent.Body
	default:
		http.NotFound(w, r)
	}
}

// post runs comment.sh for a report.
func post(t *testing.T, i *issue, event, report string) (string, error) {
	t.Helper()
	server := httptest.NewServer(i)
	defer server.Close()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "event.json"), event)
	if report != "" {
		write(t, filepath.Join(dir, "comment.md"), report)
	}
	out, err := script(t, "comment.sh", "GITHUB_API_URL="+server.URL, "GITHUB_REPOSITORY=o/r", "GITHUB_EVENT_PATH="+filepath.Join(dir, "event.json"),
		"COMMENT="+filepath.Join(dir, "comment.md"), "TOKEN=secret-token")
	if strings.Contains(out, "secret-token") {
		t.Errorf("the token is in the log:\n%s", out)
	}
	return out, err
}

const pullRequest = `{"pull_request": {"number": 7}}`

func TestCommentIsWrittenOnceAndThenUpdated(t *testing.T) {
	i := &issue{}
	for n := range 149 { // more than a page of others
		i.comments = append(i.comments, by("User", n+1, fmt.Sprintf("I say: <!-- sweetspot:demo --> %d", n)))
	}
	i.comments = append(i.comments, by("User", 150, "<!-- sweetspot:demo -->\nby anybody"))
	for _, text := range []string{"first \"quoted\" `x` $HOME", "second"} {
		report := "<!-- sweetspot:demo -->\n" + text + "\n"
		if out, err := post(t, i, pullRequest, report); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if len(i.comments) != 151 || i.comments[150].Body != report {
			t.Fatalf("%d comments, the last is %+v", len(i.comments), i.comments[len(i.comments)-1])
		}
	}
	if _, err := post(t, i, pullRequest, "<!-- sweetspot:other -->\nof another scenario\n"); err != nil || len(i.comments) != 152 {
		t.Errorf("%v, %d comments", err, len(i.comments))
	}
}

func TestCommentIsLeftOut(t *testing.T) {
	const report = "<!-- sweetspot:demo -->\ntext\n"
	for _, tt := range []struct {
		name, event, report string
		refuses             int
		want                string
		fails               bool
	}{
		{name: "a fork's token", event: pullRequest, report: report, refuses: http.StatusForbidden, want: "as that of a pull request from a fork"},
		{name: "no pull request", event: `{"ref": "refs/heads/main"}`, report: report, want: "the event is no pull request"},
		{name: "no report", event: pullRequest, want: "there is no "},
		{name: "no marker", event: pullRequest, report: "# Report\n", want: "no marker"},
		{name: "out of order", event: pullRequest, report: report, refuses: http.StatusUnprocessableEntity, want: "::error::the comment cannot be written: status 422", fails: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := &issue{refuses: tt.refuses}
			out, err := post(t, i, tt.event, tt.report)
			if (err != nil) != tt.fails || !strings.Contains(out, tt.want) || len(i.comments) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// notes is a merge request with notes, as GitLab's API has it.
type notes struct {
	issue
	updated int
}

func (n *notes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	const path = "/api/v4/projects/3/merge_requests/7/notes"
	id := 0
	switch {
	case r.Header.Get("PRIVATE-TOKEN") != "secret-token":
		w.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodGet && r.URL.Path == path:
		_ = json.NewEncoder(w).Encode(n.comments)
	case r.Method == http.MethodPost && r.URL.Path == path:
		n.comments = append(n.comments, comment{ID: len(n.comments) + 1, Body: r.FormValue("body")})
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodPut:
		_, _ = fmt.Sscanf(r.URL.Path, path+"/%d", &id)
		n.comments[id-1].Body = r.FormValue("body")
		n.updated++
	default:
		http.NotFound(w, r)
	}
}

// The recipe for GitLab writes its note once, and then again into the same one.
func TestGitLabNote(t *testing.T) {
	text, err := os.ReadFile("../docs/ci/recipes/gitlab.yml")
	if err != nil {
		t.Fatal(err)
	}
	var jobs map[string]struct {
		AfterScript []string `yaml:"after_script"`
	}
	if err := yaml.Unmarshal(text, &jobs); err != nil || len(jobs["sweetspot:merge-request"].AfterScript) != 1 {
		t.Fatalf("%v, %+v", err, jobs)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "note.sh"), "cd "+dir+"\n"+jobs["sweetspot:merge-request"].AfterScript[0])
	n := &notes{issue: issue{comments: []comment{by("User", 1, "of somebody else")}}}
	server := httptest.NewServer(n)
	defer server.Close()
	env := []string{"CI_API_V4_URL=" + server.URL + "/api/v4", "CI_PROJECT_ID=3", "CI_MERGE_REQUEST_IID=7"}
	note := func(report, token string) {
		write(t, filepath.Join(dir, "sweetspot-run", "comment.md"), report)
		out, err := script(t, filepath.Join(dir, "note.sh"), append(env, "SWEETSPOT_TOKEN="+token)...)
		if err != nil || strings.Contains(out, "secret-token") {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	note("<!-- sweetspot:demo -->\nno token\n", "")
	if len(n.comments) != 1 {
		t.Errorf("a note without a token: %+v", n.comments)
	}
	for _, text := range []string{"first & = + %\n", "second\n"} {
		note("<!-- sweetspot:demo -->\n"+text, "secret-token")
		if len(n.comments) != 2 || n.comments[1].Body != "<!-- sweetspot:demo -->\n"+text {
			t.Errorf("%+v", n.comments)
		}
	}
	if n.updated != 1 {
		t.Errorf("%d updates", n.updated)
	}
}
