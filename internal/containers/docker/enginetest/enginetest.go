//go:build peers && linux

package enginetest

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// Image is the name of the image that Start makes; see server.
const Image = "sweetspot-test-server"

// startWithin bounds the start of an engine.
const startWithin = time.Minute

// Start starts an engine that ends with the test, names it in DOCKER_HOST, and
// gives it Image. It takes root, dockerd, containerd and runc.
func Start(t testing.TB) {
	t.Helper()
	peers.Folder(t) // a machine that has it has an engine
	dir, err := os.MkdirTemp("", "engine")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Unmount(filepath.Join(dir, "exec/netns/default"), 0) // an engine leaves it mounted
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	socket := "unix://" + filepath.Join(dir, "s")
	t.Setenv(client.EnvOverrideHost, socket)
	var said []byte
	for _, driver := range []string{"overlay2", "vfs"} { // vfs works anywhere
		var up bool
		if up, said = start(t, dir, driver, socket); up {
			addImage(t)
			return
		}
	}
	t.Fatalf("dockerd does not start:\n%s", said)
}

// start starts dockerd with a storage driver, and reports whether it answers.
func start(t testing.TB, dir, driver, socket string) (up bool, said []byte) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("dockerd", "--data-root", filepath.Join(dir, "data"), "--exec-root", filepath.Join(dir, "exec"),
		"-H", socket, "-p", filepath.Join(dir, "pid"), "--storage-driver="+driver, "--bridge=none", "--iptables=false", "--ip6tables=false")
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	if answers(t, socket, ended) {
		t.Cleanup(func() { stop(cmd, ended) })
		return true, nil
	}
	stop(cmd, ended)
	return false, out.Bytes()
}

// answers reports whether an engine answers before it ends.
func answers(t testing.TB, socket string, ended <-chan struct{}) bool {
	t.Helper()
	c, err := client.New(client.WithHost(socket))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for deadline := time.Now().Add(startWithin); time.Now().Before(deadline); {
		if _, err := c.Ping(context.Background(), client.PingOptions{}); err == nil {
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
	return false
}

// stop ends an engine, and with it the containerd that it started.
func stop(cmd *exec.Cmd, ended <-chan struct{}) {
	_ = cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	}
}

const dockerfile = "FROM scratch\nCOPY server /server\nENTRYPOINT [\"/server\"]\n"

// addImage builds Image from nothing but a static program.
func addImage(t testing.TB) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	build := exec.Command("go", "build", "-o", program, "github.com/sweetspot-bench/sweetspot/internal/containers/docker/enginetest/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	built, err := c.ImageBuild(t.Context(), archive(t, map[string][]byte{"Dockerfile": []byte(dockerfile), "server": binary}), client.ImageBuildOptions{Tags: []string{Image}, Remove: true, ForceRemove: true})
	if err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(built.Body)
	_ = built.Body.Close()
	if _, missing := c.ImageInspect(t.Context(), Image); err != nil || missing != nil {
		t.Fatalf("the image is not built: %v, %v\n%s", err, missing, said)
	}
}

// archive is files as a tar archive.
func archive(t testing.TB, files map[string][]byte) io.Reader {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}
