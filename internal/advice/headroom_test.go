package advice

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func (c Candidate) peak(mb int) Candidate {
	c.PeakMB = mb
	return c
}

func TestHeadRoom(t *testing.T) {
	tests := []struct {
		name  string
		sizes []Candidate
		pick  int
		floor int
	}{
		{"no peaks are known", []Candidate{size(128, 1, 400), size(256, 2, 200)}, 128, 0},
		{"enough", []Candidate{size(128, 1, 400).peak(64), size(256, 2, 200).peak(70)}, 128, 77},
		{"full is passed over", []Candidate{size(128, 1, 400).peak(122), size(256, 2, 200).peak(130)}, 256, 156},
		{"95 % is not yet full", []Candidate{size(128, 1, 400).peak(121), size(256, 2, 200).peak(130)}, 128, 146},
		{"a runtime uses what it gets", []Candidate{size(128, 1, 400).peak(90), size(3008, 2, 200).peak(1200)}, 128, 108},
		{"what is unusable anyway has no say", []Candidate{size(128, 1, 400).peak(128).unusable("is broken"), size(256, 2, 200).peak(130)}, 256, 156},
		{"all are full: none is refused for it", []Candidate{size(128, 1, 400).peak(128), size(256, 2, 200).peak(256)}, 128, 154},
		{"the worst of equals", []Candidate{{Index: 1, MemoryMB: 128, Label: "128 MB a", Usable: true, Priced: true, Cost: 1, PeakMB: 50}, {Index: 2, MemoryMB: 128, Label: "128 MB b", Usable: true, Priced: true, Cost: 2, PeakMB: 100}}, 1, 120},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Recommend(check.Objective{Kind: check.Cheapest}, tt.sizes)
			if r.Pick != tt.pick || r.FloorMB != tt.floor {
				t.Errorf("pick %d, floor %d MB; want %d, %d", r.Pick, r.FloorMB, tt.pick, tt.floor)
			}
		})
	}
}

func TestHeadRoomInWords(t *testing.T) {
	cheap := check.Objective{Kind: check.Cheapest}
	r := Recommend(cheap, []Candidate{size(128, 1, 400).peak(126), size(256, 2, 200).peak(220)})
	words := strings.Join(r.Reasons, "\n")
	for _, want := range []string{
		"128 MB is unusable: it has no head-room: at its peak it used 126 MB, 98 % of its memory.",
		"Little head-room: at its peak 256 MB used 220 MB, 86 % of its memory; with 20 % more than the peak it would be 264 MB.",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("reasons lack %q:\n%s", want, words)
		}
	}
	r = Recommend(cheap, []Candidate{size(512, 1, 400).peak(426)})
	if words = strings.Join(r.Reasons, "\n"); strings.Contains(words, "head-room") {
		t.Errorf("426 of 512 MB leaves 20 %% of the peak, and the reasons speak of it: %q", words)
	}
}
