//go:build peers && linux

package docker_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/containers/docker"
	"github.com/sweetspot-bench/sweetspot/internal/containers/docker/enginetest"
)

type nothing struct{}

func (nothing) Close() error { return nil }

var options = containers.Options{
	Replicas: 1, Health: "/health", StartTimeout: time.Minute,
	Connect: func(context.Context, string) (io.Closer, error) { return nothing{}, nil },
}

func spec(vcpu float64, mb int, env ...string) containers.Spec {
	s := containers.Spec{Name: "test", Image: enginetest.Image, Port: 8080, VCPU: vcpu, MemoryMB: mb, Env: map[string]string{}}
	for i := 0; i < len(env); i += 2 {
		s.Env[env[i]] = env[i+1]
	}
	return s
}

func openEngine(t testing.TB) *docker.Engine {
	t.Helper()
	e, err := docker.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func serve(t testing.TB, e *docker.Engine, s containers.Spec) (*containers.Service, *containers.Instance) {
	t.Helper()
	service, err := containers.Open(context.Background(), e, s, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	return service, again(t, service)
}

// again is the next instance, once there is one.
func again(t testing.TB, service *containers.Service) *containers.Instance {
	t.Helper()
	for range 6000 { // a minute
		if i := service.Take(context.Background()); i != nil {
			service.Release(i)
			return i
		}
	}
	t.Fatal("no instance is healthy again")
	return nil
}

func get(address, path string) (string, error) {
	answer, err := http.Get("http://" + address + path)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return strings.TrimSpace(string(body)), err
}

// ours are the containers of the engine, by name of what started them.
func ours(t testing.TB) []container.Summary {
	t.Helper()
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	all, err := c.ContainerList(context.Background(), client.ContainerListOptions{All: true})
	if err != nil {
		t.Fatal(err)
	}
	return all.Items
}

func TestPeersDocker(t *testing.T) {
	enginetest.Start(t)
	t.Run("serves and is removed", servesAndIsRemoved)
	t.Run("what dies is started again", whatDiesIsStartedAgain)
	t.Run("beyond its memory it is killed", beyondItsMemory)
	t.Run("leftovers are swept", leftoversAreSwept)
	t.Run("no such image", noSuchImage)
	t.Run("the CPU limit holds", cpuLimitHolds)
}

func servesAndIsRemoved(t *testing.T) {
	e := openEngine(t)
	if err := e.Check(t.Context(), spec(1, 128)); err != nil {
		t.Error(err)
	}
	service, i := serve(t, e, spec(0.5, 128, "MODE", "fast"))
	if body, err := get(i.Address(), "/"); err != nil || body != "fast" {
		t.Errorf("%q, %v", body, err)
	}
	if all := ours(t); len(all) != 1 || all[0].Labels["sweetspot.owner"] == "" {
		t.Errorf("containers %+v", all)
	}
	for i.PeakMB() == 0 { // until the first look
		time.Sleep(10 * time.Millisecond)
	}
	if u := service.Usage(t.Context()); u.CPU <= 0 || u.PeakMB <= 0 || u.PeakMB > 128 {
		t.Errorf("%+v", u)
	}
	if i.StartUp <= 0 {
		t.Error("no start-up")
	}
	if err := service.Close(); err != nil {
		t.Error(err)
	}
	if all := ours(t); len(all) != 0 {
		t.Errorf("%d containers are left", len(all))
	}
}

func whatDiesIsStartedAgain(t *testing.T) {
	service, first := serve(t, openEngine(t), spec(1, 128))
	_, _ = get(first.Address(), "/die")
	<-first.Ended()
	if end := first.End(); end.OOM || end.String() != "container ended: exit status 7" {
		t.Errorf("%s", end)
	}
	second := again(t, service)
	if _, err := get(second.Address(), "/health"); err != nil || second == first {
		t.Error(err)
	}
}

func beyondItsMemory(t *testing.T) {
	_, i := serve(t, openEngine(t), spec(1, 64))
	_, _ = get(i.Address(), "/take?mb=200")
	<-i.Ended()
	if end := i.End(); !end.OOM {
		t.Errorf("%s", end)
	}
}

// What a dead run left goes, and what a living one has stays.
func leftoversAreSwept(t *testing.T) {
	living := openEngine(t)
	_, kept := serve(t, living, spec(0.25, 64))
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	labels := map[string]string{"sweetspot.owner": t.TempDir(), "sweetspot.machine": machine}
	if _, err := c.ContainerCreate(t.Context(), client.ContainerCreateOptions{Config: &container.Config{Image: enginetest.Image, Labels: labels}}); err != nil {
		t.Fatal(err)
	}
	if all := ours(t); len(all) != 2 {
		t.Fatalf("%d containers before", len(all))
	}
	openEngine(t)
	if all := ours(t); len(all) != 1 {
		t.Errorf("%d containers after a sweep", len(all))
	}
	if _, err := get(kept.Address(), "/health"); err != nil {
		t.Error(err)
	}
}

func noSuchImage(t *testing.T) {
	s := spec(1, 64)
	s.Image = "127.0.0.1:1/no/such:image"
	err := openEngine(t).Check(t.Context(), s)
	if err == nil || !strings.Contains(err.Error(), "the engine does not have the image 127.0.0.1:1/no/such:image, and cannot pull it") {
		t.Error(err)
	}
}

// cpuLimitHolds measures for long enough that a period of the quota (100 ms) is
// 3 %. Less than was asked is no fault of the limit: the host may be busy.
func cpuLimitHolds(t *testing.T) {
	for _, vcpu := range []float64{0.25, 0.5, 1} {
		got := burnt(t, vcpu, 3*time.Second)
		t.Logf("%g vCPU: %.3f used (%+.1f %%)", vcpu, got, 100*(got/vcpu-1))
		if got > vcpu*1.05 {
			t.Errorf("%g vCPU were limited to, and %.3f used", vcpu, got)
		}
	}
}

// burnt is the CPU that a server which takes all it gets was given.
func burnt(t testing.TB, vcpu float64, wait time.Duration) float64 {
	t.Helper()
	service, i := serve(t, openEngine(t), spec(vcpu, 64, "BURN", "yes"))
	before, err := i.Usage(context.Background())
	began := time.Now()
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	after, err := i.Usage(context.Background())
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	return (after.CPU - before.CPU).Seconds() / took.Seconds()
}

// BenchmarkPeersCPULimit reports how far from what was asked a container is.
func BenchmarkPeersCPULimit(b *testing.B) {
	enginetest.Start(b)
	for _, vcpu := range []float64{0.25, 0.5, 1} {
		b.Run(fmt.Sprintf("%g", vcpu), func(b *testing.B) {
			var got float64
			for b.Loop() {
				got = burnt(b, vcpu, 5*time.Second)
			}
			b.ReportMetric(got, "cores")
			b.ReportMetric(100*(got/vcpu-1), "%off")
		})
	}
}
