package pricing

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	mine := writeFile(t, filepath.Join(dir, "a+b", "mine.yaml"), rows("us-east-1 3", "us-east-1 2 2024-01-01"))
	over := writeFile(t, filepath.Join(dir, "over+.yaml"), rows("us-east-1 5"))
	tests := []struct {
		base, overlay string
		day           time.Time
		want          string // for a request in us-east-1
	}{
		{"aws", "", time.Time{}, "0.0000002"}, // https://aws.amazon.com/lambda/pricing/
		{"aws", over, time.Time{}, "5"},
		{mine, "", time.Time{}, "3"},
		{mine, over, time.Time{}, "5"},
		{mine, "", day(2023, 12, 31), "2"},
	}
	for _, tt := range tests {
		b, err := Open(tt.base, tt.overlay, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := b.Price("AWSLambda", "us-east-1", "requests"); err != nil || p.Tiers[0].Price.String() != tt.want {
			t.Errorf("%s with %q: %v, %v; want %s", tt.base, tt.overlay, p.Tiers, err, tt.want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	bad := writeFile(t, filepath.Join(t.TempDir(), "bad.yaml"), "schema: x\n")
	for _, tt := range []struct{ base, overlay, want string }{
		{"gone.yaml", "", "gone.yaml: there is no such file, nor an embedded price book of that name; those are aws, azure"},
		{"aws", "gone.yaml", "gone.yaml: there is no such file"},
		{bad, "", bad + ":1:9: schema must be"},
		{"aws", bad, bad + ":1:9: schema must be"},
		{t.TempDir(), "", "is a directory"},
	} {
		b, err := Open(tt.base, tt.overlay, time.Time{})
		if b != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s with %q: %v; want %s", tt.base, tt.overlay, err, tt.want)
		}
	}
}
