package limits

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// roleVar makes the test binary play a limited process instead of testing.
const roleVar = "LIMITS_TEST_ROLE"

func TestMain(m *testing.M) {
	role, arg, _ := strings.Cut(os.Getenv(roleVar), ":")
	switch role {
	case "":
		os.Exit(m.Run())
	case "burn": // CPU until killed
		for i := 0; ; i++ {
			_ = i
		}
	case "sleep":
		fmt.Println("ready")
		time.Sleep(time.Hour)
	case "alloc": // MB to touch, then wait
		hold := allocate(arg)
		fmt.Println("ready")
		time.Sleep(time.Hour)
		runtime.KeepAlive(hold)
	case "cpus":
		fmt.Println(runtime.NumCPU())
	case "family": // a child of its own that burns
		startFamily()
	case "kernel": // answer each line with the CPU and wall time of a kernel
		serveKernel()
	}
	playSystemRole(role, arg)
	os.Exit(0)
}

func allocate(mb string) [][]byte {
	n, err := strconv.Atoi(mb)
	if err != nil {
		panic(err)
	}
	var hold [][]byte
	for range n {
		b := make([]byte, 1<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		hold = append(hold, b)
	}
	return hold
}

func startFamily() {
	child := role("burn")
	if err := child.Start(); err != nil {
		panic(err)
	}
	fmt.Println(child.Process.Pid)
	time.Sleep(time.Hour)
}

// role is a command that plays a role.
func role(name string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), roleVar+"="+name, "GOMAXPROCS=1")
	return cmd
}

// line reads one line of a process's output.
func line(t testing.TB, r io.Reader) string {
	t.Helper()
	s, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("the process said nothing: %v", err)
	}
	return strings.TrimSpace(s)
}

func openTier(t testing.TB, tier Tier) Controller {
	t.Helper()
	c, err := Open(Options{Tier: tier})
	if err != nil {
		t.Skipf("%v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}

func newGroup(t testing.TB, c Controller, limit Limit) Group {
	t.Helper()
	g, err := c.NewGroup(t.Name(), limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Errorf("close group: %v", err)
		}
	})
	return g
}

// startIn starts a role in a group and reaps it when it ends, which closes the
// channel. Its output is on the reader.
func startIn(t testing.TB, g Group, cmd *exec.Cmd) (ended <-chan struct{}, out io.Reader) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	cmd.Stdout = w
	err = g.Start(cmd)
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	t.Cleanup(func() {
		_ = g.Kill()
		<-done
	})
	return done, r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func usage(t testing.TB, g Group) Usage {
	t.Helper()
	u, err := g.Usage()
	must(t, err)
	return u
}
