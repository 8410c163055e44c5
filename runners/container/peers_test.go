//go:build peers && linux

package container_test

import (
	"context"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/containers/docker"
	"github.com/sweetspot-bench/sweetspot/internal/containers/docker/enginetest"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners/container"
)

// A scenario's image, in an engine: sizes, replicas, start-up and usage as of a
// plain process.
func TestPeersImage(t *testing.T) {
	enginetest.Start(t)
	engine, err := docker.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, "image: "+enginetest.Image+", health: /health, replicas: 2", "matrix: {vcpu: [0.25, 0.5], memory_mb: [64]}\n")
	r := container.New(s, 0, engine, true, func(text string) { t.Error(text) })
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		for n := range 4 {
			if n == 3 {
				if err := r.Recycle(t.Context(), v); err != nil {
					t.Fatal(err)
				}
			}
			got := r.Invoke(t.Context(), v, s.Payloads[0])
			if fresh := n != 2; !got.OK() || (got.Cold == measure.ColdProactive) != fresh || (got.Init > 0) != fresh {
				t.Errorf("%s, request %d: %+v", s.Label(v), n, got)
			}
		}
		if used, ok := r.Usage(t.Context(), v); !ok || used.CPU <= 0 || used.Replicas != 2 {
			t.Errorf("%+v, %t", used, ok)
		}
	}
	if err := r.Restore(context.Background()); err != nil {
		t.Error(err)
	}
	if err := engine.Close(); err != nil {
		t.Error(err)
	}
}

// Services may be images: each has containers of its own.
func TestPeersServices(t *testing.T) {
	enginetest.Start(t)
	engine, err := docker.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, "health: /health, services: [{name: rest, path: /, image: "+enginetest.Image+"}, {name: posts, path: /posts, image: "+enginetest.Image+"}]",
		"matrix: {vcpu: [0.25], memory_mb: [64]}\npayloads: [{name: user, request: POST /}, {name: post, request: POST /posts}]\n")
	r := container.New(s, 0, engine, true, func(text string) { t.Log(text) })
	v := s.Plan().Variants[0]
	if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
		t.Fatal(err)
	}
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range s.Payloads {
		got := r.Invoke(t.Context(), v, p)
		if got.Status == 0 || got.Init <= 0 {
			t.Errorf("%s: %+v", p.Name, got)
		}
		seen[got.Environment] = true
	}
	if used, ok := r.Usage(t.Context(), v); !ok || used.CPU <= 0 || used.Replicas != 2 || len(seen) != 2 {
		t.Errorf("%+v, %t, %v", used, ok, seen)
	}
	if err := r.Restore(context.Background()); err != nil {
		t.Error(err)
	}
	if err := engine.Close(); err != nil {
		t.Error(err)
	}
}
