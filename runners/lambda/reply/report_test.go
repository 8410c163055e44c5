package reply

import "testing"

func TestInitFailed(t *testing.T) {
	log := "INIT_REPORT Init Duration: 9999.77 ms\tPhase: init\tStatus: timeout\nSTART RequestId: 1\n"
	if status, failed := InitFailed(log); !failed || status != "timeout" {
		t.Errorf("%q %v", status, failed)
	}
	if _, failed := InitFailed("INIT_REPORT Init Duration: 12.00 ms\tPhase: init\n"); failed {
		t.Error("a successful init counts as failed")
	}
}
