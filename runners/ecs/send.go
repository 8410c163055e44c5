package ecs

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// live is where the requests of a variant go: to each of its tasks in turn, or to
// the one URL.
type live struct {
	routes []*route
	byID   map[string]*task // of the service
	next   atomic.Uint64
	pinned atomic.Pointer[route] // that the next request goes to, once
}

// route is one address.
type route struct {
	*http.Server
	task *task // nil behind a load balancer
}

// pick is where the next request goes.
func (l *live) pick() *route {
	if pinned := l.pinned.Swap(nil); pinned != nil {
		return pinned
	}
	return l.routes[int(l.next.Add(1)-1)%len(l.routes)]
}

// pin sends the next request to a task.
func (l *live) pin(id string) {
	for _, to := range l.routes {
		if to.task != nil && to.task.id == id {
			l.pinned.Store(to)
		}
	}
}

func (l *live) close() {
	for _, to := range l.routes {
		_ = to.Close()
	}
}

// connectTo prepares the requests to a variant's tasks, and opens the
// connections that the load begins with. What cannot be opened now, the load
// meets and counts.
func (r *Runner) connectTo(ctx context.Context, s *service) error {
	if old := r.lives[s.variant.Index]; old != nil {
		old.close()
	}
	l := &live{byID: map[string]*task{}}
	r.lives[s.variant.Index] = l
	for _, k := range s.tasks {
		l.byID[k.id] = k
	}
	ways := s.tasks
	if r.shared() {
		ways = []*task{nil}
	}
	for _, k := range ways {
		server, err := r.serverAt(k)
		if err != nil {
			return err
		}
		l.routes = append(l.routes, &route{server, k})
		_ = server.Open(ctx)
	}
	return ctx.Err()
}

// serverAt prepares the requests to a task, or to the URL for none.
func (r *Runner) serverAt(k *task) (*http.Server, error) {
	base := r.want.URL
	if k != nil {
		base = r.base(k)
	}
	return http.NewServer(r.scenario, func(p scenarios.Payload) *scenarios.HTTP {
		h := r.target.Container.RequestOf(p)
		h.URL = strings.TrimSuffix(base, "/") + h.URL
		return h
	}, r.headers()...)
}

// headers are those of answers that say something about the task.
func (r *Runner) headers() []string {
	return slices.DeleteFunc([]string{r.want.TaskHeader, r.want.CPUHeader}, func(name string) bool { return name == "" })
}

// base is the address of a task's server.
func (r *Runner) base(k *task) string {
	return "http://" + net.JoinHostPort(k.address, strconv.Itoa(r.port))
}

// Invoke sends one request. The environment is the task: by its address, or by
// the header that the scenario names. The first answer of a task says how long it
// took to come up: nobody waited for that.
func (r *Runner) Invoke(ctx context.Context, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	l := r.lives[v.Index]
	to := l.pick()
	s, a := to.Exchange(ctx, p)
	k := to.task
	if k != nil {
		s.Environment = k.id
	} else if id := a.Header.Get(r.want.TaskHeader); id != "" {
		s.Environment = short(id)
		k = l.byID[s.Environment]
	}
	r.hear(s.Environment, a)
	if k != nil && a.Err == nil && k.served.CompareAndSwap(false, true) {
		s.Cold, s.Init = measure.ColdProactive, k.launch.StartUp()
	}
	return s
}

// hear keeps the CPU model that an answer of a task names.
func (r *Runner) hear(environment string, a transport.Answer) {
	if cpu := a.Header.Get(r.want.CPUHeader); cpu != "" && environment != "" {
		r.cpus.LoadOrStore(environment, cpu)
	}
}

// probeTime bounds a request that asks whether a task answers.
const probeTime = 2 * time.Second

// answers reports whether a task answers on the path that says so, and learns its
// CPU on the way.
func (r *Runner) answers(ctx context.Context, k *task) bool {
	if k.address == "" {
		return false
	}
	request, err := transport.NewRequest("GET", r.base(k)+r.target.Container.Health, nil, nil)
	if err != nil {
		return false
	}
	client := transport.NewClient(transport.Options{Timeout: probeTime, Headers: r.headers()})
	defer client.Close()
	a := client.Do(ctx, request)
	r.hear(k.id, a)
	return a.Err == nil && a.Status >= 200 && a.Status < 400
}

// Launches are all launches of tasks so far, with the CPU model of each where a
// header told it.
func (r *Runner) Launches() []measure.Launch {
	all := append([]measure.Launch{}, r.launches...)
	for _, s := range r.services {
		for _, k := range s.tasks {
			all = append(all, k.launch)
		}
	}
	for i := range all {
		if cpu, known := r.cpus.Load(all[i].Environment); known {
			all[i].CPU = cpu.(string)
		}
	}
	return all
}

// Scalings are the scaling steps that were measured.
func (r *Runner) Scalings() []measure.Scaling { return r.scalings }
