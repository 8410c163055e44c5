package yamlfile

import (
	"errors"
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "list l.yaml: must hold exactly one YAML document"},
		{"two documents", "a: 1\n---\nb: 2\n", "list l.yaml: must hold exactly one YAML document"},
		{"an alias", "a: &x 1\nb: 2\n", "l.yaml:1:4: anchors and aliases are not allowed in a list"},
		{"a key twice", "a: 1\na: 2\n", `l.yaml:2:1: mapping key "a" already defined at [1:1]`},
		{"no YAML", "a: [\n", "l.yaml:1:4: "},
		{"too large", strings.Repeat("#\n", maxSize), "list l.yaml: is larger than 1 MB"},
		{"a long line", "a: 1\n#" + strings.Repeat("-", maxLine), "l.yaml:2:4096: the line is longer"},
		{"deep", "a: " + strings.Repeat("[", maxNesting+1), "l.yaml:1:68: brackets are nested more than 64 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := File{Kind: "list", Name: "l.yaml"}.Parse(strings.NewReader(tt.text))
			var placed *Error
			if !errors.As(err, &placed) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want one that begins with %q", err, tt.want)
			}
		})
	}
}

// What is written anew reads as what was read, without its comments.
func TestWithoutComments(t *testing.T) {
	const text = "# our token is hunter2\na: 1 # hunter2\nb:\n  # hunter2\n  - {c: \"0.0000002\", d: 'x # y'} # hunter2\n  - e: https://example.com/#f\n    g: [h, i]\n"
	file := File{Kind: "list", Name: "l.yaml"}
	got, err := file.WithoutComments(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got), "hunter2") {
		t.Errorf("a comment stayed:\n%s", got)
	}
	const want = "a: 1\nb:\n  - {c: \"0.0000002\", d: 'x # y'}\n  - e: https://example.com/#f\n    g: [h, i]\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBeginIsWhereAReaderLooks(t *testing.T) {
	body, err := File{Kind: "list", Name: "l.yaml"}.Parse(strings.NewReader("\n  first: 1\n  second: {a: b}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if at := Begin(body).Position; at.Line != 2 || at.Column != 3 {
		t.Errorf("the mapping begins at %d:%d, want 2:3", at.Line, at.Column)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a: {b: [1, 2]}\n")
	f.Add("a: &x [*x]")
	f.Add("- ? a\n  : b\n")
	f.Fuzz(func(t *testing.T, text string) {
		body, err := File{Kind: "list", Name: "l.yaml"}.Parse(strings.NewReader(text))
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("a fault without words")
			}
			return
		}
		if Begin(body) == nil {
			t.Error("a document that begins nowhere")
		}
	})
}
