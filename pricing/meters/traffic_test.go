package meters

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestTraffic(t *testing.T) {
	curve := make([]decimal.Decimal, hoursPerDay)
	for i := range curve {
		curve[i] = dec("1")
	}
	curve[12] = dec("25")
	tests := []struct {
		name        string
		traffic     Traffic
		month, peak string
	}{
		{"flat", Traffic{Requests: dec("2628000")}, "2628000", "1"},
		{"a curve: 48 request-seconds a day × 3600 × 730 / 24", Traffic{ByHour: curve}, "5256000", "25"},
		{"nothing", Traffic{}, "0", "0"},
	}
	for _, tt := range tests {
		if got := tt.traffic.Month(); !got.Equal(dec(tt.month)) {
			t.Errorf("%s: %s requests a month, want %s", tt.name, got, tt.month)
		}
		if got := tt.traffic.Peak(); !got.Equal(dec(tt.peak)) {
			t.Errorf("%s: peak %s/s, want %s", tt.name, got, tt.peak)
		}
	}
}
