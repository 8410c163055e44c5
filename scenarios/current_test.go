package scenarios

import (
	"slices"
	"testing"
)

// What runs today is in the plan once, in the matrix or after it.
func TestTodayIsInThePlan(t *testing.T) {
	tests := []struct {
		name, yaml string
		want       []string // the labels of the plan
		today      []string // those that run today
	}{
		{"in the matrix", "matrix: {memory_mb: [128, 512]}\ncurrent: {memory_mb: 512}\n", []string{"128 MB", "512 MB"}, []string{"512 MB"}},
		{"beside it", "matrix: {memory_mb: [128, 512]}\ncurrent: {memory_mb: 256}\n", []string{"128 MB", "512 MB", "256 MB"}, []string{"256 MB"}},
		{
			"another architecture", "matrix: {memory_mb: [128, 512]}\ncurrent: {memory_mb: 512, architecture: arm64}\n",
			[]string{"128 MB x86_64", "512 MB x86_64", "512 MB arm64"},
			[]string{"512 MB arm64"},
		},
		{
			"the architecture of the matrix", "matrix: {memory_mb: [128, 512], architecture: [arm64]}\ncurrent: {memory_mb: 256}\n",
			[]string{"128 MB", "512 MB", "256 MB"},
			[]string{"256 MB"},
		},
		{
			"one of several params, nobody knows which", "matrix: {memory_mb: [128, 256], params: {A: [x, y]}}\ncurrent: {memory_mb: 256}\n",
			[]string{"128 MB A=x", "256 MB A=x", "128 MB A=y", "256 MB A=y"},
			nil,
		},
		{
			"with the only param", "matrix: {memory_mb: [128], params: {A: [x]}}\ncurrent: {memory_mb: 256}\n",
			[]string{"128 MB", "256 MB"},
			[]string{"256 MB"},
		},
		{
			"a time-out of the matrix", "matrix: {memory_mb: [128], timeout: [1s, 2s]}\ncurrent: {memory_mb: 128, timeout: 2s}\n",
			[]string{"128 MB timeout=1s", "128 MB timeout=2s"},
			[]string{"128 MB timeout=2s"},
		},
		{
			"another time-out", "matrix: {memory_mb: [128], timeout: [1s, 2s]}\ncurrent: {memory_mb: 128, timeout: 5s}\n",
			[]string{"128 MB timeout=1s", "128 MB timeout=2s", "128 MB timeout=5s"},
			[]string{"128 MB timeout=5s"},
		},
		{
			"the target's time-out", "matrix: {memory_mb: [128], timeout: [1s]}\ncurrent: {memory_mb: 128}\n",
			[]string{"128 MB timeout=1s", "128 MB timeout=3s"},
			[]string{"128 MB timeout=3s"},
		},
		{
			"another size of /tmp", "matrix: {memory_mb: [128], ephemeral_storage: [512 MB, 1024 MB]}\ncurrent: {memory_mb: 256, ephemeral_storage: 1024 MB}\n",
			[]string{`128 MB ephemeral_storage="512 MB"`, `128 MB ephemeral_storage="1024 MB"`, `256 MB ephemeral_storage="1024 MB"`},
			[]string{`256 MB ephemeral_storage="1024 MB"`},
		},
		{"unknown", "matrix: {memory_mb: [128]}\n", []string{"128 MB"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := parse(t, minimal+tt.yaml)
			var labels, today []string
			for i, v := range s.Plan().Variants {
				labels = append(labels, s.Label(v))
				if s.RunsToday(v) {
					today = append(today, s.Label(v))
				}
				if v.Index != i || v.Added && !s.RunsToday(v) {
					t.Errorf("variant %d: %+v", i, v)
				}
			}
			if !slices.Equal(labels, tt.want) || !slices.Equal(today, tt.today) {
				t.Errorf("%q, today %q; want %q, %q", labels, today, tt.want, tt.today)
			}
			if n := s.variantCount(); n != len(labels) {
				t.Errorf("%d variants counted, %d planned", n, len(labels))
			}
		})
	}
}
