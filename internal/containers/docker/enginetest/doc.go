// Package enginetest starts a Docker engine of its own for tests, without a bridge
// and without network, and makes an image for it. It is there with the build tag
// peers, on Linux.
package enginetest
