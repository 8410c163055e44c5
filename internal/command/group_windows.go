package command

import "os/exec"

// cancelGroup leaves a command as it is: what it started may outlive it here.
func cancelGroup(*exec.Cmd) {}
