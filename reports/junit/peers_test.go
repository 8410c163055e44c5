//go:build peers

package junit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The files are valid by the schema of Jenkins's xUnit plugin. PEERS is a folder
// with junit-10.xsd; the gate makes it.
func TestPeersSchema(t *testing.T) {
	peers := os.Getenv("PEERS")
	if peers == "" {
		t.Skip("PEERS must name the folder with junit-10.xsd")
	}
	xsd := filepath.Join(peers, "junit-10.xsd")
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
