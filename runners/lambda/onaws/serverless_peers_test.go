//go:build peers

package onaws

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

const serverlessYAML = `
service: bench
frameworkVersion: "3"
configValidationMode: off
provider: {name: aws, runtime: nodejs20.x, stage: dev, region: us-east-1}
plugins: [serverless-offline]
functions:
  hello: {handler: app.hello}
  broken: {handler: app.broken}
`

const serverlessCode = `
exports.hello = async (event) => ({ hello: event.name });
exports.broken = async () => { throw new TypeError("no"); };
`

// startServerless starts serverless-offline of the folder of peers, whose Invoke
// is an implementation by others, and returns its address.
func startServerless(t *testing.T) string {
	t.Helper()
	peers := os.Getenv("PEERS")
	if peers == "" {
		t.Skip("PEERS must name the folder with serverless-offline, node_modules")
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(peers, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"serverless.yml": serverlessYAML, "app.js": serverlessCode, "package.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ports := freePorts(t, 2)
	server := exec.Command(filepath.Join(peers, "node_modules", ".bin", "serverless"), "offline", "start",
		"--host", "127.0.0.1", "--httpPort", ports[0], "--lambdaPort", ports[1], "--noPrependStageInUrl")
	server.Dir = dir
	server.Env = append(os.Environ(), "SLS_TELEMETRY_DISABLED=1", "SLS_NOTIFICATIONS_MODE=off", "CI=1", "SLS_INTERACTIVE_SETUP_ENABLE=0")
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-server.Process.Pid, syscall.SIGKILL)
		_ = server.Wait()
	})
	ready := make(chan bool)
	go func() {
		lines := bufio.NewScanner(said)
		for told := false; lines.Scan(); {
			if !told && strings.Contains(lines.Text(), "exposed for local invocation") {
				told = true
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
	case <-time.After(time.Minute):
		t.Fatal("serverless-offline does not start")
	}
	return "http://127.0.0.1:" + ports[1]
}

func freePorts(t *testing.T, n int) (ports []string) {
	t.Helper()
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = listener.Close() }()
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		ports = append(ports, port)
	}
	return ports
}

// An Invoke that others wrote is understood: its answers, its errors, and that it
// has neither a log nor figures.
func TestPeersServerlessOfflineInvokes(t *testing.T) {
	address := startServerless(t)
	t.Setenv("AWS_ENDPOINT_URL", address)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	r := (&fakeCloud{}).runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	for name, want := range map[string]measure.Outcome{"bench-dev-hello": measure.OutcomeOK, "bench-dev-broken": measure.OutcomeFunction, "bench-dev-none": measure.OutcomeTransport} {
		r.host = name
		s := r.Invoke(t.Context(), v, hello)
		if s.Outcome != want || s.Billed != 0 || want == measure.OutcomeFunction && s.Reason != "Error" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
