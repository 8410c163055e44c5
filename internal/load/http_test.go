package load_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/load/transport"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// ledger keeps the numbers of the samples that were recorded.
type ledger struct {
	mu   sync.Mutex
	seen map[int]int
	ok   int
	fail map[string]int
}

func newLedger() *ledger { return &ledger{seen: map[int]int{}, fail: map[string]int{}} }

func (l *ledger) record(s *measure.Sample) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[s.Seq]++
	if s.OK() {
		l.ok++
	} else {
		l.fail[s.Reason]++
	}
}

// check wants every send from 0 to n−1 exactly once.
func (l *ledger) check(t *testing.T, n int) {
	t.Helper()
	for seq := range n {
		if l.seen[seq] != 1 {
			t.Fatalf("send %d was recorded %d times", seq, l.seen[seq])
		}
	}
	if len(l.seen) != n {
		t.Errorf("%d sends recorded, want %d", len(l.seen), n)
	}
}

func drive(t *testing.T, server http.Handler, l *ledger) (*load.Engine, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(server)
	t.Cleanup(s.Close)
	r, err := transport.NewRequest("GET", s.URL, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := transport.NewClient(transport.Options{Timeout: 10 * time.Second})
	t.Cleanup(client.Close)
	return &load.Engine{
		Send: func(ctx context.Context, _ int, s *measure.Sample) {
			a := client.Do(ctx, r)
			s.Outcome, s.Status = measure.OutcomeOK, a.Status
			if failed, ok := errors.AsType[*transport.Error](a.Err); ok {
				s.Outcome, s.Reason = measure.OutcomeTransport, failed.Class
			}
		},
		Record: l.record,
	}, s
}

// A server that at random resets, closes half, or answers slowly: nothing is
// lost, and nothing is recorded twice.
func TestNothingIsLostOrDoubledWhateverTheServerDoes(t *testing.T) {
	var arrived atomic.Int64
	hostile := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := arrived.Add(1)
		switch {
		case n%17 == 0:
			hijack(w, func(c *net.TCPConn) { _ = c.SetLinger(0) })
		case n%13 == 0:
			hijack(w, func(c *net.TCPConn) {
				_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))
				_ = c.CloseWrite()
			})
		case n%11 == 0:
			_, _ = w.Write([]byte("slow "))
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
			_, _ = w.Write([]byte("body"))
		}
	})
	const n = 2000
	l := newLedger()
	engine, _ := drive(t, hostile, l)
	engine.MaxWorkers = 32
	engine.Open(t.Context(), load.Constant{PerSecond: 4000, For: n * time.Second / 4000})
	l.check(t, n)
	if l.ok == 0 || l.fail[transport.ClosedEarly] == 0 || l.ok+l.fail[transport.ClosedEarly]+l.fail[transport.Reset] != n {
		t.Errorf("%d went well, failures %v", l.ok, l.fail)
	}
}

// hijack takes the connection from the server, and closes it after use.
func hijack(w http.ResponseWriter, use func(*net.TCPConn)) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	use(conn.(*net.TCPConn))
	_ = conn.Close()
}

func TestCancelLosesNothingThatWasAnswered(t *testing.T) {
	var answered atomic.Int64
	l := newLedger()
	engine, _ := drive(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answered.Add(1) }), l)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	time.AfterFunc(100*time.Millisecond, cancel)
	engine.Closed(ctx, 16, 0, time.Minute)
	// What the cancel cut off may have been answered by the server already.
	if lost := answered.Load() - int64(len(l.seen)); lost < 0 || lost > 16 {
		t.Errorf("the server answered %d, recorded are %d", answered.Load(), len(l.seen))
	}
	if len(l.fail) > 0 {
		t.Errorf("the cancel was recorded as failures: %v", l.fail)
	}
}

func TestClosedAndBurstOverHTTPLoseNothing(t *testing.T) {
	closed, burst := newLedger(), newLedger()
	engine, _ := drive(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), closed)
	engine.Closed(t.Context(), 8, 1000, 0)
	closed.check(t, 1000)
	engine.Record = burst.record
	engine.Burst(t.Context(), 200)
	burst.check(t, 200)
}
