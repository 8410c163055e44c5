package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// served is `sweetspot ui` in a process of its own.
type served struct {
	cmd     *exec.Cmd
	address string // as it was printed
}

func startUI(t *testing.T, work string, args ...string) *served {
	t.Helper()
	cmd, stderr := sweetspot(t, work, append([]string{"ui"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	address := regexp.MustCompile(`http://\S+`).FindString(line)
	if address == "" {
		t.Fatalf("no address in %q", line)
	}
	return &served{cmd, address}
}

// fetch asks for a path with a Host, "" for that of the address.
func (s *served) fetch(t *testing.T, path, host string) (int, string) {
	t.Helper()
	base, _, _ := strings.Cut(s.address, "?")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(base, "/")+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// contents is everything in a folder.
func contents(t *testing.T, folder string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %x\n", path, sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The runs of a folder are listed and opened, the folder stays as it was, and
// Ctrl-C ends it well.
func TestUI(t *testing.T) {
	work := t.TempDir()
	library, err := filepath.Abs("../../scenarios/library/replay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if cmd, stderr := sweetspot(t, work, "run", "--quiet", library); cmd.Run() != nil {
			t.Fatal(stderr)
		}
	}
	runs := filepath.Join(work, "runs")
	before := contents(t, runs)
	entries, err := os.ReadDir(runs)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d runs, %v", len(entries), err)
	}
	s := startUI(t, work, "--listen", "0")
	if !strings.HasPrefix(s.address, "http://127.0.0.1:") || strings.Contains(s.address, "token") {
		t.Errorf("it is served on %s", s.address)
	}
	code, list := s.fetch(t, "/?scenario=replay", "")
	if code != http.StatusOK || strings.Count(list, ">complete<") != 2 || !strings.Contains(list, entries[0].Name()) {
		t.Errorf("%d\n%s", code, list)
	}
	if code, report := s.fetch(t, "/run/"+entries[0].Name()+"/", ""); code != http.StatusOK || !strings.Contains(report, "What the figures assume") {
		t.Errorf("%d\n%.500s", code, report)
	}
	if code, _ := s.fetch(t, "/", "evil.example"); code != http.StatusMisdirectedRequest {
		t.Errorf("another host is answered with %d", code)
	}
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if after := contents(t, runs); after != before {
		t.Errorf("the folder was\n%s\nand is\n%s", before, after)
	}
}

// On all addresses nothing is shown without the token that is printed.
func TestUIForOthersNeedsAToken(t *testing.T) {
	work := t.TempDir()
	if err := os.Mkdir(filepath.Join(work, "runs"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := startUI(t, work, "--listen", "0.0.0.0:0")
	_, query, found := strings.Cut(s.address, "?token=")
	if !found || len(query) < 26 {
		t.Fatalf("there is no token in %s", s.address)
	}
	if code, body := s.fetch(t, "/", ""); code != http.StatusForbidden || strings.Contains(body, "no runs in") {
		t.Errorf("without the token: %d\n%s", code, body)
	}
	if code, _ := s.fetch(t, "/?token="+query, ""); code != http.StatusOK {
		t.Errorf("with the token: %d", code)
	}
}

func TestUIWithoutAFolderOrAPort(t *testing.T) {
	for args, want := range map[string]string{
		"--runs nowhere":                      "there is no folder nowhere",
		"--runs . --listen nowhere":           "listen: \"nowhere\" is no address",
		"--runs . --listen 127.0.0.1:9999999": "is no address",
	} {
		cmd, stderr := sweetspot(t, t.TempDir(), append([]string{"ui"}, strings.Fields(args)...)...)
		err := cmd.Run()
		if cmd.ProcessState.ExitCode() != codeInput || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: %v\n%s", args, err, stderr)
		}
	}
}
