//go:build peers

package junit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// The files are valid by the schema of Jenkins's xUnit plugin.
func TestPeersSchema(t *testing.T) {
	xsd := filepath.Join(peers.Folder(t), "junit-10.xsd")
	for name, doc := range documents(t) {
		file := filepath.Join(t.TempDir(), name+".xml")
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("xmllint", "--noout", "--schema", xsd, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
