package usagefile

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func documentation(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/usage.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// The file in the documentation can be read and priced.
func TestDocumentedFile(t *testing.T) {
	_, rest, _ := strings.Cut(documentation(t), "```yaml\n")
	text, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no usage file")
	}
	result, err := mustRead(t, text).Price(mustBook(t, "aws"), now)
	if err != nil {
		t.Fatal(err)
	}
	// 10 × 730 × 0.025 + 500 × 0.008; 730 × 0.0225 + 730 × 0.008, for 100 × (20 − 10) rules a second
	if a, b := result.Bills[0].Total, result.Bills[1].Total; !a.Equal(dec("186.5")) || !b.Equal(dec("22.265")) {
		t.Errorf("%s and %s", a, b)
	}
}

// The table of the documentation has every key, with all that stands below it.
func TestDocumentedKeys(t *testing.T) {
	rows := map[string]string{}
	for line := range strings.Lines(documentation(t)) {
		if key, rest, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` | "); ok && strings.HasPrefix(line, "| `") {
			rows[key] = rest
		}
	}
	if len(rows) != len(kinds) {
		t.Errorf("%d keys are documented, there are %d", len(rows), len(kinds))
	}
	for key, kind := range kinds {
		for _, field := range keysOf(reflect.TypeOf(kind)) {
			if !strings.Contains(rows[key], "`"+field+"`") && !strings.Contains(rows[key], field+",") && !strings.Contains(rows[key], field+"}") {
				t.Errorf("%s: %s is not documented", key, field)
			}
		}
	}
}

// keysOf are the keys of a struct; those of structs in it are the hours of
// traffic, which the table tells once.
func keysOf(of reflect.Type) []string {
	var keys []string
	for field := range of.Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
		if field.Type.Kind() == reflect.Struct && field.Type != decimalType {
			keys = append(keys, keysOf(field.Type)...)
		}
	}
	return keys
}
