package containers_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
)

// Requests go to the replica with the fewest on their way, in turn between
// equals.
func TestTheBalancerTakesTheLeastBusy(t *testing.T) {
	s := open(t, playing(t, "serves"), options(3))
	held := map[string]*containers.Instance{}
	for range 3 {
		i := take(t, s)
		if held[i.ID()] != nil {
			t.Errorf("%s has two requests and another has none", i.ID())
		}
		held[i.ID()] = i
	}
	for _, free := range held {
		s.Release(free)
		if next := take(t, s); next != free {
			t.Errorf("%s was taken, and %s has no request", next.ID(), free.ID())
		}
	}
	for _, i := range held {
		s.Release(i)
	}
	seen := map[string]int{}
	for range 9 {
		i := take(t, s)
		seen[i.ID()]++
		s.Release(i)
	}
	for id, n := range seen {
		if n != 3 {
			t.Errorf("%s was taken %d times of 9", id, n)
		}
	}
}

// The start-up ends with the first healthy answer, not with the first answer.
func TestStartUpLastsUntilHealthy(t *testing.T) {
	s := open(t, playing(t, "serves", "WARMUP", "150ms"), options(1))
	i := take(t, s)
	if i.StartUp < 150*time.Millisecond {
		t.Errorf("started within %s, and was unwell for 150ms", i.StartUp)
	}
	if !i.Fresh() || i.Fresh() {
		t.Error("the first request, and it alone, meets a fresh instance")
	}
}

func TestRecycleReplacesAReplica(t *testing.T) {
	s := open(t, playing(t, "serves"), options(2))
	seen := map[string]bool{}
	for range 4 {
		if _, err := s.Recycle(t.Context()); err != nil {
			t.Fatal(err)
		}
		i := take(t, s)
		if seen[i.ID()] || !i.Fresh() {
			t.Errorf("%s is not fresh", i.ID())
		}
		seen[i.ID()] = true
		s.Release(i)
	}
}

// What dies is told from what fails, and started again.
func TestWhatDiesIsStartedAgain(t *testing.T) {
	s := open(t, playing(t, "serves"), options(1))
	first := take(t, s)
	_, err := get(first, "/die")
	if err == nil {
		t.Fatal("an answer from a server that ended")
	}
	<-first.Ended()
	if end := first.End(); end.OOM || !strings.Contains(end.String(), "exit status 7") {
		t.Errorf("%s", end)
	}
	s.Release(first)
	second := take(t, s)
	if second == first || !second.Fresh() {
		t.Error("the dead instance is taken again")
	}
	if _, err := get(second, "/pid"); err != nil {
		t.Error(err)
	}
}

// A replica that has just died is not recycled, but the one in its place.
func TestRecycleWaitsForWhatIsStartedAgain(t *testing.T) {
	s := open(t, playing(t, "serves"), options(1))
	first := take(t, s)
	_, _ = get(first, "/die")
	<-first.Ended()
	if _, err := s.Recycle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if i := take(t, s); i == first || !i.Fresh() {
		t.Error("no fresh instance")
	}
	if n := s.Len(); n != 1 {
		t.Errorf("%d replicas", n)
	}
}

func TestBeyondItsMemoryAReplicaIsKilled(t *testing.T) {
	s := open(t, playing(t, "serves"), options(1))
	first := take(t, s)
	if _, err := get(first, "/take?mb=300"); err == nil {
		t.Fatal("300 MB were taken of 128")
	}
	<-first.Ended()
	if end := first.End(); !end.OOM || end.String() != "container killed: out of memory" {
		t.Errorf("%+v", end)
	}
	s.Release(first)
	take(t, s)
}

// A replica sees its own variables and where to listen, and nothing of this
// process's environment.
func TestAReplicaSeesItsOwnVariables(t *testing.T) {
	t.Setenv("SECRET_OF_THE_HOST", "hunter2")
	s := open(t, playing(t, "serves", "MODE", "fast"), options(1))
	env, err := get(take(t, s), "/env")
	if err != nil || !strings.Contains(env, "MODE=fast") || !strings.Contains(env, "PORT=") || strings.Contains(env, "hunter2") {
		t.Errorf("%s, %v", env, err)
	}
}

func TestWhatCannotStartSaysWhy(t *testing.T) {
	quick := options(1)
	quick.StartTimeout = 300 * time.Millisecond
	for name, test := range map[string]struct {
		spec containers.Spec
		want string
	}{
		"ends":          {playing(t, "fails"), "it ended before it was healthy (exit status 3); it said:\n  cannot open the database"},
		"never listens": {playing(t, "silent"), "no healthy answer at /health within 300ms: "},
		"stays unwell":  {playing(t, "serves", "WARMUP", "1h"), "503; it said nothing"},
		"is not there":  {containers.Spec{Name: "x", Command: []string{"./no-such-server"}, VCPU: 1, MemoryMB: 64}, "cannot run ./no-such-server"},
	} {
		options := quick
		switch name {
		case "ends":
			options.StartTimeout = time.Minute
		case "stays unwell": // long enough for it to listen
			options.StartTimeout = 2 * time.Second
		}
		_, err := containers.Open(t.Context(), openProcesses(t), test.spec, options)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("a server that %s: %v, want %s", name, err, test.want)
		}
	}
}

func TestAnInterruptedStartLeavesNothing(t *testing.T) {
	p := openProcesses(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := containers.Open(ctx, p, playing(t, "silent"), options(2))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// CPU counts on over replicas that are gone.
func TestUsageOutlivesReplicas(t *testing.T) {
	s := open(t, playing(t, "burns"), options(1))
	used := s.Usage(t.Context())
	for used.CPU == 0 {
		used = s.Usage(t.Context())
	}
	if _, err := s.Recycle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := s.Usage(t.Context()); after.CPU < used.CPU || after.PeakMB <= 0 {
		t.Errorf("%+v after %+v", after, used)
	}
}

func TestAClosedServiceHasNoInstance(t *testing.T) {
	s := open(t, playing(t, "serves"), options(1))
	i := take(t, s)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	<-i.Ended()
	if s.Take(t.Context()) != nil {
		t.Error("an instance of a closed service")
	}
}
