//go:build !linux

package limits

// playSystemRole plays the roles that only Linux has: none here.
func playSystemRole(string, string) {}
