//go:build !unix

package transport

// openFilesHint says what to do; the system has no limit to name.
func openFilesHint() string { return ": bound load.max_workers" }
