package fargate

import (
	"slices"
	"testing"
)

func TestLegal(t *testing.T) {
	for _, test := range []struct {
		vcpu string
		mb   int
		want string
	}{
		{"0.25", 512, ""},
		{"0.250", 2048, ""},
		{"1", 8192, ""},
		{"16", 122880, ""},
		{"32", 249856, ""},
		{"0.25", 4096, "there is no Fargate task of 0.25 vCPU with 4 GB: the nearest are 0.25 vCPU with 2 GB and 0.5 vCPU with 4 GB"},
		{"0.5", 512, "there is no Fargate task of 0.5 vCPU with 512 MB: the nearest is 0.5 vCPU with 1 GB"},
		{"3", 8192, "there is no Fargate task of 3 vCPU with 8 GB: the nearest is 4 vCPU with 8 GB"},
		{"64", 1024, "there is no Fargate task of 64 vCPU with 1 GB: the nearest is 32 vCPU with 244 GB"},
		{"much", 512, `"much" is not a number of vCPU`},
	} {
		got := ""
		if err := Legal(test.vcpu, test.mb); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s vCPU, %d MB: %q, want %q", test.vcpu, test.mb, got, test.want)
		}
	}
}

// Each half of a pair finds the least other half, and both together are a task.
func TestTheLeastOfTheOther(t *testing.T) {
	if want := []string{"0.25", "0.5", "1", "2", "4", "8", "16", "32"}; !slices.Equal(VCPUs(), want) {
		t.Errorf("%v", VCPUs())
	}
	for _, vcpu := range VCPUs() {
		mb, ok := LeastMemory(vcpu)
		if !ok || Legal(vcpu, mb) != nil || Legal(vcpu, mb/2) == nil {
			t.Errorf("%s vCPU: least memory %d MB, %t", vcpu, mb, ok)
		}
	}
	for mb, want := range map[int]string{512: "0.25", 2048: "0.25", 3072: "0.5", 4096: "0.5", 5120: "1", 122880: "16", LargestMB: "32", 1769: "", 128: "", 1 << 20: ""} {
		vcpu, ok := LeastVCPU(mb)
		if vcpu != want || ok != (want != "") || ok && Legal(vcpu, mb) != nil {
			t.Errorf("%d MB: %q, want %q", mb, vcpu, want)
		}
	}
	if _, ok := LeastMemory("3"); ok {
		t.Error("there is no task of 3 vCPU")
	}
}
