package limits

const noMemoryLimit = "holds CPU by stopping and continuing processes every 20 ms; memory is observed, not enforced: what exceeds its memory is ended within some 20 ms"

// mechanisms lists the tiers, best first.
func mechanisms() []mechanism {
	return []mechanism{
		{Cgroup2, "holds CPU by quota (20 ms period) and memory as a hard limit, by cgroup v2", openCgroup2},
		{Cgroup1, "holds CPU by quota (20 ms period) and memory as a hard limit, by cgroup v1", openCgroup1},
		{DutyCycle, noMemoryLimit, func() (backend, error) { return openWatched(true) }},
		{None, "holds neither CPU nor memory, so no claim about cost can stand on it; CPU time and memory are read from /proc", func() (backend, error) { return openWatched(false) }},
	}
}
