// Command server is what the images of tests run: it answers GET /health, ends on
// /die, takes memory on /take?mb=N, and with BURN in its environment uses as much
// CPU as it gets.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
)

var held [][]byte

func main() {
	if os.Getenv("BURN") != "" {
		for range runtime.NumCPU() {
			go burn()
		}
	}
	http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, os.Getenv("MODE")) })
	http.HandleFunc("/die", func(http.ResponseWriter, *http.Request) { fmt.Println("told to die"); os.Exit(7) })
	http.HandleFunc("/take", func(_ http.ResponseWriter, r *http.Request) {
		mb, _ := strconv.Atoi(r.FormValue("mb"))
		for range mb {
			held = append(held, touched())
		}
	})
	fmt.Println(http.ListenAndServe(net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")), nil)) //nolint:gosec // for tests
	os.Exit(1)
}

func burn() {
	for i := 0; ; i++ {
		_ = i
	}
}

func touched() []byte {
	b := make([]byte, 1<<20)
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
	return b
}
