package scenarios_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestPasswordOfAContainersURLIsNotKept(t *testing.T) {
	const src = `version: 1
name: orders
target:
  provider: aws
  container: {cluster: bench, task_definition: orders, subnets: [subnet-0123456789abcdef0], url: "https://u:hunter2@bench.example"}
load: {concurrency: 1, invocations: 3}
`
	s, err := scenarios.Parse("orders.yaml", t.TempDir(), []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	shown := s.Redacted()
	text, err := json.Marshal(shown)
	if err != nil || strings.Contains(string(text)+string(shown.Source), "hunter2") {
		t.Errorf("%s\n%s %v", text, shown.Source, err)
	}
	if e := s.Targets[0].Container.ECS; !strings.Contains(e.URL, "hunter2") || strings.Contains(e.ShownURL(), "hunter2") {
		t.Error(e.URL, e.ShownURL())
	}
}
