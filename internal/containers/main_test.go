package containers_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
)

// roleVar makes the test binary a server instead of testing.
const roleVar = "CONTAINERS_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
		os.Exit(m.Run())
	case "silent":
		time.Sleep(time.Hour)
	case "fails":
		fmt.Println("cannot open the database")
		os.Exit(3)
	case "burns":
		go func() {
			for i := 0; ; i++ {
				_ = i
			}
		}()
		serve()
	case "serves":
		serve()
	}
}

// serve answers /pid with its pid, /die by ending, /take?mb=N by taking memory,
// and is unwell until WARMUP has passed.
func serve() {
	warm, _ := time.ParseDuration(os.Getenv("WARMUP"))
	began := time.Now()
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		if time.Since(began) < warm {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/pid", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, os.Getpid()) })
	mux.HandleFunc("/env", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, os.Environ()) })
	mux.HandleFunc("/die", func(http.ResponseWriter, *http.Request) { os.Exit(7) })
	mux.HandleFunc("/take", func(_ http.ResponseWriter, r *http.Request) {
		mb, _ := strconv.Atoi(r.FormValue("mb"))
		for range mb {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			held = append(held, b)
		}
		time.Sleep(time.Minute) // for a tier that can only watch memory
	})
	fmt.Println(http.ListenAndServe(net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")), mux))
}

var held [][]byte

// openProcesses is a runtime of plain processes for a test.
func openProcesses(t testing.TB) *containers.Processes {
	t.Helper()
	p, err := containers.OpenProcesses("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// playing is a spec of this binary in a role.
func playing(t testing.TB, role string, env ...string) containers.Spec {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	spec := containers.Spec{Name: "test", Command: []string{path}, Env: map[string]string{roleVar: role}, VCPU: 1, MemoryMB: 128}
	for i := 0; i < len(env); i += 2 {
		spec.Env[env[i]] = env[i+1]
	}
	return spec
}

// client is what the services of tests connect with.
type client struct{ address string }

func (client) Close() error { return nil }

func connect(_ context.Context, address string) (io.Closer, error) { return client{address}, nil }

func options(replicas int) containers.Options {
	return containers.Options{Replicas: replicas, Health: "/health", StartTimeout: time.Minute, Connect: connect}
}

func open(t testing.TB, spec containers.Spec, o containers.Options) *containers.Service {
	t.Helper()
	s, err := containers.Open(context.Background(), openProcesses(t), spec, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// get asks an instance.
func get(i *containers.Instance, path string) (string, error) {
	answer, err := http.Get("http://" + i.Client.(client).address + path)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

// take is the next instance of a service, once there is one.
func take(t testing.TB, s *containers.Service) *containers.Instance {
	t.Helper()
	for range 6000 { // a minute
		if i := s.Take(context.Background()); i != nil {
			return i
		}
	}
	t.Fatal("no instance is healthy again")
	return nil
}
