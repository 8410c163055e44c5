package gateway

import (
	"fmt"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// A request outlasts the gateway, whatever that may wait.
func TestPatienceOutlastsADeployedGateway(t *testing.T) {
	startAWS(t) // a REST API whose integrations wait 12 s and 29 s
	for _, tt := range []struct {
		gateway, limits string
		want            time.Duration
	}{
		{"api: rest, api_id: a1b2c3d4e5", "", 34 * time.Second},
		{"api: rest, api_id: a1b2c3d4e5", "limits: {gateway: 40s}", 34 * time.Second}, // what was read is known better
		{`api: rest, url: "https://example.com/prod"`, "", 905 * time.Second},
		{`api: rest, url: "https://example.com/prod"`, "limits: {gateway: 40s}", 45 * time.Second},
		{`api: http, url: "https://example.com"`, "", 35 * time.Second},
		{`api: url, url: "https://example.com"`, "", 905 * time.Second},
		{`api: alb, url: "https://example.com"`, "", 905 * time.Second},
	} {
		s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil,
			"version: 1\nname: test\ntarget: {gateway: {%s}}\n%s\nload: {burst: 1}\n", tt.gateway, tt.limits))
		if err != nil {
			t.Fatal(err)
		}
		r, _, _ := newDeployed(t, s, false)
		if err := r.read(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.patience(); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.gateway, tt.limits, got, tt.want)
		}
	}
}
