package container

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/prefix"
)

// site is what answers for a variant: a service for each program, which takes the
// requests to its path and below.
type site struct {
	paths    []string
	services []*containers.Service
	forced   atomic.Int64 // start-up of the whole site that no request has told of yet, ns
}

func (s *site) add(path string, service *containers.Service) {
	s.paths, s.services = append(s.paths, path), append(s.services, service)
}

// of is the service that takes the path of a request; nil without any.
func (s *site) of(path string) *containers.Service {
	if i := prefix.Longest(s.paths, path); i >= 0 {
		return s.services[i]
	}
	return nil
}

// recycle replaces a replica of each service. They start one after another, so
// that none takes CPU from another; side by side, as tasks do, the site would be
// there when the slowest is.
func (s *site) recycle(ctx context.Context) error {
	var slowest time.Duration
	for _, service := range s.services {
		fresh, err := service.Recycle(ctx)
		if err != nil {
			return err
		}
		slowest = max(slowest, fresh.StartUp)
	}
	s.forced.Store(int64(slowest))
	return nil
}

// startUp is what the first request to a fresh instance tells: after recycle how
// long the whole site took, once, and else how long the instance did.
func (s *site) startUp(i *containers.Instance) time.Duration {
	if whole := s.forced.Swap(0); whole > 0 {
		return time.Duration(whole)
	}
	return i.StartUp
}

// close ends every replica.
func (s *site) close() error {
	var errs []error
	for _, service := range s.services {
		errs = append(errs, service.Close())
	}
	return errors.Join(errs...)
}
