package builtin

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Bounds and defaults of chaos.
const (
	maxChaosMB    = 16 << 10
	maxChaosMS    = 900_000
	logLineBytes  = 100
	defaultInitMS = 11_000 // longer than the 10 s that Lambda gives an init
	chaosExitCode = 3
	pageBytes     = 4096
	beyondMB      = 64                     // taken beyond the function's own memory
	fallbackOOMMB = 256                    // taken where the function's memory is unknown
	oomHold       = 500 * time.Millisecond // long enough for a sandbox that can only watch memory
	pastDeadline  = 15 * time.Minute       // the longest time-out there is
)

type chaosRequest struct {
	Do    string   `json:"do"`    // ok, error, panic, exit, timeout, oom, sleep, log; "" means ok
	MB    int      `json:"mb"`    // oom: how much to take, 0 means more than the function has; log: how much to write
	MS    int      `json:"ms"`    // time to pass first, for any of them
	Share *float64 `json:"share"` // of the invocations that obey, 0 to 1; the others are ok. Nil means all.
}

type chaosResponse struct {
	Did string `json:"did"`
	MB  int    `json:"mb,omitempty"`
}

// ChaosError is the error that chaos returns when it is told to. Lambda shows
// the type's name as the errorType of the answer.
type ChaosError string

// Error returns the message.
func (e ChaosError) Error() string { return string(e) }

// act is one thing that chaos can do.
type act func(chaosRequest) (chaosResponse, error)

var acts = map[string]act{
	"ok":      actNothing,
	"sleep":   actNothing, // the time to pass is the same for all
	"error":   actError,
	"panic":   actPanic,
	"exit":    actExit,
	"timeout": actTimeout,
	"oom":     actOOM,
	"log":     actLog,
}

// startChaos obeys INIT: crash panics, exit ends the process, slow takes
// INIT_MS; ok and nothing at all are an init without trouble.
func startChaos() (any, error) {
	ms, err := intEnv("INIT_MS", defaultInitMS, 0, maxChaosMS)
	if err != nil {
		return nil, err
	}
	switch mode := os.Getenv("INIT"); mode {
	case "", "ok":
	case "crash":
		panic(ChaosError("crashed in init on command"))
	case "exit":
		log.Print("exiting in init on command")
		os.Exit(chaosExitCode)
	case "slow":
		time.Sleep(time.Duration(ms) * time.Millisecond)
	default:
		return nil, fmt.Errorf("environment variable INIT is %q: it must be ok, crash, slow or exit", mode)
	}
	return chaos, nil
}

// chaos does what the payload says: the failures that a platform, a load
// generator and a report must tell apart.
func chaos(r chaosRequest) (chaosResponse, error) {
	if r.Do == "" {
		r.Do = "ok"
	}
	do, err := r.choose(rand.Float64())
	if err != nil {
		return chaosResponse{}, err
	}
	time.Sleep(time.Duration(r.MS) * time.Millisecond)
	return do(r)
}

// choose checks the request and picks what to do; draw in [0, 1) decides
// whether this invocation is one of r.Share.
func (r chaosRequest) choose(draw float64) (act, error) {
	do, known := acts[r.Do]
	switch {
	case !known:
		return nil, badRequest("cannot do %q: it must be ok, error, panic, exit, timeout, oom, sleep or log", r.Do)
	case r.MB < 0 || r.MB > maxChaosMB:
		return nil, badRequest("mb is %d: it must be between 0 and %d", r.MB, maxChaosMB)
	case r.MS < 0 || r.MS > maxChaosMS:
		return nil, badRequest("ms is %d: it must be between 0 and %d", r.MS, maxChaosMS)
	case r.Share != nil && !(*r.Share >= 0 && *r.Share <= 1):
		return nil, badRequest("share is %g: it must be between 0 and 1", *r.Share)
	case r.Share != nil && draw >= *r.Share:
		return actNothing, nil
	}
	return do, nil
}

func actNothing(chaosRequest) (chaosResponse, error) { return chaosResponse{Did: "ok"}, nil }

func actPanic(chaosRequest) (chaosResponse, error) { panic(ChaosError("panicked on command")) }

func actError(chaosRequest) (chaosResponse, error) {
	return chaosResponse{}, ChaosError("failed on command")
}

// actExit ends the process in the middle of the invocation.
func actExit(chaosRequest) (chaosResponse, error) {
	log.Print("exiting on command")
	os.Exit(chaosExitCode)
	return chaosResponse{}, nil
}

// actTimeout ignores the deadline, as a function that hangs does.
func actTimeout(chaosRequest) (chaosResponse, error) {
	time.Sleep(pastDeadline)
	return chaosResponse{Did: "timeout"}, nil
}

// actOOM takes memory until it is killed. Where nobody kills it, it holds the
// memory for a moment and answers.
func actOOM(r chaosRequest) (chaosResponse, error) {
	mb := r.MB
	if mb == 0 {
		mb = oomMB(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	}
	held := make([][]byte, mb)
	for i := range held {
		held[i] = make([]byte, 1<<20)
		for at := 0; at < len(held[i]); at += pageBytes {
			held[i][at] = 1 // memory counts only once it is touched
		}
	}
	time.Sleep(oomHold)
	runtime.KeepAlive(held)
	return chaosResponse{Did: "oom", MB: len(held)}, nil
}

// oomMB is somewhat more than size, the function's own memory, in MB: enough to
// be killed, and no more than the host must bear where nobody kills it.
func oomMB(size string) int {
	if mb, err := strconv.Atoi(size); err == nil && mb > 0 {
		return min(mb+beyondMB, maxChaosMB)
	}
	return fallbackOOMMB
}

// actLog writes r.MB megabytes of log, and at least one line.
func actLog(r chaosRequest) (chaosResponse, error) {
	line := strings.Repeat("=", logLineBytes)
	for range max(1, r.MB<<20/logLineBytes) {
		fmt.Fprintln(os.Stderr, line)
	}
	return chaosResponse{Did: "log", MB: r.MB}, nil
}
