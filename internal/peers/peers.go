// Package peers starts programs that others wrote, for the tests with the build
// tag peers: what this module reads, sends and answers is held against theirs.
// Tests alone import it.
package peers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startWithin bounds the start of a server.
const startWithin = 2 * time.Minute

// Folder is the folder of the peers, which .ci/run makes and names in PEERS.
// Without it the test is skipped.
func Folder(t testing.TB) string {
	t.Helper()
	folder := os.Getenv("PEERS")
	if folder == "" {
		t.Skip("PEERS must name the folder that .ci/run makes, on a machine with a Docker engine and xmllint: " +
			"venv with moto's server and awslambdaric, node_modules with serverless-offline and aws-lambda-ric, bin/vegeta, junit-10.xsd")
	}
	return folder
}

// Moto starts moto's server, https://docs.getmoto.org, an AWS written by others
// after AWS's descriptions of its APIs, with variables of the form "NAME=value".
// It has the SDK call the server, and returns its URL.
func Moto(t testing.TB, variables ...string) (endpoint string) {
	t.Helper()
	port := freePorts(t, 1)[0]
	server := exec.Command(filepath.Join(Folder(t), "venv", "bin", "moto_server"), "-H", "127.0.0.1", "-p", port)
	server.Env = append(os.Environ(), variables...)
	start(t, server, "Running on")
	endpoint = "http://127.0.0.1:" + port
	UseEndpoint(t, endpoint)
	return endpoint
}

// UseEndpoint has the SDK call a server, whatever the machine's own files of AWS
// say, with credentials that open nothing.
func UseEndpoint(t testing.TB, endpoint string) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
	} {
		t.Setenv(name, value)
	}
}

// Offline is a serverless-offline that runs.
type Offline struct {
	Dir    string // has the service's app.js
	HTTP   string // the URL of its APIs, if functions have events
	Invoke string // the URL of Lambda's API
}

// Serverless starts serverless-offline with a service: its serverless.yml, and
// its functions' app.js.
func Serverless(t testing.TB, service, code string) Offline {
	t.Helper()
	folder, dir := Folder(t), t.TempDir()
	if err := os.Symlink(filepath.Join(folder, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"serverless.yml": service, "app.js": code, "package.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ports := freePorts(t, 2)
	server := exec.Command(filepath.Join(folder, "node_modules", ".bin", "serverless"), "offline", "start",
		"--host", "127.0.0.1", "--httpPort", ports[0], "--lambdaPort", ports[1])
	server.Dir = dir
	server.Env = append(os.Environ(), "SLS_TELEMETRY_DISABLED=1", "SLS_NOTIFICATIONS_MODE=off", "CI=1", "SLS_INTERACTIVE_SETUP_ENABLE=0",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	ready := "exposed for local invocation"
	if strings.Contains(service, "events:") {
		ready = "Server ready" // the APIs come up last
	}
	start(t, server, ready)
	return Offline{Dir: dir, HTTP: "http://127.0.0.1:" + ports[0], Invoke: "http://127.0.0.1:" + ports[1]}
}

// start starts a server that ends with the test, with all that it started, and
// waits until a line of its output has ready in it.
func start(t testing.TB, server *exec.Cmd, ready string) {
	t.Helper()
	said, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.Stdout = server.Stderr
	leadGroup(server)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		killGroup(server)
		_ = server.Wait()
	})
	up := make(chan error, 1)
	go func() {
		up <- await(said, ready)
		_, _ = io.Copy(io.Discard, said) // a full pipe would hold the server up
	}()
	late := time.AfterFunc(startWithin, func() { killGroup(server) }) // which ends its output
	defer late.Stop()
	if err := <-up; err != nil {
		t.Fatalf("%s does not start: %v", server.Path, err)
	}
}

// await reads a server's output up to the line with ready in it. If there is
// none, the error has the output.
func await(said io.Reader, ready string) error {
	var text strings.Builder
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if strings.Contains(lines.Text(), ready) {
			return nil
		}
		fmt.Fprintln(&text, lines.Text())
	}
	return fmt.Errorf("it did not say %q:\n%s", ready, &text)
}

// freePorts are different ports of the loopback interface on which nobody
// listens now.
func freePorts(t testing.TB, n int) (ports []string) {
	t.Helper()
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = listener.Close() }() // held until then, so that none comes twice
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, port)
	}
	return ports
}
