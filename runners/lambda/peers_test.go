//go:build peers

package lambda

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// AWS's own runtime interface clients run here unmodified.
func TestPeersRuntimeInterfaceClients(t *testing.T) {
	folder := peers.Folder(t)
	for name, tc := range map[string]struct{ file, code, command string }{
		"awslambdaric": {
			"app.py", "def handler(event, context):\n    return {'echo': event, 'id': context.aws_request_id}\n",
			fmt.Sprintf("[%q, -m, awslambdaric, app.handler]", filepath.Join(folder, "venv", "bin", "python")),
		},
		"aws-lambda-ric": {
			"app.js", "exports.handler = async (event, context) => ({ echo: event, id: context.awsRequestId });\n",
			fmt.Sprintf("[%q, app.handler]", filepath.Join(folder, "node_modules", ".bin", "aws-lambda-ric")),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, variants := scenarioOf(t, fmt.Sprintf("{command: %s, timeout: 30s}", tc.command), 512)
			if err := os.WriteFile(filepath.Join(s.Dir, tc.file), []byte(tc.code), 0o600); err != nil {
				t.Fatal(err)
			}
			_, runner := start(t, s)
			if err := runner.Check(t.Context(), variants); err != nil {
				t.Fatal(err)
			}
			if err := runner.Apply(t.Context(), variants[0]); err != nil {
				t.Fatal(err)
			}
			for i, cold := range []measure.Cold{measure.ColdWaited, measure.ColdNone, measure.ColdNone} {
				sample := runner.Invoke(t.Context(), variants[0], scenarios.Payload{Body: []byte(`{"n": 1}`)})
				if !sample.OK() || sample.Cold != cold || sample.BytesIn < 20 {
					t.Errorf("invocation %d: %+v, want ok and cold %s", i, sample, cold)
				}
			}
		})
	}
}
