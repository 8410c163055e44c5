package containers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how a Service runs.
type Options struct {
	Replicas     int           // > 0
	Health       string        // path of the health check
	StartTimeout time.Duration // from the start of a replica to its first healthy answer
	// Connect makes what a caller needs to speak to a replica that listens at an
	// address; it is closed with the replica.
	Connect func(ctx context.Context, address string) (io.Closer, error)
}

// Service is replicas of one spec behind a balancer. What dies is started again,
// as a scheduler of containers does.
type Service struct {
	runtime Runtime
	spec    Spec
	opts    Options
	ctx     context.Context // of what goes on in the background, until Close
	stop    context.CancelFunc
	work    sync.WaitGroup

	mu       sync.Mutex
	running  []*Instance // healthy or dead, in the order of the balancer; never starting
	next     int         // where the balancer begins to look
	starting *Instance   // the next request goes to it: it was started for that
	gone     Usage       // of instances that are not running any more
}

// Instance is a replica that was healthy once.
type Instance struct {
	Replica
	// StartUp is the time from the order to start it to its first healthy answer.
	StartUp time.Duration
	// Client is what Options.Connect made for it.
	Client io.Closer

	id          string
	asked       atomic.Bool // it was given a request
	outstanding atomic.Int64
	peak        atomic.Int64 // MB, as last seen
}

// instances counts those of this process.
var instances atomic.Int64

// Fresh reports, once, that no request was sent to the instance before.
func (i *Instance) Fresh() bool { return !i.asked.Swap(true) }

// ID names the instance, as none of the same run is.
func (i *Instance) ID() string { return i.id }

// PeakMB is the highest memory that was seen so far.
func (i *Instance) PeakMB() int { return int(i.peak.Load()) }

// dead reports whether the instance has ended.
func (i *Instance) dead() bool {
	select {
	case <-i.Ended():
		return true
	default:
		return false
	}
}

// Open starts the replicas of a spec, one after another so that none takes CPU
// from the start-up of another, and waits until all are healthy.
func Open(ctx context.Context, runtime Runtime, spec Spec, opts Options) (*Service, error) {
	s := &Service{runtime: runtime, spec: spec, opts: opts}
	s.ctx, s.stop = context.WithCancel(context.Background())
	for range opts.Replicas {
		instance, err := s.start(ctx)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.add(instance)
	}
	return s, nil
}

// start starts a replica and waits until it is healthy. On an error nothing is
// left of it.
func (s *Service) start(ctx context.Context) (*Instance, error) {
	began := time.Now()
	replica, err := s.runtime.Start(ctx, s.spec)
	if err != nil {
		return nil, err
	}
	i := &Instance{Replica: replica, id: fmt.Sprintf("%s-%d", s.spec.Name, instances.Add(1))}
	err = awaitHealthy(ctx, replica, s.opts.Health, s.opts.StartTimeout)
	i.StartUp = time.Since(began)
	if err == nil {
		i.Client, err = s.opts.Connect(ctx, replica.Address())
	}
	if err != nil {
		return nil, errors.Join(err, s.remove(replica))
	}
	return i, nil
}

// Len is how many instances there are behind the balancer.
func (s *Service) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running)
}

// removeWithin bounds the removal of a replica, which goes on when a run is
// interrupted.
const removeWithin = 15 * time.Second

func (s *Service) remove(r Replica) error {
	ctx, cancel := context.WithTimeout(context.Background(), removeWithin)
	defer cancel()
	return r.Remove(ctx)
}

// add puts an instance behind the balancer and watches it.
func (s *Service) add(i *Instance) {
	s.mu.Lock()
	s.running = append(s.running, i)
	s.mu.Unlock()
	s.work.Go(func() { s.watch(i) })
}

// Recycle replaces an instance, the oldest, by a fresh one: the next request goes
// to it, which is returned. Where none runs it waits for one that is being
// started.
func (s *Service) Recycle(ctx context.Context) (*Instance, error) {
	for dropped := false; !dropped; {
		oldest, err := s.oldest(ctx)
		if err != nil {
			return nil, err
		}
		if dropped, err = s.drop(oldest); err != nil {
			return nil, err
		}
	}
	fresh, err := s.start(ctx)
	if err != nil {
		return nil, fmt.Errorf("after a restart: %w", err)
	}
	s.add(fresh)
	s.mu.Lock()
	s.starting = fresh
	s.mu.Unlock()
	return fresh, nil
}

// oldest is the instance that has run for longest.
func (s *Service) oldest(ctx context.Context) (*Instance, error) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		s.mu.Lock()
		running := slices.Clone(s.running)
		s.mu.Unlock()
		if len(running) > 0 {
			return running[0], nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.ctx.Done():
			return nil, errors.New("the service is closed")
		case <-tick.C:
		}
	}
}

// drop takes an instance from behind the balancer and removes it; false where it
// is not there any more.
func (s *Service) drop(i *Instance) (dropped bool, err error) {
	s.mu.Lock()
	at := slices.Index(s.running, i)
	if at < 0 {
		s.mu.Unlock()
		return false, nil
	}
	s.running = slices.Delete(s.running, at, at+1)
	s.mu.Unlock()
	_ = i.Client.Close()
	err = s.remove(i.Replica)
	s.settle(i)
	return true, err
}

// settle adds what an instance that is gone has used to what is kept of all.
func (s *Service) settle(i *Instance) {
	u, err := i.Usage(context.Background())
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone.CPU += u.CPU
	s.gone.Throttled += u.Throttled
}

// Close removes every replica. It may be called twice.
func (s *Service) Close() error {
	s.stop()
	s.work.Wait()
	s.mu.Lock()
	all := slices.Clone(s.running)
	s.mu.Unlock()
	var errs []error
	for _, i := range all {
		_, err := s.drop(i)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
