// Command sweetspot measures what a function costs and how fast it is at every
// memory size, and says which size to take.
//
// Exit codes: 0 done, gates hold; 1 a gate failed or a regression was found; 2
// the input is wrong, nothing was started; 3 the run could not be completed,
// what was measured is kept; 4 gates inconclusive, or runs that cannot tell; 130
// interrupted, what was measured is kept.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
)

func main() {
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs the command line and returns the exit code.
func execute(args []string, stdout, stderr io.Writer) int {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	// A second Ctrl-C ends the process at once; its environments die with it. A
	// second Ctrl-\ has Go print what every goroutine does.
	context.AfterFunc(ctx, stop)

	errors := &console{out: stderr, runner: os.Getenv("GITHUB_ACTIONS") == "true"}
	root := newRoot(standardOut(stdout), errors)
	root.SetArgs(args)
	return exitCode(root.ExecuteContext(ctx), errors)
}
