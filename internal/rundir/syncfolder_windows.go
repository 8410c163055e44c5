package rundir

// syncFolder does nothing: NTFS keeps names in a journal of its own.
func syncFolder(string) error { return nil }
