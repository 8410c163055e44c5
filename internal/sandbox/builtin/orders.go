package builtin

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// Defaults and bounds of orders.
const (
	defaultServiceMS   = 20
	maxServiceMS       = 60_000
	defaultPoolSize    = 4
	maxPoolSize        = 1000
	defaultPoolTimeout = time.Second
)

type ordersRequest struct {
	ID json.RawMessage `json:"id"` // any JSON value, given back as it came
	MS int             `json:"ms"` // how long the store works on it; 0 means defaultServiceMS
}

type ordersResponse struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Status     string          `json:"status"`
	Connection int             `json:"connection"` // which one of the pool, from 0
	WaitMS     float64         `json:"wait_ms"`    // for a free connection
	MS         int             `json:"ms"`         // with it
}

// startOrders connects to the store: STORE_DIR names it (the sandbox gives every
// function one of its own), POOL_SIZE says how
// many connections it takes, POOL_TIMEOUT how long a request waits for one.
func startOrders() (any, error) {
	size, err := intEnv("POOL_SIZE", defaultPoolSize, 1, maxPoolSize)
	if err != nil {
		return nil, err
	}
	timeout, err := durationEnv("POOL_TIMEOUT", defaultPoolTimeout)
	if err != nil {
		return nil, err
	}
	dir := os.Getenv("STORE_DIR")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "sweetspot-orders")
	}
	db, err := openStore(dir, size, timeout)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, r ordersRequest) (ordersResponse, error) { return orders(ctx, r, db) }, nil
}

// orders takes a connection, holds it while the store works, and gives it back.
// It costs next to no CPU, so more memory buys nothing, and more callers than
// connections only queue.
func orders(ctx context.Context, r ordersRequest, db *store) (ordersResponse, error) {
	ms, err := within("ms", r.MS, defaultServiceMS, 1, maxServiceMS)
	if err != nil {
		return ordersResponse{}, err
	}
	began := time.Now()
	connection, release, err := db.acquire(ctx)
	if err != nil {
		return ordersResponse{}, err
	}
	defer release()
	waited := time.Since(began)
	if err := sleep(ctx, time.Duration(ms)*time.Millisecond); err != nil {
		return ordersResponse{}, err
	}
	return ordersResponse{
		ID:         r.ID,
		Status:     "stored",
		Connection: connection,
		WaitMS:     float64(waited.Microseconds()) / 1000,
		MS:         ms,
	}, nil
}

// sleep waits for d, or until ctx ends and returns its error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
