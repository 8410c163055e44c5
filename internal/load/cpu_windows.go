package load

import (
	"time"

	"golang.org/x/sys/windows"
)

// processCPU is the user and kernel time of this process so far.
func processCPU() time.Duration {
	var created, exited, kernel, user windows.Filetime
	if windows.GetProcessTimes(windows.CurrentProcess(), &created, &exited, &kernel, &user) != nil {
		return 0
	}
	return ticks(kernel) + ticks(user)
}

// ticks are a duration in steps of 100 ns. Filetime.Nanoseconds is of no use
// for it: it takes the value for a date.
func ticks(f windows.Filetime) time.Duration {
	return time.Duration(int64(f.HighDateTime)<<32|int64(f.LowDateTime)) * 100
}
