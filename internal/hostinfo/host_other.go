//go:build !linux && !darwin && !windows

package hostinfo

func cpuModel() string { return "" }

func kernel() string { return "" }

func memoryBytes() uint64 { return 0 }
