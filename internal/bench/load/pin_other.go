//go:build !linux

package main

import "os/exec"

// startOn starts cmd on any core: pinning is for Linux.
func startOn(cmd *exec.Cmd, _ int) error { return cmd.Start() }
