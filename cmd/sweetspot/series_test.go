package main

import "testing"

func TestWorst(t *testing.T) {
	for _, tt := range []struct {
		codes []int
		want  int
	}{
		{nil, codeDone},
		{[]int{0, 4, 0}, codeInconclusive},
		{[]int{4, 1}, codeGateFailed},
		{[]int{1, 3, 4}, codeIncomplete},
		{[]int{3, 130, 1}, codeInterrupted},
	} {
		if got := worst(tt.codes); got != tt.want {
			t.Errorf("worst(%v) = %d, want %d", tt.codes, got, tt.want)
		}
	}
}
