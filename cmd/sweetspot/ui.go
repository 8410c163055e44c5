package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/reports/ui"
)

// Ports that the pages are served on unless another is asked for: the first that
// is free.
const (
	firstPort = 8077
	ports     = 20
)

// lastRequests bounds how long requests under way are waited for in the end.
const lastRequests = 2 * time.Second

func newUI(a *app) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Serve a page over the runs folder: list, filter, open, compare, follow",
		Long: "Serve a page over the runs folder: list, filter, open, compare, follow.\n" +
			"It writes nothing, and is for this machine alone unless --listen names another\n" +
			"address; whoever reads it from there needs the token in the address it prints.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.ui(cmd.Context(), listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "", fmt.Sprintf("a port of 127.0.0.1, or HOST:PORT (default: port %d, or the next that is free)", firstPort))
	cmd.Flags().String("runs", "", "folder of the run directories (default \"runs\")")
	return cmd
}

// ui serves the pages until it is told to end.
func (a *app) ui(ctx context.Context, listen string) error {
	root, err := os.OpenRoot(a.settings.Runs)
	if errors.Is(err, fs.ErrNotExist) {
		return inputError(fmt.Errorf("there is no folder %s: run a scenario first, or name another one by --runs", a.settings.Runs))
	}
	if err != nil {
		return inputError(err)
	}
	defer func() { _ = root.Close() }()
	listener, host, err := listenOn(listen)
	if err != nil {
		return inputError(err)
	}
	o := ui.Options{Runs: root, Name: a.settings.Runs, Version: version(), Host: host}
	address := "http://" + shownAddress(listener, host) + "/"
	if !loopback(listener) {
		o.Token = ui.NewToken()
		address += "?token=" + o.Token
	}
	server := &http.Server{
		Handler: ui.New(o), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
	}
	fmt.Fprintf(a.stdout, "Runs in %s: %s (Ctrl-C ends it)\n", a.settings.Runs, address)
	return serve(ctx, server, listener)
}

// serve answers until ctx ends, and then those who still wait.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return incomplete(err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), lastRequests)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close()
	}
	return nil
}

// listenOn takes the address that was asked for, or else the first port that is
// free. host is the name or address in it.
func listenOn(asked string) (listener net.Listener, host string, err error) {
	if asked != "" {
		address, err := live.MetricsAddress(asked)
		if err != nil {
			return nil, "", fmt.Errorf("listen: %w", err)
		}
		host, _, _ = net.SplitHostPort(address)
		listener, err = net.Listen("tcp", address)
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%s is in use already: choose another port, or leave --listen out", address)
		}
		return listener, host, err
	}
	const here = "127.0.0.1"
	for port := firstPort; port < firstPort+ports; port++ {
		if listener, err = net.Listen("tcp", net.JoinHostPort(here, strconv.Itoa(port))); err == nil {
			return listener, here, nil
		}
	}
	return nil, "", fmt.Errorf("the ports from %d to %d are all in use: choose one by --listen", firstPort, firstPort+ports-1)
}

// loopback reports whether a listener can be reached from this machine alone.
func loopback(l net.Listener) bool {
	tcp, ok := l.Addr().(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// shownAddress is what to write into a browser: a name or address that was asked
// for, or this machine's name where all addresses are listened on.
func shownAddress(l net.Listener, host string) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = firstAddress()
	}
	return net.JoinHostPort(host, port)
}

// firstAddress is one by which other machines may reach this one.
func firstAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err == nil {
		for _, a := range addresses {
			if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() && ip.IP.To4() != nil {
				return ip.IP.String()
			}
		}
	}
	return "127.0.0.1"
}
