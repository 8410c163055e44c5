// Package builtin holds the Lambda functions that live in the sweetspot binary,
// so that a first run needs no toolchain and no cloud account.
//
// The sandbox starts them as it starts any other function, as a process that
// speaks the Lambda Runtime API: the process is the sweetspot binary itself,
// started with EnvName in its environment. They are ordinary programs on
// github.com/aws/aws-lambda-go and know nothing of the sandbox.
//
// Non-goals: the functions are workloads with a known shape, not libraries.
// None of them calls another or reaches the network.
package builtin

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

// EnvName is the environment variable that makes the binary serve the built-in
// function it names instead of running a command.
const EnvName = "SWEETSPOT_BUILTIN"

// function is one built-in function.
type function struct {
	name  string
	about string
	// start is the function's own init: it reads the environment and returns
	// what lambda.Start takes. An error ends the process, as a failed init does.
	start func() (handler any, err error)
}

// functions are in the order in which a newcomer would try them.
var functions = []function{
	{"hello", "answers at once: what the platform itself costs", startHello},
	{"primes", "counts primes: CPU-bound, one thread, about 150 ms at one vCPU", startPrimes},
	{"thumbnail", "decodes a photo, scales it, encodes it: about 55 ms of CPU", startThumbnail},
	{"pets", "looks up pets by type, directly or behind an API", startPets},
	{"orders", "waits for a store with few connections: I/O-bound, suffers from concurrency", startOrders},
	{"report", "sums up a day's sales in memory: needs about 200 MB", startReport},
	{"chaos", "fails on command: errors, crashes, time-outs, out of memory, bad init", startChaos},
}

// Requested returns the name of the built-in function that this process was
// started to serve; ok is false when it is an ordinary run of the binary.
func Requested() (name string, ok bool) {
	name = os.Getenv(EnvName)
	return name, name != ""
}

// Serve serves the named function from the Runtime API that
// AWS_LAMBDA_RUNTIME_API names; without that variable over HTTP on PORT, as a
// container does; what Together has written is served over HTTP alone. It never
// returns. The exit code is 2 for an unknown name and 1
// when the function's init fails.
func Serve(name string) {
	if strings.HasPrefix(name, "/") {
		server, err := startTogether(name)
		if err == nil {
			err = listen(server)
		}
		quit(1, err)
	}
	if err := Check(name); err != nil {
		quit(2, err)
	}
	f := functions[find(name)]
	handler, err := f.start()
	if err != nil {
		quit(1, fmt.Errorf("%s: %w", f.name, err))
	}
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		quit(1, fmt.Errorf("%s: %w", f.name, listen(newServer(handler))))
	}
	lambda.Start(handler)
	os.Exit(1) // Start ends the process itself; this keeps the promise if that ever changes
}

func quit(code int, err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(code)
}

// Names lists the built-in functions, simplest first.
func Names() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return names
}

// Check returns nil when a built-in function has this name, and otherwise an
// error that names the nearest one and lists all.
func Check(name string) error {
	if find(name) >= 0 {
		return nil
	}
	hint := ""
	if near := nearest(name, Names()); near != "" {
		hint = fmt.Sprintf("did you mean %q? ", near)
	}
	return fmt.Errorf("unknown built-in function %q: %sthere are: %s", name, hint, strings.Join(Names(), ", "))
}

// Describe says in one line what the named function does and costs, or returns
// "" when there is none of that name.
func Describe(name string) string {
	if i := find(name); i >= 0 {
		return functions[i].about
	}
	return ""
}

func find(name string) int {
	return slices.IndexFunc(functions, func(f function) bool { return f.name == name })
}
