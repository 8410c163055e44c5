//go:build peers

package onaws

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

const serverlessYAML = `
service: bench
frameworkVersion: "3"
configValidationMode: off
provider: {name: aws, runtime: nodejs20.x, stage: dev, region: us-east-1}
plugins: [serverless-offline]
functions:
  hello: {handler: app.hello}
  broken: {handler: app.broken}
`

const serverlessCode = `
exports.hello = async (event) => ({ hello: event.name });
exports.broken = async () => { throw new TypeError("no"); };
`

// An Invoke that others wrote is understood: its answers, its errors, and that it
// has neither a log nor figures.
func TestPeersServerlessOfflineInvokes(t *testing.T) {
	peers.UseEndpoint(t, peers.Serverless(t, serverlessYAML, serverlessCode).Invoke)
	r := (&fakeCloud{}).runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	for name, want := range map[string]measure.Outcome{"bench-dev-hello": measure.OutcomeOK, "bench-dev-broken": measure.OutcomeFunction, "bench-dev-none": measure.OutcomeTransport} {
		r.host = name
		s := r.Invoke(t.Context(), v, hello)
		if s.Outcome != want || s.Billed != 0 || want == measure.OutcomeFunction && s.Reason != "Error" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
