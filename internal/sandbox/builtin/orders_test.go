package builtin

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func newStore(t *testing.T, size int, timeout time.Duration) *store {
	t.Helper()
	db, err := openStore(filepath.Join(t.TempDir(), "store"), size, timeout)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestOrders(t *testing.T) {
	db := newStore(t, 2, time.Minute)
	for _, id := range []string{`7`, `"A-1"`, `{"a":[1]}`} {
		got, err := orders(t.Context(), ordersRequest{ID: json.RawMessage(id), MS: 1}, db)
		if err != nil || string(got.ID) != id || got.Status != "stored" || got.MS != 1 || got.Connection < 0 || got.Connection > 1 {
			t.Errorf("orders(%s) = %+v, %v", id, got, err)
		}
	}
	for _, ms := range []int{-1, maxServiceMS + 1} {
		wantBadRequest(t, "orders", second(orders(t.Context(), ordersRequest{MS: ms}, db)))
	}
}

func TestOrdersHoldsAConnectionForTheServiceTime(t *testing.T) {
	db := newStore(t, 1, time.Minute)
	began := time.Now()
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if _, err := orders(context.Background(), ordersRequest{MS: 4}, db); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took < 20*time.Millisecond {
		t.Errorf("five orders of 4 ms on one connection took %v, less than one after the other", took)
	}
}

func TestPoolNeverGivesOutMoreThanItHas(t *testing.T) {
	const size = 3
	db := newStore(t, size, time.Minute)
	var held, most atomic.Int64
	var taken [size]atomic.Bool
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			for range 5 {
				n, release, err := db.acquire(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				if !taken[n].CompareAndSwap(false, true) {
					t.Errorf("connection %d was given out twice", n)
				}
				most.Store(max(most.Load(), held.Add(1)))
				time.Sleep(time.Millisecond)
				held.Add(-1)
				taken[n].Store(false)
				release()
			}
		})
	}
	all.Wait()
	if most.Load() > size {
		t.Errorf("%d connections were held at once, the pool has %d", most.Load(), size)
	}
}

func TestPoolExhausted(t *testing.T) {
	db := newStore(t, 1, 20*time.Millisecond)
	_, release, err := db.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var exhausted *PoolExhausted
	_, err = orders(t.Context(), ordersRequest{}, db)
	if !errors.As(err, &exhausted) || exhausted.Size != 1 || exhausted.Waited < db.timeout {
		t.Errorf("error %v, want PoolExhausted after %v", err, db.timeout)
	}
	release()
	if _, err := orders(t.Context(), ordersRequest{MS: 1}, db); err != nil {
		t.Errorf("after the release: %v", err)
	}
}

func TestWaitEndsWithTheDeadline(t *testing.T) {
	db := newStore(t, 1, time.Hour)
	_, release, err := db.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	var exhausted *PoolExhausted
	if _, _, err := db.acquire(ctx); !errors.As(err, &exhausted) {
		t.Errorf("error %v, want PoolExhausted", err)
	}
}

func TestStoreThatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openStore(filepath.Join(file, "store"), 1, time.Second); err == nil {
		t.Error("a store inside a file was opened")
	}
	db := newStore(t, 1, time.Second)
	if err := os.Remove(db.dir); err != nil {
		t.Fatal(err)
	}
	_, _, err := db.acquire(t.Context())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("store removed under way: %v, want ErrNotExist", err)
	}
}
