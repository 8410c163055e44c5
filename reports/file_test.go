package reports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadSummaryRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"empty":         {"", "is not a summary"},
		"not JSON":      {"{\n\"schema\": oops}", "line 2"},
		"no schema":     {"{}", "has no schema"},
		"other schema":  {`{"schema": "sweetspot.summary/v2"}`, `"sweetspot.summary/v2"`},
		"wrong type":    {"{\"schema\": \"sweetspot.summary/v1\",\n\"trials\": 3}", "line 2"},
		"broken amount": {`{"schema": "sweetspot.summary/v1", "run": {"spend": {"actual": "much"}}}`, "is not a summary"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "summary.json")
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := ReadSummary(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, tt.want)
			}
		})
	}
	if _, err := ReadSummary(filepath.Join(t.TempDir(), "missing.json")); err == nil {
		t.Error("a missing file was read")
	}
}

func TestReadSummaryToleratesNewKeys(t *testing.T) {
	s, err := ParseSummary([]byte(`{"schema": "sweetspot.summary/v1", "added_later": {"x": 1}, "run": {"id": "r"}}`))
	if err != nil || s.Run.ID != "r" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func FuzzParseSummary(f *testing.F) {
	data, err := os.ReadFile("testdata/summary.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"schema": "sweetspot.summary/v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSummary(data)
		if err != nil {
			return
		}
		again, err := s.Marshal()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if _, err := ParseSummary(again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
